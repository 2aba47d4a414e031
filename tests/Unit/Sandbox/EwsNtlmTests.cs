using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ContactSync.Sandbox;
using ContactSync.Sandbox.Ews.Access;
using Xunit;

namespace ContactSync.Tests.Sandbox;

/// <summary>NTLM and Negotiate of the own server, with the platform's client and the platform's server.</summary>
public sealed class EwsNtlmTests : IAsyncLifetime
{
    private static readonly string Get =
        $"<m:GetFolder>{EwsClient.FolderShape}<m:FolderIds>{EwsClient.Contacts}</m:FolderIds></m:GetFolder>";

    private const string ResponseSchema = "http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a";

    private EwsClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(NtlmProvider.Absence is null, $"because {NtlmProvider.Absence}");
        _client = await EwsClient.StartAsync(new SandboxOptions { MailboxCount = 1, OnPremisesMailboxCount = 2 });
    }

    public ValueTask DisposeAsync() => _client?.DisposeAsync() ?? ValueTask.CompletedTask;

    private SandboxUser Account => _client.Host.EwsServiceAccount;

    private SandboxUser User => _client.Host.OnPremisesUsers[0];

    [Theory]
    [InlineData("NTLM", "CONTOSO", "svc-contactsync")]
    [InlineData("Negotiate", "CONTOSO", "svc-contactsync")]
    [InlineData("NTLM", "", "svc-contactsync@contoso.example")]
    [InlineData("Negotiate", "", "svc-contactsync@contoso.example")]
    public async Task ServiceAccountSignsInOnceAConnection(string scheme, string domain, string name)
    {
        using var http = Http(scheme, new NetworkCredential(name, Account.Password, domain));
        var before = Requests;
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, User.Address));
        var first = Requests - before;
        Assert.InRange(first, 2, 3);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, User.Address));
        Assert.Equal(first + 1, Requests - before);

        using var other = Http("None", null);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(other, User.Address));
    }

    [Fact]
    public async Task UsersReadTheirOwnMailboxAndNobodyInTheCloudComesIn()
    {
        using var own = Http("NTLM", new NetworkCredential(User.Address, User.Password));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(own, null));
        Assert.Equal(HttpStatusCode.InternalServerError, await StatusAsync(own, _client.Host.OnPremisesUsers[1].Address));

        var cloud = _client.Host.Users[0];
        using var elsewhere = Http("NTLM", new NetworkCredential(cloud.Address, cloud.Password));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(elsewhere, null));
    }

    [Theory]
    [InlineData("NTLM", "CONTOSO", "svc-contactsync", "wrong")]
    [InlineData("Negotiate", "CONTOSO", "svc-contactsync", "wrong")]
    [InlineData("NTLM", "FABRIKAM", "svc-contactsync", null)]
    [InlineData("NTLM", "CONTOSO", "nobody", "wrong")]
    public async Task OthersAreTurnedAwayWithEveryChallenge(string scheme, string domain, string name, string? password)
    {
        using var http = Http(scheme, new NetworkCredential(name, password ?? Account.Password, domain));
        using var answer = await PostAsync(http, User.Address);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(["Bearer", "Negotiate", "NTLM", "Basic"], answer.Headers.WwwAuthenticate.Select(challenge => challenge.Scheme));
    }

    [Fact]
    public async Task AutodiscoverTakesItToo()
    {
        using var http = Http("NTLM", new NetworkCredential(User.Address, User.Password));
        using var content = new StringContent($"""
            <Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006"><Request>
            <EMailAddress>{User.Address}</EMailAddress>
            <AcceptableResponseSchema>{ResponseSchema}</AcceptableResponseSchema>
            </Request></Autodiscover>
            """, Encoding.UTF8, "text/xml");
        using var answer = await http.PostAsync("/autodiscover/autodiscover.xml", content);
        Assert.Contains("<EwsUrl>", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task AccountsLieInAFileOfTheirOwnersThatGoesWithTheSandbox()
    {
        var client = await EwsClient.StartAsync(new SandboxOptions { MailboxCount = 0, OnPremisesMailboxCount = 1 });
        var path = client.Host.Context.NtlmUsers.Path();
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Contains(client.Host.EwsServiceAccount.Password, File.ReadAllText(path));
        await client.DisposeAsync();
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task NonsenseIsNoHandshake()
    {
        foreach (var header in (string[])["NTLM", "NTLM !!", "NTLM AAAA", "Negotiate TlRMTVNTUAAD"])
        {
            using var http = Http("None", null);
            http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", header);
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(http, User.Address));
        }
    }

    private long Requests => _client.Host.Requests.OperationsOf(ContactSync.Sandbox.Hosting.RequestKind.Ews);

    private async Task<HttpStatusCode> StatusAsync(HttpClient http, string? user)
    {
        using var answer = await PostAsync(http, user);
        return answer.StatusCode;
    }

    private Task<HttpResponseMessage> PostAsync(HttpClient http, string? user)
    {
        var header = user is null ? "" : EwsClient.Impersonate("PrimarySmtpAddress", user);
        return http.PostAsync(_client.Host.Ews, new StringContent(EwsClient.Envelope(Get, header), Encoding.UTF8, "text/xml"));
    }

    private HttpClient Http(string scheme, NetworkCredential? credential)
    {
        var credentials = new CredentialCache();
        if (credential is not null)
            credentials.Add(_client.Host.Authority, scheme, credential);
        return new HttpClient(new SocketsHttpHandler
        {
            Credentials = credentials,
            MaxConnectionsPerServer = 1,
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(_client.Host.CaFile) },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            },
        })
        { BaseAddress = _client.Host.Authority };
    }
}
