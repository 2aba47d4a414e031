namespace ContactSync.Engine.Publishing;

/// <summary>The stages of a test of a destination: each is tried only where those before it went well.</summary>
/// <param name="texts">The texts of the room that the destination lives in.</param>
/// <param name="target">The destination's place.</param>
public sealed class DestinationChecks(ErrorCatalog texts, string target)
{
    private readonly List<SyncCheck> checks = [];

    /// <summary>The stages so far.</summary>
    public IReadOnlyList<SyncCheck> Rows => checks;

    /// <summary>Whether all went well.</summary>
    public bool AreWell => !checks.Exists(check => check.Status == CheckStatus.Failed);

    /// <summary>Tries a stage.</summary>
    /// <param name="stage">The name of its text.</param>
    /// <param name="work">Gives what was seen; throws where it went wrong.</param>
    public async Task TryAsync(string stage, Func<Task<string>> work)
    {
        if (!AreWell)
        {
            Skip(stage);
            return;
        }
        try
        {
            Add(stage, CheckStatus.Passed, await work().ConfigureAwait(false));
        }
        catch (SyncException error)
        {
            Add(stage, CheckStatus.Failed, error.Message, error.ErrorId, error.Advice);
        }
    }

    /// <summary>Adds a stage that cannot be tried.</summary>
    /// <param name="stage">The name of its text.</param>
    /// <param name="reason">Why, in the session's language; null because a stage before failed.</param>
    public void Skip(string stage, string? reason = null) =>
        Add(stage, CheckStatus.Skipped, reason ?? Texts.Catalog.Text(nameof(Errors.Text_NotTried)));

    private void Add(string stage, CheckStatus status, string detail, string? code = null, string? advice = null) =>
        checks.Add(new SyncCheck
        {
            Stage = texts.Text(stage), Target = target, Status = status, Detail = detail, Code = code, Advice = advice,
        });
}
