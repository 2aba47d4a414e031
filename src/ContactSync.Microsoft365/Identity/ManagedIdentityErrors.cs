using Microsoft.Identity.Client;

namespace ContactSync.Microsoft365.Identity;

/// <summary>Why the endpoint for managed identities gave no token.</summary>
internal static class ManagedIdentityErrors
{
    /// <summary>What the library puts around the endpoint's own words, which it keeps nowhere else.</summary>
    private static readonly string[] Labels = ["[Managed Identity]", "Error Message:", "Error Code:"];

    /// <summary>The error for what the sign-in library threw, whose own exception is left behind.</summary>
    /// <param name="error">What was thrown.</param>
    /// <param name="identity">The identity asked for.</param>
    internal static SyncException Translate(MsalException error, string identity)
    {
        if (error is not MsalServiceException { StatusCode: > 0 } service)
        {
            return Texts.Catalog.Create(
                nameof(Errors.ManagedIdentityUnavailable), SyncErrorKind.ResourceUnavailable, identity, identity, Words(Innermost(error)));
        }
        var code = $"HTTP {service.StatusCode}";
        var made = Texts.Catalog.Create(
            nameof(Errors.ManagedIdentityRefused), SyncErrorKind.AuthenticationFailed, identity, identity, code, Words(service));
        return new ServiceRefusedException(made, code, service.StatusCode);
    }

    private static Exception Innermost(Exception error) => error.InnerException is { } cause ? Innermost(cause) : error;

    private static string Words(Exception error)
    {
        var text = Labels.Aggregate(error.Message, (rest, label) => rest.Replace(label, "", StringComparison.Ordinal));
        return Redaction.Clean(string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))).TrimEnd('.');
    }
}
