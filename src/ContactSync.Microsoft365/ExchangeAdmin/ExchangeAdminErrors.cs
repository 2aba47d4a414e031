using System.Text.Json;
using ContactSync.Microsoft365.Identity;

namespace ContactSync.Microsoft365.ExchangeAdmin;

/// <summary>
/// Refusals of the admin API of Exchange Online. 401: the token lacks Exchange.ManageAsApp; 403: no directory role, and a body that need
/// not be text; else Exchange's own words lie deep inside, behind the name of its exception.
/// </summary>
internal static class ExchangeAdminErrors
{
    /// <summary>The error for an answer that says no.</summary>
    internal static async Task<ServiceRefusedException> ReadAsync(
        GraphCall call, ExchangeCommand command, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        var (type, text) = ReadWords(body);
        var requestId = response.Headers.TryGetValues("request-id", out var ids) ? ids.FirstOrDefault() : null;
        return FromAnswer(call, command, (int)response.StatusCode, type, text, requestId);
    }

    /// <summary>The error for a status, with the exception and the words of Exchange where there were some.</summary>
    internal static ServiceRefusedException FromAnswer(
        GraphCall call, ExchangeCommand command, int status, string? type, string? text, string? requestId = null)
    {
        if (status == 429 || status >= 500)
            return GraphErrors.FromAnswer(call, status, type, text, requestId);
        var words = Redaction.Clean(text).Trim().TrimEnd('.');
        var (id, kind) = (status, type) switch
        {
            (401, _) => (nameof(Errors.ExchangeRightMissing), SyncErrorKind.AuthenticationFailed),
            (403, _) => (nameof(Errors.ExchangeRoleMissing), SyncErrorKind.PermissionDenied),
            (404, _) or (_, "ManagementObjectNotFoundException") => (nameof(Errors.ExchangeObjectUnknown), SyncErrorKind.NotFound),
            (_, "ADObjectAlreadyExistsException") => (nameof(Errors.ExchangeObjectExists), SyncErrorKind.AlreadyExists),
            _ => (nameof(Errors.ExchangeCommandRefused), SyncErrorKind.InvalidOperation),
        };
        var made = Texts.Catalog.Create(
            id, kind, command.Target, command.Target, command.Name, call.ClientId, words.Length == 0 ? $"HTTP {status}" : words);
        return new ServiceRefusedException(made, type, status, requestId);
    }

    /// <summary>|Microsoft.Exchange.….ManagementObjectNotFoundException|The operation …</summary>
    internal static (string? Type, string? Text) ReadWords(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object || Member(document.RootElement, "error") is not { } error)
                return (null, null);
            var text = Message(Member(error, "innererror") is { } inner ? Member(inner, "internalexception") : null)
                ?? Message(Member(error, "details") is { ValueKind: JsonValueKind.Array } details && details.GetArrayLength() > 0
                    ? details[0]
                    : null)
                ?? Message(error);
            return text?.Split('|', 3) is [_, var type, var words] ? (type.Split('.')[^1], words) : (null, text);
        }
        catch (JsonException)
        {
            return (null, null);
        }
    }

    private static JsonElement? Member(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) ? value : null;

    private static string? Message(JsonElement? parent) =>
        parent is { ValueKind: JsonValueKind.Object } one && Member(one, "message") is { ValueKind: JsonValueKind.String } text
            ? text.GetString()
            : null;
}
