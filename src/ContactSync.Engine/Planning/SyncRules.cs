using ContactSync.Engine.Ports;

namespace ContactSync.Engine.Planning;

/// <summary>What is read, and how contacts become entries.</summary>
/// <param name="Region">
/// The ISO 3166 region national numbers are read in, unless the mailbox has a usage location; of a merged phone book, whose numbers were
/// read before, the name of the rule it is merged by.
/// </param>
/// <param name="Title">The phone book's title.</param>
/// <param name="Connection">The name of the connection that runs.</param>
/// <param name="OverriddenGuards">Guards lifted for this one run.</param>
public sealed record SyncRules(string Region, string Title, string Connection, IReadOnlySet<string> OverriddenGuards)
{
    /// <summary>Where the entries come from: what the source calls a mailbox may be a file.</summary>
    public PhoneBookSource Source { get; init; } = PhoneBookSource.Mailbox;

    /// <summary>What of a mailbox is read.</summary>
    public ReadScope Scope { get; init; } = ReadScope.Everything;

    /// <summary>Which of the contacts read become entries.</summary>
    public ContactFilter Filter { get; init; } = ContactFilter.Usual;

    /// <summary>Whether numbers are read in <see cref="Region"/> even where the user's country is known.</summary>
    public bool IsRegionFixed { get; init; }

    /// <summary>How the phone system dials, which stands in <see cref="Region"/>.</summary>
    public SyncDialRule DialRule { get; init; } = new();

    /// <summary>Names scope and filter together, see <see cref="RulesFingerprint.Filter"/>.</summary>
    public string FilterFingerprint => Scope.Fingerprint + Filter.Fingerprint;
}
