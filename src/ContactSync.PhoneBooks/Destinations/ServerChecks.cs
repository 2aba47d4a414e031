namespace ContactSync.PhoneBooks.Destinations;

/// <summary>The stages of a test of a server: each is tried only where those before it went well.</summary>
internal sealed class ServerChecks(string target)
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
            Add(stage, CheckStatus.Skipped, Texts.Catalog.Text(nameof(Errors.Text_NotTried)));
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

    /// <summary>Adds a stage.</summary>
    public void Add(string stage, CheckStatus status, string detail, string? code = null, string? advice = null) => checks.Add(new SyncCheck
    {
        Stage = Texts.Catalog.Text(stage), Target = target, Status = status, Detail = detail, Code = code, Advice = advice,
    });
}
