using System.Net;
using ContactSync.Microsoft365;
using ContactSync.Microsoft365.Autodiscover;
using ContactSync.Microsoft365.Ews;
using ContactSync.Microsoft365.Ews.Operations;
using ContactSync.Sandbox;
using ContactSync.Sandbox.Hosting;
using ContactSync.Tests.Graph;
using Xunit;

namespace ContactSync.Tests.Ews;

/// <summary>NTLM and Negotiate: what the client decides, and handshakes with the sandbox where this machine has NTLM for both sides.</summary>
public sealed class EwsWindowsSignInTests
{
    private const string Password = "pass word ß";

    [Theory]
    [InlineData(EwsWindowsScheme.Ntlm, "NTLM")]
    [InlineData(EwsWindowsScheme.Negotiate, "Negotiate")]
    public async Task An_endless_401_names_Extended_Protection(EwsWindowsScheme scheme, string name)
    {
        var error = await RefusedAsync(SignIn(scheme, canBegin: true), "Negotiate", "NTLM");

        Assert.Equal((nameof(Errors.EwsWindowsSignInRefused), SyncErrorKind.AuthenticationFailed), (error.ErrorId, error.Kind));
        Assert.Contains($"by {name}", error.Message, StringComparison.Ordinal);
        Assert.Contains("Extended Protection", error.Advice, StringComparison.Ordinal);
        Assert.Contains("Basic over TLS or OAuth", error.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_machine_without_NTLM_says_so()
    {
        var error = await RefusedAsync(SignIn(EwsWindowsScheme.Ntlm, canBegin: false), "Negotiate", "NTLM");

        Assert.Equal(nameof(Errors.EwsWindowsSignInMissing), error.ErrorId);
        Assert.Contains("gss-ntlmssp is not installed", error.Message, StringComparison.Ordinal);
        Assert.Contains("Basic over TLS or OAuth", error.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, nameof(Errors.EwsWindowsSignInMissing))]
    [InlineData(true, nameof(Errors.AutodiscoverSignInRefused))]
    public async Task Autodiscover_tells_them_apart_too(bool canBegin, string expected)
    {
        var search = new AutodiscoverClient(new AutodiscoverOptions
        {
            Environment = new SyncEnvironment("own", new("https://login.example"), new("https://graph.example")),
            SignIn = SignIn(EwsWindowsScheme.Ntlm, canBegin),
            Transport = () => new HandlerStub(_ => EwsServerStub.Html(HttpStatusCode.Unauthorized, ("WWW-Authenticate", "NTLM"))),
        });

        var error = await Assert.ThrowsAsync<ServiceRefusedException>(() => search.FindAsync("anna@contoso.com", default));

        Assert.Equal((expected, 401), (error.ErrorId, error.StatusCode));
    }

    [Fact]
    public async Task A_scheme_that_is_not_offered_is_named_with_those_that_are()
    {
        var error = await RefusedAsync(SignIn(EwsWindowsScheme.Ntlm), "Negotiate", "Basic realm=\"x\"");
        Assert.Equal(nameof(Errors.EwsSchemeNotOffered), error.ErrorId);
        Assert.Contains("by NTLM", error.Message, StringComparison.Ordinal);
        Assert.Contains("it offers Negotiate, Basic", error.Message, StringComparison.Ordinal);

        var basic = await RefusedAsync(new EwsBasicSignIn("svc", Secure(Password)), "Negotiate", "NTLM");
        Assert.Equal(nameof(Errors.EwsSchemeNotOffered), basic.ErrorId);
    }

    [Fact]
    public async Task Requests_go_over_HTTP_1_1_and_carry_no_proof_themselves()
    {
        var seen = new List<(Version Version, bool HasProof)>();
        var stub = new HandlerStub(request =>
        {
            seen.Add((request.Version, request.Headers.Authorization is not null));
            return EwsServerStub.Xml(EwsSamples.GetFolder);
        });
        using var client = Client(SignIn(EwsWindowsScheme.Negotiate), stub);

        await client.SendAsync(new GetFolder([EwsFolderId.Contacts], EwsShape.IdOnly), client.Call("mailbox anna"), default);

        Assert.Equal((HttpVersion.Version11, false), Assert.Single(seen));
    }

    [Theory]
    [InlineData(@"CONTOSO\svc", "CONTOSO", "svc")]
    [InlineData("svc@contoso.com", "", "svc@contoso.com")]
    public void The_credential_is_given_for_its_scheme_and_its_server_only(string account, string domain, string user)
    {
        var own = new Uri("https://mail.contoso.com/EWS/Exchange.asmx");
        var signIn = new EwsWindowsSignIn(account, Secure(Password), EwsWindowsScheme.Ntlm);
        var credentials = signIn.ConnectionCredentials(asked => EwsSockets.IsSameServer(asked, own));

        var given = credentials.GetCredential(new("https://mail.contoso.com/"), "NTLM")!;

        Assert.Equal((domain, user, Password), (given.Domain, given.UserName, given.Password));
        Assert.Null(credentials.GetCredential(own, "Basic"));
        Assert.Null(credentials.GetCredential(own, "Digest"));
        Assert.Null(credentials.GetCredential(own, "Negotiate"));
        Assert.Null(credentials.GetCredential(new("https://mail.contoso.com:444/"), "NTLM"));
        Assert.Null(credentials.GetCredential(new("https://other.contoso.com/"), "NTLM"));
        Assert.Null(credentials.GetCredential(new("http://mail.contoso.com/"), "NTLM"));
        Assert.Equal(account, signIn.Account);
    }

    [Theory]
    [InlineData(EwsWindowsScheme.Ntlm, false)]
    [InlineData(EwsWindowsScheme.Ntlm, true)]
    [InlineData(EwsWindowsScheme.Negotiate, false)]
    public async Task An_account_signs_in_by_its_connection(EwsWindowsScheme scheme, bool byPrincipalName)
    {
        await using var sandbox = await StartAsync();
        var trace = new List<string>();
        using var client = EwsSandbox.Client(sandbox.Host, ServiceAccount(sandbox.Host, scheme, byPrincipalName), trace.Add);

        await ReadAsync(client, sandbox.Host);
        await ReadAsync(client, sandbox.Host);

        Assert.Equal(2, trace.Count);
        Assert.All(trace, line => Assert.DoesNotContain(sandbox.Host.EwsServiceAccount.Password, line, StringComparison.Ordinal));
        Assert.Equal((2, 2), (sandbox.Host.Requests.AnswersWith(401), sandbox.Host.Requests.AnswersWith(200)));
    }

    [Fact]
    public async Task A_wrong_password_is_a_refusal_and_in_no_line()
    {
        await using var sandbox = await StartAsync();
        var trace = new List<string>();
        using var client = EwsSandbox.Client(
            sandbox.Host, new EwsWindowsSignIn(sandbox.Host.EwsServiceAccount.Address, Secure(Password), EwsWindowsScheme.Ntlm), trace.Add);

        var error = await Assert.ThrowsAsync<ServiceRefusedException>(() => ReadAsync(client, sandbox.Host));

        Assert.Equal(nameof(Errors.EwsWindowsSignInRefused), error.ErrorId);
        Assert.All(trace.Append(error.ToString()), line => Assert.DoesNotContain(Password, line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_accounts_never_share_a_connection()
    {
        await using var sandbox = await StartAsync();
        var (address, password) = sandbox.Host.Users[0];
        using var service = EwsSandbox.Client(sandbox.Host, ServiceAccount(sandbox.Host, EwsWindowsScheme.Ntlm));
        using var anna = EwsSandbox.Client(sandbox.Host, new EwsWindowsSignIn(address, Secure(password), EwsWindowsScheme.Ntlm));

        await ReadAsync(service, sandbox.Host);
        await anna.GetAsync(new GetFolder([EwsFolderId.Contacts], EwsShape.IdOnly), anna.Call("her own mailbox"), default);
        await ReadAsync(service, sandbox.Host);
        var error = await Assert.ThrowsAsync<ServiceRefusedException>(() => ReadAsync(anna, sandbox.Host, sandbox.Host.Users[1].Address));

        Assert.Equal(nameof(Errors.EwsImpersonationDenied), error.ErrorId);
    }

    [Fact]
    public async Task Autodiscover_signs_in_by_the_same_handshake()
    {
        await using var sandbox = await StartAsync();
        var host = sandbox.Host;
        host.Faults.Add(new Fault(FaultBoard.ServerError) { Target = "/autodiscover/autodiscover.json" });
        var search = new AutodiscoverClient(new AutodiscoverOptions
        {
            Environment = new SyncEnvironment("own", host.Authority, host.Graph) { TrustedCertificate = File.ReadAllText(host.CaFile) },
            SignIn = ServiceAccount(host, EwsWindowsScheme.Ntlm),
            Servers = _ => [host.Authority],
        });

        var result = await search.FindAsync(host.Users[0].Address, default);

        Assert.Equal((host.Ews, AutodiscoverForm.Soap), (result.EwsUrl, result.Steps[^1].Form));
    }

    private static EwsWindowsSignIn SignIn(EwsWindowsScheme scheme, bool canBegin = true) =>
        new(@"CONTOSO\svc", Secure(Password), scheme)
        {
            CanBegin = name => canBegin && name.Equals(scheme.ToString(), StringComparison.OrdinalIgnoreCase),
        };

    private static System.Security.SecureString Secure(string text) => new NetworkCredential("", text).SecurePassword;

    private static EwsWindowsSignIn ServiceAccount(SandboxHost host, EwsWindowsScheme scheme, bool byPrincipalName = false)
    {
        var (address, password) = host.EwsServiceAccount;
        return new(byPrincipalName ? address : @"CONTOSO\" + address.Split('@')[0], Secure(password), scheme);
    }

    private static async Task<GraphSandbox> StartAsync()
    {
        var sandbox = await GraphSandbox.StartAsync(mailboxes: 2, contacts: 0);
        foreach (var user in sandbox.Host.Users.ToList())
            await sandbox.ControlAsync(HttpMethod.Post, $"mailboxes/{user.Address}/state", new { state = "OnPremises" });
        var offered = (await sandbox.ControlAsync(HttpMethod.Get, "ews"))!["signIn"]?.AsArray().Select(scheme => (string?)scheme);
        Assert.SkipUnless(offered?.Contains("NTLM") == true, "because the package gss-ntlmssp is not on this machine.");
        sandbox.Host.Requests.Reset();
        return sandbox;
    }

    private static Task<IReadOnlyList<EwsFolder>> ReadAsync(EwsClient client, SandboxHost host, string? address = null)
    {
        address ??= host.Users[0].Address;
        var impersonation = new EwsImpersonation(EwsImpersonationKind.PrimarySmtpAddress, address);
        return client.GetAsync(
            new GetFolder([EwsFolderId.Contacts], EwsShape.IdOnly), client.Call($"mailbox {address}", impersonation), default);
    }

    private static EwsClient Client(EwsSignIn signIn, HttpMessageHandler transport) => new(new EwsClientOptions
    {
        Environment = new SyncEnvironment(
            "premises", new("https://login.example"), new("https://graph.example"), new("https://mail.example/EWS/Exchange.asmx")),
        SignIn = signIn,
        Transport = () => transport,
    });

    private static async Task<ServiceRefusedException> RefusedAsync(EwsSignIn signIn, params string[] challenges)
    {
        using var client = Client(signIn, new HandlerStub(_ => EwsServerStub.Html(
            HttpStatusCode.Unauthorized, [.. challenges.Select(challenge => ("WWW-Authenticate", challenge))])));
        return await Assert.ThrowsAsync<ServiceRefusedException>(() => client.GetAsync(
            new GetFolder([EwsFolderId.Contacts], EwsShape.IdOnly), client.Call("mailbox anna"), default));
    }

    private sealed class HandlerStub(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(answer(request));
    }
}
