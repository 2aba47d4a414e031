using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Identity.Client;

namespace ContactSync.Microsoft365.Identity;

/// <summary>
/// Refusals of the identity platform. Codes:
/// https://learn.microsoft.com/entra/identity-platform/reference-error-codes
/// </summary>
internal static partial class AadstsErrors
{
    /// <summary>
    /// What can be met by an app that signs in by itself or with a user's password, and by a person. The platform says: judge by code,
    /// never by text.
    /// </summary>
    private static readonly Dictionary<int, (string Id, SyncErrorKind Kind)> ByCode = new()
    {
        [50020] = (nameof(Errors.UserUnknown), SyncErrorKind.NotFound),
        [50034] = (nameof(Errors.UserUnknown), SyncErrorKind.NotFound),
        [50126] = (nameof(Errors.UserPasswordWrong), SyncErrorKind.AuthenticationFailed),
        [50053] = (nameof(Errors.UserLocked), SyncErrorKind.AuthenticationFailed),
        [50055] = (nameof(Errors.UserPasswordExpired), SyncErrorKind.AuthenticationFailed),
        [50057] = (nameof(Errors.UserDisabled), SyncErrorKind.AuthenticationFailed),
        [50072] = (nameof(Errors.SecondFactorNeeded), SyncErrorKind.AuthenticationFailed),
        [50074] = (nameof(Errors.SecondFactorNeeded), SyncErrorKind.AuthenticationFailed),
        [50076] = (nameof(Errors.SecondFactorNeeded), SyncErrorKind.AuthenticationFailed),
        [50079] = (nameof(Errors.SecondFactorNeeded), SyncErrorKind.AuthenticationFailed),
        [50158] = (nameof(Errors.SecondFactorNeeded), SyncErrorKind.AuthenticationFailed),
        [70002] = (nameof(Errors.SecretWrong), SyncErrorKind.AuthenticationFailed),
        [7000215] = (nameof(Errors.SecretWrong), SyncErrorKind.AuthenticationFailed),
        [7000216] = (nameof(Errors.SecretMissing), SyncErrorKind.AuthenticationFailed),
        [7000218] = (nameof(Errors.SecretMissing), SyncErrorKind.AuthenticationFailed),
        [7000222] = (nameof(Errors.SecretExpired), SyncErrorKind.AuthenticationFailed),
        [50012] = (nameof(Errors.CertificateLoginRefused), SyncErrorKind.AuthenticationFailed),
        [50013] = (nameof(Errors.CertificateLoginRefused), SyncErrorKind.AuthenticationFailed),
        [700021] = (nameof(Errors.CertificateLoginRefused), SyncErrorKind.AuthenticationFailed),
        [700022] = (nameof(Errors.ScopeRefused), SyncErrorKind.InvalidArgument),
        [700023] = (nameof(Errors.ScopeRefused), SyncErrorKind.InvalidArgument),
        [700024] = (nameof(Errors.CertificateLoginRefused), SyncErrorKind.AuthenticationFailed),
        [700027] = (nameof(Errors.CertificateLoginRefused), SyncErrorKind.AuthenticationFailed),
        [700030] = (nameof(Errors.CertificateLoginRefused), SyncErrorKind.AuthenticationFailed),
        [70001] = (nameof(Errors.AppNotFound), SyncErrorKind.NotFound),
        [700011] = (nameof(Errors.AppNotFound), SyncErrorKind.NotFound),
        [700016] = (nameof(Errors.AppNotFound), SyncErrorKind.NotFound),
        [7000112] = (nameof(Errors.AppDisabled), SyncErrorKind.PermissionDenied),
        [7000229] = (nameof(Errors.ServicePrincipalMissing), SyncErrorKind.NotFound),
        [50059] = (nameof(Errors.TenantNotFound), SyncErrorKind.NotFound),
        [50128] = (nameof(Errors.TenantNotFound), SyncErrorKind.NotFound),
        [90002] = (nameof(Errors.TenantNotFound), SyncErrorKind.NotFound),
        [90019] = (nameof(Errors.TenantNotFound), SyncErrorKind.NotFound),
        [900021] = (nameof(Errors.TenantNotFound), SyncErrorKind.NotFound),
        [900023] = (nameof(Errors.TenantNotFound), SyncErrorKind.NotFound),
        [50194] = (nameof(Errors.TenantNotNamed), SyncErrorKind.InvalidArgument),
        [9001023] = (nameof(Errors.TenantNotNamed), SyncErrorKind.InvalidArgument),
        [70021] = (nameof(Errors.FederationMissing), SyncErrorKind.AuthenticationFailed),
        [700211] = (nameof(Errors.FederationMissing), SyncErrorKind.AuthenticationFailed),
        [700212] = (nameof(Errors.FederationMissing), SyncErrorKind.AuthenticationFailed),
        [700213] = (nameof(Errors.FederationMissing), SyncErrorKind.AuthenticationFailed),
        [7002137] = (nameof(Errors.FederationMissing), SyncErrorKind.AuthenticationFailed),
        [7002138] = (nameof(Errors.FederationMissing), SyncErrorKind.AuthenticationFailed),
        [50166] = (nameof(Errors.FederationUnreachable), SyncErrorKind.ResourceUnavailable),
        [90061] = (nameof(Errors.FederationUnreachable), SyncErrorKind.ResourceUnavailable),
        [50011] = (nameof(Errors.RedirectUriMissing), SyncErrorKind.InvalidArgument),
        [500113] = (nameof(Errors.RedirectUriMissing), SyncErrorKind.InvalidArgument),
        [65004] = (nameof(Errors.ConsentDeclined), SyncErrorKind.PermissionDenied),
        [65001] = (nameof(Errors.ConsentMissing), SyncErrorKind.PermissionDenied),
        [65002] = (nameof(Errors.ClientNotPreauthorized), SyncErrorKind.PermissionDenied),
        [650056] = (nameof(Errors.ConsentMissing), SyncErrorKind.PermissionDenied),
        [650057] = (nameof(Errors.ConsentMissing), SyncErrorKind.PermissionDenied),
        [90094] = (nameof(Errors.ConsentMissing), SyncErrorKind.PermissionDenied),
        [90095] = (nameof(Errors.ConsentMissing), SyncErrorKind.PermissionDenied),
        [90099] = (nameof(Errors.ConsentMissing), SyncErrorKind.PermissionDenied),
        [501051] = (nameof(Errors.AssignmentMissing), SyncErrorKind.PermissionDenied),
        [50105] = (nameof(Errors.UserNotAssigned), SyncErrorKind.PermissionDenied),
        [500011] = (nameof(Errors.ResourceNotInTenant), SyncErrorKind.NotFound),
        [650052] = (nameof(Errors.ResourceNotInTenant), SyncErrorKind.NotFound),
        [28002] = (nameof(Errors.ScopeRefused), SyncErrorKind.InvalidArgument),
        [70011] = (nameof(Errors.ScopeRefused), SyncErrorKind.InvalidArgument),
        [1002012] = (nameof(Errors.ScopeRefused), SyncErrorKind.InvalidArgument),
        [53000] = (nameof(Errors.BlockedByPolicy), SyncErrorKind.PermissionDenied),
        [53001] = (nameof(Errors.BlockedByPolicy), SyncErrorKind.PermissionDenied),
        [53002] = (nameof(Errors.BlockedByPolicy), SyncErrorKind.PermissionDenied),
        [53003] = (nameof(Errors.BlockedByPolicy), SyncErrorKind.PermissionDenied),
        [530034] = (nameof(Errors.BlockedByPolicy), SyncErrorKind.PermissionDenied),
        [530035] = (nameof(Errors.BlockedByPolicy), SyncErrorKind.PermissionDenied),
        [50196] = (nameof(Errors.SignInThrottled), SyncErrorKind.Throttled),
        [90033] = (nameof(Errors.SignInThrottled), SyncErrorKind.Throttled),
        [90055] = (nameof(Errors.SignInThrottled), SyncErrorKind.Throttled),
        [1002016] = (nameof(Errors.TlsTooOld), SyncErrorKind.ResourceUnavailable),
    };

    /// <summary>Where a server names no code of ours, the OAuth error still tells the kind.</summary>
    private static readonly Dictionary<string, (string Id, SyncErrorKind Kind)> ByOAuthError = new(StringComparer.Ordinal)
    {
        ["invalid_client"] = (nameof(Errors.SecretWrong), SyncErrorKind.AuthenticationFailed),
        ["unauthorized_client"] = (nameof(Errors.AppNotFound), SyncErrorKind.NotFound),
        ["invalid_scope"] = (nameof(Errors.ScopeRefused), SyncErrorKind.InvalidArgument),
        ["interaction_required"] = (nameof(Errors.SecondFactorNeeded), SyncErrorKind.AuthenticationFailed),
        ["temporarily_unavailable"] = (nameof(Errors.SignInThrottled), SyncErrorKind.Throttled),
    };

    /// <summary>The codes that have a row, each with its error's id.</summary>
    internal static IEnumerable<(string Code, string ErrorId)> Codes => ByCode.Select(row => ($"AADSTS{row.Key}", row.Value.Id));

    /// <summary>
    /// The error for what the sign-in library threw. The library's own exception, which holds the whole answer, is left behind.
    /// </summary>
    internal static SyncException Translate(MsalException error, TenantSessionOptions options)
    {
        var authority = options.Environment.Authority;
        if (error.ErrorCode == MsalError.RequestTimeout)
            return ConnectionErrors.Translate(new TimeoutException(error.Message), authority, CancellationToken.None)!;

        var service = error as MsalServiceException;
        var answer = Answer.Read(service?.ResponseBody) ?? Answer.OfBrowser(error);
        if (answer is null)
            return Unreadable(options, error.ErrorCode, service?.StatusCode);

        var codes = answer.Codes.Count > 0 ? answer.Codes : CodesIn(answer.Description);
        var known = codes.Where(ByCode.ContainsKey).Cast<int?>().FirstOrDefault();
        var shown = known ?? codes.Cast<int?>().FirstOrDefault();
        var (id, kind) = known is { } code ? ByCode[code]
            : codes.Count == 0 && ByOAuthError.TryGetValue(answer.Error, out var entry) ? entry
            : (nameof(Errors.SignInRefused), SyncErrorKind.AuthenticationFailed);
        // The same code tells an app that has to bring its secret from one that may do without.
        if (id == nameof(Errors.SecretMissing) && (options.Credential.UserName is not null || options.Credential.IsPerson))
            id = nameof(Errors.PublicFlowsOff);
        // No certificate is at fault where another provider's token was shown.
        if (id == nameof(Errors.CertificateLoginRefused) && options.Credential is FederatedTokenCredential)
            id = nameof(Errors.FederatedTokenRefused);
        // Who signs in to set a tenant up has no app to grant anything to: the permissions are those he asked for.
        if (id == nameof(Errors.ConsentMissing) && options.Credential.IsPerson)
            id = nameof(Errors.SignInConsentMissing);
        var name = shown is null ? answer.Error : $"AADSTS{shown}";
        var made = Texts.Catalog.Create(
            id, kind, options.ClientId, options.ClientId, options.TenantId, name, Sentence(answer.Description), authority.Authority,
            options.Credential.UserName ?? Texts.Catalog.Text(nameof(Errors.Text_TheUser)));
        return new ServiceRefusedException(made, name, service?.StatusCode, answer.TraceId);
    }

    /// <summary>The error for an answer that is not the identity platform's: a proxy's page, or cut short.</summary>
    internal static ServiceRefusedException Unreadable(TenantSessionOptions options, string code, int? status = null) => new(
        Texts.Catalog.Create(
            nameof(Errors.SignInUnreadable), SyncErrorKind.InvalidData, options.Environment.Authority,
            options.Environment.Authority.Authority, status is null ? code : $"HTTP {status}"),
        code, status);

    private static List<int> CodesIn(string text) =>
        [.. CodeInText().Matches(text).Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];

    /// <summary>The service's own words, without its code in front and the ids behind.</summary>
    private static string Sentence(string text)
    {
        var end = text.IndexOf("Trace ID:", StringComparison.Ordinal);
        return Redaction.Clean(CodeInText().Replace(end < 0 ? text : text[..end], "", 1)).Trim(' ', ':', '.', '\r', '\n');
    }

    [GeneratedRegex(@"AADSTS(\d{1,9})")]
    private static partial Regex CodeInText();

    private sealed record Answer(string Error, string Description, IReadOnlyList<int> Codes, string? TraceId)
    {
        internal static Answer? Read(string? body)
        {
            if (string.IsNullOrWhiteSpace(body))
                return null;
            try
            {
                using var document = JsonDocument.Parse(body);
                var root = document.RootElement;
                if (root.ValueKind != JsonValueKind.Object || Text(root, "error") is not { } error)
                    return null;
                int[] codes = root.TryGetProperty("error_codes", out var list) && list.ValueKind == JsonValueKind.Array
                    ? [.. list.EnumerateArray().Where(code => code.ValueKind == JsonValueKind.Number).Select(code => code.GetInt32())]
                    : [];
                return new Answer(error, Text(root, "error_description") ?? error, codes, Text(root, "trace_id"));
            }
            catch (JsonException)
            {
                return null;
            }
        }

        /// <summary>What a browser carried back, of which the library keeps the text only.</summary>
        internal static Answer? OfBrowser(MsalException error) =>
            CodesIn(error.Message) is { Count: > 0 } codes ? new Answer(error.ErrorCode, error.Message, codes, null) : null;

        private static string? Text(JsonElement root, string name) =>
            root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }
}
