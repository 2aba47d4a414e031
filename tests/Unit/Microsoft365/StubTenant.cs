using System.Net;
using System.Text;
using System.Text.Json;
using ContactSync.Microsoft365.Graph;
using ContactSync.Microsoft365.Identity;

namespace ContactSync.Tests.Microsoft365;

/// <summary>A tenant made of two functions: what the token endpoint and what Graph answers.</summary>
internal static class StubTenant
{
    public const string TenantId = "11111111-2222-3333-4444-555555555555";
    public const string ClientId = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee";
    public const string TraceId = "77777777-0000-0000-0000-000000000000";
    public const string Secret = "Sup3r~Secret.Value_that-must-not-leak";

    public static readonly SyncEnvironment Environment = new(
        "stub", new Uri("https://login.stub.test:8443"), new Uri("https://graph.stub.test:9443"));

    public static StubTransport Transport(
        Func<StubRequest, HttpResponseMessage> graph, Func<StubRequest, HttpResponseMessage>? token = null)
    {
        var issued = 0;
        return new StubTransport(request =>
            request.Uri.Host.StartsWith("login", StringComparison.Ordinal)
                ? token?.Invoke(request) ?? Token(++issued)
                : graph(request));
    }

    public static TenantSession Session(StubTransport transport, Action<string>? trace = null, SyncEnvironment? environment = null) =>
        TenantSession.Create(Options(trace, environment) with { Transport = () => transport });

    public static TenantSessionOptions Options(Action<string>? trace = null, SyncEnvironment? environment = null) => new()
    {
        Environment = environment ?? Environment,
        TenantId = TenantId,
        ClientId = ClientId,
        Credential = new ClientSecretCredential(new NetworkCredential("", Secret).SecurePassword),
        Trace = trace,
        Retry = new GraphRetryOptions { BusyRetries = 0, ConnectionRetries = 0 },
    };

    public static HttpResponseMessage Token(int number = 1, params string[] roles) => StubTransport.Json(
        HttpStatusCode.OK,
        JsonSerializer.Serialize(new { token_type = "Bearer", expires_in = 3599, access_token = Jwt(number, roles) }));

    public static HttpResponseMessage Refusal(int code, string error = "invalid_client", string text = "Told by the stub.") =>
        StubTransport.Json(HttpStatusCode.Unauthorized, JsonSerializer.Serialize(new
        {
            error,
            error_description = $"AADSTS{code}: {text} Trace ID: {TraceId} Correlation ID: 8 Timestamp: 2026-11-23 10:00:00Z",
            error_codes = new[] { code },
            trace_id = TraceId,
        }));

    public static string Jwt(object claims, int number = 1) =>
        $"{Encode("""{"alg":"RS256","typ":"JWT"}""")}.{Encode(JsonSerializer.Serialize(claims))}.signature{number}";

    private static string Jwt(int number, string[] roles) => Jwt(
        new { aud = "https://graph.microsoft.com", tid = TenantId, appid = ClientId, roles, uti = $"token-{number}" }, number);

    private static string Encode(string text) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
