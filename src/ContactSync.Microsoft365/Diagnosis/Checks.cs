namespace ContactSync.Microsoft365.Diagnosis;

/// <summary>The names of the stages, and rows of them.</summary>
internal static class Checks
{
    internal const string Tls = "TLS";
    internal const string Credential = "Credential";
    internal const string SignIn = "Sign-in";
    internal const string Token = "Token";
    internal const string Directory = "Directory";
    internal const string Mailbox = "Mailbox";

    internal static SyncCheck Passed(string stage, string target, string detail) =>
        new() { Stage = stage, Target = target, Status = CheckStatus.Passed, Detail = detail };

    internal static SyncCheck Warning(string stage, string target, string detail, string advice, string? link = null) =>
        new() { Stage = stage, Target = target, Status = CheckStatus.Warning, Detail = detail, Advice = advice, Link = link };

    internal static SyncCheck Skipped(string stage, string target) => new()
    {
        Stage = stage,
        Target = target,
        Status = CheckStatus.Skipped,
        Detail = Texts.Catalog.Text(nameof(Errors.Text_StageSkipped)),
    };

    internal static SyncCheck Failed(string stage, string target, SyncException error, string? advice = null, string? link = null)
    {
        var code = (error as ServiceRefusedException)?.Code;
        return new SyncCheck
        {
            Stage = stage,
            Target = target,
            Status = CheckStatus.Failed,
            Code = code ?? error.ErrorId,
            Detail = error.Message,
            Advice = advice ?? error.Advice,
            Link = link ?? LinkOf(code),
        };
    }

    private static string? LinkOf(string? code) =>
        code is null ? null :
        code.StartsWith("AADSTS", StringComparison.Ordinal) ? $"https://login.microsoftonline.com/error?code={code["AADSTS".Length..]}" :
        "https://learn.microsoft.com/graph/errors";
}
