using ContactSync.Engine.Planning;

namespace ContactSync.Engine.Guards;

/// <summary>
/// Asks once where most entries of a phone book would change because numbers are read or dialled by other rules than before. A newer
/// version of the module, which reads them better, is no other rule.
/// </summary>
public sealed class EverythingChangedGuard : IGuard
{
    private const int EntriesAlwaysAllowed = 25;

    private const int PercentAllowed = 20;

    /// <inheritdoc/>
    public string Name => nameof(Errors.EverythingChanged);

    /// <inheritdoc/>
    public SyncException? Check(GuardInput input)
    {
        var plan = input.Plan;
        if (plan.Existing is not { } before || RuleOf(before.RulesFingerprint) == RuleOf(plan.RulesFingerprint))
            return null;
        return plan.Updated.Count > EntriesAlwaysAllowed && plan.Updated.Count * 100L > before.EntryCount * (long)PercentAllowed
            ? Texts.Catalog.Create(
                Name, SyncErrorKind.GuardStopped, plan.Owner, plan.Owner, plan.Updated.Count, before.EntryCount)
            : null;
    }

    // The version stands before the first space.
    private static string RuleOf(string fingerprint)
    {
        var numbers = RulesFingerprint.Parse(fingerprint).Numbers;
        return numbers[(numbers.IndexOf(' ', StringComparison.Ordinal) + 1)..];
    }
}
