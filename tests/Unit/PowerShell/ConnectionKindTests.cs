using System.Net;
using System.Security;
using ContactSync.Microsoft365.Ews;
using ContactSync.Microsoft365.Identity;
using ContactSync.PowerShell.Connections;
using ContactSync.Tests.Microsoft365;
using Xunit;

namespace ContactSync.Tests.PowerShell;

/// <summary>Connections of each kind of credential, with an Exchange and without: saved, read, and nothing of it in clear.</summary>
public sealed class ConnectionKindTests(CertificateFixture certificates) : IClassFixture<CertificateFixture>, IDisposable
{
    private const string Secret = "Zß8Q~geheim-eins", Other = "Other~geheim-zwei", ClientId = "11111111-2222-3333-4444-555555555555";

    private const string Tenant = "contoso.example";

    private static readonly Uri Ews = new("https://mail.lab.example/EWS/Exchange.asmx");

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("contactsync-");

    private ConnectionStore Store => new(folder.FullName);

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_client_secret_comes_back_with_its_key_id()
    {
        var id = Guid.NewGuid();
        var (read, secrets) = RoundTrip(Cloud(CredentialKind.ClientSecret), new() { ClientSecret = Secure(Secret), KeyId = id });

        Assert.Equal((CredentialKind.ClientSecret, SyncProtocol.Auto, null), (read.CredentialKind, read.Protocol, read.EwsUrl));
        Assert.Equal((Secret, id), (Plain(secrets.ClientSecret), secrets.KeyId));
        Assert.IsType<ClientSecretCredential>(await Store.ReadCredentialAsync(read, default));
    }

    [Fact]
    public async Task A_certificate_s_file_comes_back_with_its_password()
    {
        using var made = CertificateFixture.Make();
        var path = certificates.Pfx(made, Secret);
        var (read, secrets) = RoundTrip(
            Cloud(CredentialKind.Certificate, made.NotAfter), new() { CertificatePath = path, CertificatePassword = Secure(Secret) });

        Assert.Equal((path, Secret), (secrets.CertificatePath, Plain(secrets.CertificatePassword)));
        Assert.Equal(new DateTimeOffset(made.NotAfter), read.CredentialEnd);
        var credential = Assert.IsType<ClientCertificateCredential>(await Store.ReadCredentialAsync(read, default));
        Assert.Equal(made.Thumbprint, credential.Certificate.Thumbprint);
        credential.Certificate.Dispose();
    }

    [Fact]
    public async Task A_certificate_in_the_store_is_looked_for_by_thumbprint()
    {
        var thumbprint = new string('A', 40);
        var (read, secrets) = RoundTrip(Cloud(CredentialKind.Certificate), new() { CertificateThumbprint = thumbprint });

        Assert.Equal((thumbprint, null), (secrets.CertificateThumbprint, secrets.CertificatePassword));
        var error = await Assert.ThrowsAsync<SyncException>(() => Store.ReadCredentialAsync(read, default));
        Assert.Equal("ClientCertificateNotFound", error.ErrorId);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(ClientId)]
    public async Task A_managed_identity_has_no_secret_and_need_not_have_a_client_id(string? clientId)
    {
        var (read, secrets) = RoundTrip(Make(Tenant, clientId, CredentialKind.ManagedIdentity), new());

        Assert.Equal(clientId, read.ClientId);
        Assert.Equal(new ConnectionSecrets(), secrets);
        Assert.IsType<ManagedIdentityCredential>(await Store.ReadCredentialAsync(read, default));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_user_s_password_comes_back_with_the_app_s_secret_or_without(bool withSecret)
    {
        var (read, secrets) = RoundTrip(Cloud(CredentialKind.Password), new()
        {
            UserName = "svc@contoso.example",
            Password = Secure(Secret),
            ClientSecret = withSecret ? Secure(Other) : null,
        });

        Assert.Equal(("svc@contoso.example", Secret), (secrets.UserName, Plain(secrets.Password)));
        Assert.Equal(withSecret ? Other : null, Plain(secrets.ClientSecret));
        Assert.IsType<UserPasswordCredential>(await Store.ReadCredentialAsync(read, default));
    }

    [Theory]
    [InlineData(ExchangeAuthentication.Basic)]
    [InlineData(ExchangeAuthentication.Ntlm)]
    [InlineData(ExchangeAuthentication.Negotiate)]
    public async Task An_Exchange_Server_needs_no_tenant(ExchangeAuthentication authentication)
    {
        var (read, secrets) = RoundTrip(
            Server(authentication, @"CONTOSO\svc-contacts", SyncProtocol.Ews),
            new() { ExchangePassword = Secure(Secret), PinnedThumbprint = "ABCDEF" });

        Assert.Equal((null, null, null), (read.TenantId, read.ClientId, read.CredentialKind));
        Assert.Equal(
            (Ews, authentication, @"CONTOSO\svc-contacts", SyncProtocol.Ews),
            (read.EwsUrl, read.ExchangeAuthentication, read.ExchangeAccount, read.Protocol));
        Assert.Equal(
            (Secret, EwsImpersonationKind.PrimarySmtpAddress, "ABCDEF"),
            (Plain(secrets.ExchangePassword), secrets.Impersonation, secrets.PinnedThumbprint));
        var error = await Assert.ThrowsAsync<SyncException>(() => Store.ReadCredentialAsync(read, default));
        Assert.Equal("ConnectionWithoutTenant", error.ErrorId);
        Assert.Contains(Ews.AbsoluteUri, error.Message);
    }

    [Fact]
    public void Windows_sign_in_may_be_that_of_the_account_that_runs_the_sync()
    {
        var (read, secrets) = RoundTrip(
            Server(ExchangeAuthentication.Negotiate, account: null), new() { Impersonation = EwsImpersonationKind.Sid });

        Assert.Null(read.ExchangeAccount);
        Assert.Equal(new ConnectionSecrets { Impersonation = EwsImpersonationKind.Sid }, secrets);
    }

    [Fact]
    public void A_hybrid_company_has_a_tenant_and_a_server_with_secrets_of_their_own()
    {
        var (read, secrets) = RoundTrip(
            Make(Tenant, ClientId, CredentialKind.ClientSecret, ews: Ews, authentication: ExchangeAuthentication.Basic, account: "svc"),
            new() { ClientSecret = Secure(Secret), ExchangePassword = Secure(Other) });

        Assert.Equal((Secret, Other), (Plain(secrets.ClientSecret), Plain(secrets.ExchangePassword)));
        Assert.Equal((ClientId, Ews), (read.ClientId, read.EwsUrl));
    }

    [Fact]
    public void With_a_token_an_alias_may_name_a_mailbox()
    {
        var (_, secrets) = RoundTrip(
            Make(Tenant, ClientId, CredentialKind.ClientSecret, ews: Ews, authentication: ExchangeAuthentication.OAuth),
            new() { ClientSecret = Secure(Secret) });

        Assert.Equal(EwsImpersonationKind.SmtpAddress, secrets.Impersonation);
    }

    [Fact]
    public void What_could_not_sign_in_is_not_saved()
    {
        (SyncConnection Connection, ConnectionSecrets Secrets)[] lacking =
        [
            (Cloud(CredentialKind.ClientSecret), new()),
            (Cloud(CredentialKind.Certificate), new()),
            (Cloud(CredentialKind.Certificate), new() { CertificatePath = "/a.pfx", CertificateThumbprint = "AB" }),
            (Cloud(CredentialKind.Password), new() { Password = Secure(Secret) }),
            (Make(Tenant), new()),
            (Server(ExchangeAuthentication.Basic, "svc"), new()),
            (Server(ExchangeAuthentication.Ntlm, account: null), new() { ExchangePassword = Secure(Secret) }),
            (Server(ExchangeAuthentication.OAuth, account: null), new()),
            (Make(ews: Ews), new()),
            (Make(ews: new("http://mail/"), authentication: ExchangeAuthentication.Negotiate), new()),
        ];

        Assert.All(lacking, pair => Assert.Throws<ArgumentException>(() => Store.Save(pair.Connection, pair.Secrets)));
        Assert.Empty(Store.Names());
    }

    [Theory]
    [InlineData("\"authentication\": \"Basic\"", "\"authentication\": \"Digest\"")]
    [InlineData("\"authentication\": \"Basic\"", "\"authentication\": \"OAuth\"")]
    [InlineData("\"authentication\": \"Basic\"", "\"authentic\": \"Basic\"")]
    [InlineData("\"impersonation\": \"PrimarySmtpAddress\"", "\"impersonation\": \"Anybody\"")]
    [InlineData("\"ewsUrl\": \"https:", "\"ewsUrl\": \"http:")]
    [InlineData("\"ewsUrl\": \"https:", "\"ewsUrl\": \"")]
    [InlineData("\"userName\"", "\"user\"")]
    [InlineData("\"scheme\"", "\"schema\"")]
    [InlineData("\"protocol\": \"Auto\"", "\"protocol\": \"Carrier pigeon\"")]
    public void A_damaged_part_is_an_error_that_names_the_cure(string from, string to)
    {
        var path = Store.Save(Server(ExchangeAuthentication.Basic, "svc"), new() { ExchangePassword = Secure(Secret) }).Path;
        var text = File.ReadAllText(path);
        Assert.Contains(from, text);
        File.WriteAllText(path, text.Replace(from, to));

        var error = Assert.Throws<SyncException>(() => Store.Get("pbx"));

        Assert.Equal("ConnectionFileDamaged", error.ErrorId);
        Assert.Contains("New-SyncConnection -Name 'pbx'", error.Advice);
    }

    [Fact]
    public void A_file_of_the_version_before_is_read()
    {
        var saved = Store.Save(Cloud(CredentialKind.ClientSecret), new() { ClientSecret = Secure(Secret) });
        var text = File.ReadAllText(saved.Path);
        var start = text.IndexOf("\"protected\": \"", StringComparison.Ordinal) + "\"protected\": \"".Length;
        var cipher = text[start..text.IndexOf('"', start)];
        File.WriteAllText(saved.Path, $$"""
            {
              "version": 1,
              "name": "pbx",
              "environment": {
                "name": "lab",
                "authority": "https://login.lab.example",
                "graphEndpoint": "https://graph.lab.example/v1.0",
                "graphResource": "https://graph.microsoft.com"
              },
              "tenantId": "contoso.example",
              "clientId": "{{ClientId}}",
              "credential": {
                "kind": "ClientSecret",
                "scheme": "{{SecretProtector.Scheme}}",
                "protected": "{{cipher}}",
                "keyId": "22222222-2222-3333-4444-555555555555",
                "end": "2027-05-01T12:00:00+00:00"
              },
              "region": "AT",
              "storePath": "/tmp/phonebooks.db"
            }
            """);

        var read = Store.Get("pbx")!;

        Assert.Equal((CredentialKind.ClientSecret, ClientId, "AT"), (read.CredentialKind, read.ClientId, read.Region));
        Assert.Equal((SyncProtocol.Auto, null), (read.Protocol, read.EwsUrl));
        var secrets = Store.ReadSecrets(read);
        Assert.Equal(Secret, Plain(secrets.ClientSecret));
        Assert.Contains("\"version\": 4", File.ReadAllText(Store.Save(read, secrets).Path));
    }

    /// <summary>Saves, looks for anything in clear, and reads by a store of its own.</summary>
    private (SyncConnection Connection, ConnectionSecrets Secrets) RoundTrip(SyncConnection connection, ConnectionSecrets secrets)
    {
        Store.Save(connection, secrets);
        Assert.All(
            Directory.EnumerateFiles(folder.FullName, "*", SearchOption.AllDirectories),
            file => Assert.DoesNotContain("geheim", File.ReadAllText(file)));
        var read = Store.Get("pbx")!;
        return (read, Store.ReadSecrets(read));
    }

    private static SyncConnection Cloud(CredentialKind kind, DateTimeOffset? end = null) => Make(Tenant, ClientId, kind, end);

    private static SyncConnection Server(
        ExchangeAuthentication authentication, string? account, SyncProtocol protocol = SyncProtocol.Auto) =>
        Make(ews: Ews, authentication: authentication, account: account, protocol: protocol);

    private static SyncConnection Make(
        string? tenant = null, string? client = null, CredentialKind? kind = null, DateTimeOffset? end = null, Uri? ews = null,
        ExchangeAuthentication? authentication = null, string? account = null, SyncProtocol protocol = SyncProtocol.Auto) => new()
    {
        Name = "pbx",
        Environment = new SyncEnvironment("lab", new("https://login.lab.example"), new("https://graph.lab.example")),
        TenantId = tenant,
        ClientId = client,
        CredentialKind = kind,
        CredentialEnd = end,
        Protocol = protocol,
        EwsUrl = ews,
        ExchangeAuthentication = authentication,
        ExchangeAccount = account,
        Region = "DE",
        StorePath = "/tmp/phonebooks.db",
        Path = "",
    };

    private static SecureString Secure(string text) => new NetworkCredential("", text).SecurePassword;

    private static string? Plain(SecureString? secret) => secret is null ? null : new NetworkCredential("", secret).Password;
}
