using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using ContactSync.PowerShell.Connections;

namespace ContactSync.PowerShell.Sandbox;

/// <summary>Calls to a sandbox that only the one who started it may make. Its own authority is the only one trusted here.</summary>
internal sealed class SandboxControl : IDisposable
{
    private readonly SandboxProcess process;
    private readonly HttpClient http;

    public SandboxControl(SandboxProcess process)
    {
        this.process = process;
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.ImportFromPem(process.Sandbox.TrustedCertificate);
        http = new HttpClient(new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = policy } });
    }

    /// <summary>Sends a call below <c>/sandbox/</c> and reads its answer, which must not be empty.</summary>
    /// <exception cref="SyncException">The sandbox refused, or has ended.</exception>
    public async Task<JsonNode> PostAsync(string path, JsonObject body, CancellationToken cancellationToken) =>
        await SendAsync(HttpMethod.Post, path, body, cancellationToken).ConfigureAwait(false) ?? throw Refused("No content");

    /// <summary>Sends a call below <c>/sandbox/</c> and reads its answer; null where it has none.</summary>
    /// <exception cref="SyncException">The sandbox refused, or has ended.</exception>
    public async Task<JsonNode?> SendAsync(HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken)
    {
        var address = new Uri($"{process.Announcement.Control.AbsoluteUri.TrimEnd('/')}/{path}");
        using var request = new HttpRequestMessage(method, address) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Add("X-Sandbox-Key", SecretText.Reveal(process.Announcement.ControlKey));
        try
        {
            using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var answer = response.StatusCode == HttpStatusCode.NoContent
                ? null
                : await response.Content.ReadFromJsonAsync<JsonNode>(cancellationToken).ConfigureAwait(false);
            return response.IsSuccessStatusCode
                ? answer
                : throw Refused(answer?["error"]?.ToString() ?? response.ReasonPhrase ?? response.StatusCode.ToString());
        }
        catch (HttpRequestException exception)
        {
            throw Refused(exception.Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private SyncException Refused(string reason) => Texts.Catalog.Create(
        nameof(Errors.SandboxRefused), SyncErrorKind.InvalidArgument, process.Sandbox, reason);
}
