using System.Text.Json.Nodes;
using ContactSync.PowerShell.Connections.Products;
using Xunit;

namespace ContactSync.Tests.PowerShell;

/// <summary>What each product takes in: its own keys and labels, read back as they were written, and refused by file, line and key.</summary>
public sealed class ProductFormatTests
{
    private const string Tenant = "99999999-8888-7777-6666-555555555555", Client = "11111111-2222-3333-4444-555555555555";

    private const string Secret = "Zx8Q~a b'c\"$d\\e";

    private static readonly ProductValues Values = new()
    {
        Name = "pbx",
        Authority = new("https://login.microsoftonline.com"),
        TenantId = Tenant,
        Domain = "contoso.onmicrosoft.com",
        ClientId = Client,
        Secret = Secret,
        EwsUrl = new("https://outlook.office365.com/EWS/Exchange.asmx"),
    };

    private static readonly ProductValues User = Values with { UserName = "svc@contoso.example", Password = "Pass wort#1" };

    private static readonly ProductValues Server = new()
    {
        Name = "on-premises",
        EwsUrl = new("https://exchange.contoso.example/EWS/Exchange.asmx"),
        Account = @"CONTOSO\svc",
        AccountPassword = "geheim",
    };

    [Fact]
    public void UCware_takes_three_pairs() => Assert.Equal(
        [$"tenant_id={Tenant}", $"client_id={Client}", $"client_secret={Secret}"], Lines(SyncProductFormat.UCware, Values));

    [Fact]
    public void ProCall_takes_exactly_these_keys() => Assert.True(JsonNode.DeepEquals(
        JsonNode.Parse($$"""
            { "bEnabled": 0, "bGetFromTeams": 1, "bSendToTeams": 1, "iLogLevel": 4, "iPollingRate": 5,
              "u8sTenant": "{{Tenant}}", "u8sClientID": "{{Client}}", "u8sClientSecret": "plain", "u8sTokenCache": "" }
            """),
        JsonNode.Parse(Format(SyncProductFormat.ProCall).Write(Values with { Secret = "plain" }, null))));

    [Fact]
    public void Datapump_takes_a_profile_for_Exchange_Online() => Assert.Equal(
        [
            "Service URL: https://outlook.office365.com/EWS/Exchange.asmx",
            "Use OAuth2: on",
            "Grant Type: Password",
            "Use the following credentials: on",
            "Store the credentials with the profile (encrypted): on",
            "User name: svc@contoso.example",
            "Password: Pass wort#1",
            "Domain:",
            $"Application (client) ID: {Client}",
            $"Client secret: {Secret}",
            "Redirect URI: http://localhost:8080/ews",
        ],
        Lines(SyncProductFormat.Datapump, User));

    [Fact]
    public void Datapump_takes_a_profile_for_an_Exchange_Server() => Assert.Equal(
        [
            "Service URL: https://exchange.contoso.example/EWS/Exchange.asmx",
            "Use OAuth2: off",
            "Use the following credentials: on",
            "Store the credentials with the profile (encrypted): on",
            @"User name: CONTOSO\svc",
            "Password: geheim",
            "Domain:",
        ],
        Lines(SyncProductFormat.Datapump, Server));

    [Fact]
    public void BueroWare_takes_id_domain_and_secret() => Assert.Equal(
        [$"Client-ID: {Client}", "Domain / Bezeichnung: contoso.onmicrosoft.com", $"Secret: {Secret}"],
        Lines(SyncProductFormat.BueroWare, Values));

    [Fact]
    public void Microtech_takes_its_form_for_the_cloud_and_for_a_server()
    {
        Assert.Equal(
            [
                "Exchange Host für EWS: outlook.office365.com",
                "Exchange Online mit OAuth2 benutzen: on",
                $"Name: {Client}",
                "Mandant: contoso.onmicrosoft.com",
                $"Passwort: {Secret}",
            ],
            Lines(SyncProductFormat.Microtech, Values));
        Assert.Equal(
            [
                "Exchange Host für EWS: exchange.contoso.example",
                "Exchange Online mit OAuth2 benutzen: off",
                @"Name: CONTOSO\svc",
                "Passwort: geheim",
            ],
            Lines(SyncProductFormat.Microtech, Server));
    }

    public static TheoryData<SyncProductFormat> All => [.. Enum.GetValues<SyncProductFormat>()];

    [Theory]
    [MemberData(nameof(All))]
    public void What_is_written_is_read_back(SyncProductFormat format)
    {
        var written = format == SyncProductFormat.Datapump ? User : Values;
        var read = RoundTrip(format, written);

        Assert.Equal((written.ClientId, written.Secret), (read.ClientId, read.Secret));
        Assert.Contains(read.TenantId, new[] { Tenant, "contoso.onmicrosoft.com", "contoso.example" });
        Assert.Equal((written.UserName, written.Password), (read.UserName, read.Password));
    }

    [Theory]
    [InlineData(SyncProductFormat.Datapump)]
    [InlineData(SyncProductFormat.Microtech)]
    [InlineData(SyncProductFormat.Json)]
    public void A_server_s_account_is_read_back(SyncProductFormat format)
    {
        var read = RoundTrip(format, Server);

        Assert.Equal((Server.EwsUrl, Server.Account, Server.AccountPassword), (read.EwsUrl, read.Account, read.AccountPassword));
        Assert.Equal((null, null), (read.ClientId, read.Secret));
    }

    [Theory]
    [InlineData("simple-1.2~3", "simple-1.2~3")]
    [InlineData("~home", "'~home'")]
    [InlineData("a b$c#d", "'a b$c#d'")]
    [InlineData("it's \"$1\" \\`", "\"it's \\\"\\$1\\\" \\\\\\`\"")]
    public void Env_quotes_what_a_shell_would_change(string secret, string expected)
    {
        var text = Format(SyncProductFormat.Env).Write(Values with { Secret = secret }, null);

        Assert.Contains($"AZURE_CLIENT_SECRET={expected}\n", text);
        Assert.Equal(secret, Format(SyncProductFormat.Env).Read(new("f", text)).Secret);
    }

    [Fact]
    public void A_certificate_goes_by_its_path()
    {
        var values = Values with { CertificatePath = "/etc/pbx.pfx", Secret = "of the file" };

        foreach (var format in new[] { SyncProductFormat.Env, SyncProductFormat.Json })
        {
            var read = RoundTrip(format, values);
            Assert.Equal(("/etc/pbx.pfx", "of the file"), (read.CertificatePath, read.Secret));
        }
        Assert.DoesNotContain("CLIENT_SECRET", Format(SyncProductFormat.Env).Write(values, null));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Without_its_secret_nothing_secret_is_written(SyncProductFormat format)
    {
        var text = Format(format).Write(User.WithoutSecrets(), null);

        Assert.DoesNotContain(Secret, text);
        Assert.DoesNotContain("Pass wort", text);
        if (format is not (SyncProductFormat.Json or SyncProductFormat.ProCall))
            Assert.Contains("-IncludeSecret", text);
    }

    [Fact]
    public void ProCall_keeps_what_others_wrote_and_forgets_the_tokens_of_another_secret()
    {
        var existing = """
            {
              "bEnabled": 1,
              "iPollingRate": 30,
              "maker": { "nested": [1, 2.50] },
              "u8sTenant": "99999999-8888-7777-6666-555555555555",
              "u8sClientID": "11111111-2222-3333-4444-555555555555",
              "u8sClientSecret": "old",
              "u8sTokenCache": "tokens"
            }
            """;

        var json = JsonNode.Parse(Format(SyncProductFormat.ProCall).Write(Values, new("msteams.cfg", existing)))!;

        Assert.Equal((0, 30, Secret, ""), ((int)json["bEnabled"]!, (int)json["iPollingRate"]!, (string)json["u8sClientSecret"]!,
            (string)json["u8sTokenCache"]!));
        Assert.Equal("""{"nested":[1,2.50]}""", json["maker"]!.ToJsonString());
        Assert.Equal((1, 1, 4), ((int)json["bGetFromTeams"]!, (int)json["bSendToTeams"]!, (int)json["iLogLevel"]!));
    }

    [Fact]
    public void ProCall_s_file_with_the_same_values_stays_as_it_is()
    {
        var existing = $$"""
            {"u8sClientSecret":"s","u8sClientID":"{{Client.ToUpperInvariant()}}","u8sTenant":"{{Tenant}}","bEnabled":1,"u8sTokenCache":"t"}
            """;

        Assert.Same(existing, Format(SyncProductFormat.ProCall).Write(Values with { Secret = "s" }, new("msteams.cfg", existing)));
    }

    [Fact]
    public void ProCall_s_byte_order_mark_stays()
    {
        var text = Format(SyncProductFormat.ProCall).Write(Values, new("msteams.cfg", "\uFEFF{}"));

        Assert.StartsWith("\uFEFF{", text);
        Assert.Equal(Secret, Format(SyncProductFormat.ProCall).Read(new("msteams.cfg", text)).Secret);
    }

    [Theory]
    [InlineData(SyncProductFormat.UCware, "tenant_id=contoso.example\nclient_id=nonsense", "line 2, client_id: it is no GUID")]
    [InlineData(SyncProductFormat.UCware, "# note\n\ntenat_id=x", "line 3, tenat_id: known are tenant_id, client_id, client_secret")]
    [InlineData(SyncProductFormat.UCware, "client_id", "line 1, client_id: '='")]
    [InlineData(SyncProductFormat.UCware, "tenant_id=a.b\ntenant_id=a.b", "line 2, tenant_id: it stands there twice")]
    [InlineData(SyncProductFormat.UCware, "tenant_id=a.b", "does not say client_id")]
    [InlineData(SyncProductFormat.UCware, "tenant_id=", "line 1, tenant_id: it is empty")]
    [InlineData(SyncProductFormat.Datapump, "Service URL: http://a.example/x", "line 1, Service URL: it is no https address")]
    [InlineData(SyncProductFormat.BueroWare, "Domain / Bezeichnung: contoso", "line 1, Domain / Bezeichnung: it is no domain")]
    [InlineData(SyncProductFormat.Microtech, "Exchange Online mit OAuth2 benutzen: maybe", "line 1, Exchange Online mit OAuth2 benutzen: ")]
    [InlineData(SyncProductFormat.Env, "PATH=/bin\nAZURE_TENANT_ID='a.b", "line 2, AZURE_TENANT_ID: ")]
    [InlineData(SyncProductFormat.Json, "{\n  \"tenantId\": \"a.b\",\n  \"clientId\": 7\n}", "line 3, clientId: it is no text")]
    [InlineData(SyncProductFormat.Json, "{\n  \"tenantId\": \"a.b\"\n  \"clientId\": \"x\"\n}", "line 3, tenantId: ")]
    [InlineData(SyncProductFormat.Json, "{ \"name\": \"a\" } x", "line 1, name: ")]
    [InlineData(SyncProductFormat.ProCall, "[]", "line 1, {: it is no JSON object")]
    [InlineData(SyncProductFormat.ProCall, "{\n\"u8sTenant\": \"a.b\",\n\"u8sTenant\": \"a.b\"}", "line 3, u8sTenant: it stands there twice")]
    [InlineData(SyncProductFormat.ProCall, "", "line 1, {: ")]
    public void What_cannot_be_read_is_named_by_file_line_and_key(SyncProductFormat format, string text, string expected)
    {
        var error = Assert.Throws<SyncException>(() => Format(format).Read(new("/srv/the file", text)));

        Assert.Contains("/srv/the file", error.Message);
        Assert.Contains(expected, error.Message);
        Assert.Contains("-Format", error.Advice);
    }

    private static ProductFormat Format(SyncProductFormat format) => ProductFormat.Of(format);

    private static ProductValues RoundTrip(SyncProductFormat format, ProductValues values) =>
        Format(format).Read(new("f", Format(format).Write(values, null)));

    private static string[] Lines(SyncProductFormat format, ProductValues values) =>
        [.. Format(format).Write(values, null).Split('\n').Where(line => line.Length > 0 && line[0] != '#')];
}
