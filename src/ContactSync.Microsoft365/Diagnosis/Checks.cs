namespace ContactSync.Microsoft365.Diagnosis;

/// <summary>The names of the stages, in the order in which they are gone through, and rows of them.</summary>
internal static class Checks
{
    internal const string Tls = "TLS";
    internal const string SignIn = "Sign-in";
    internal const string Token = "Token";
    internal const string App = "App";
    internal const string Credential = "Credential";
    internal const string Directory = "Directory";
    internal const string Protocol = "Protocol";
    internal const string Mailbox = "Mailbox";
    internal const string Folders = "Folders";
    internal const string Calendar = "Calendar";
    internal const string Presence = "Presence";

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
            Link = link ?? LinkOf(error, code),
        };
    }

    /// <summary>A row that says more.</summary>
    internal static SyncCheck WithDetail(SyncCheck check, string detail) => new()
    {
        Stage = check.Stage,
        Target = check.Target,
        Status = check.Status,
        Code = check.Code,
        Detail = detail,
        Advice = check.Advice,
        Link = check.Link,
    };

    /// <summary>The row of a test; a failed one where it throws.</summary>
    internal static async Task<SyncCheck> TryAsync(string stage, string target, Func<Task<SyncCheck>> test)
    {
        try
        {
            return await test().ConfigureAwait(false);
        }
        catch (SyncException error)
        {
            return Failed(stage, target, error);
        }
    }

    private static string? LinkOf(SyncException error, string? code) =>
        code is null ? null :
        code.StartsWith("AADSTS", StringComparison.Ordinal) ? $"https://login.microsoftonline.com/error?code={code["AADSTS".Length..]}" :
        code == "X-EWS-Policy-Reason"
            ? "https://learn.microsoft.com/exchange/client-developer/exchange-web-services/how-to-control-access-to-ews-in-exchange" :
        error.ErrorId.StartsWith("Ews", StringComparison.Ordinal)
            ? "https://learn.microsoft.com/exchange/client-developer/web-service-reference/responsecode" :
        "https://learn.microsoft.com/graph/errors";
}
