using System.Net;
using ContactSync.Tests.Hosting;
using Xunit;

namespace ContactSync.Tests.PowerShell;

/// <summary>Changing connections and carrying them over to products, as an admin types it. Nothing here goes over a network.</summary>
public sealed class ProductCommandTests : IDisposable
{
    private const string AppId = "11111111-2222-3333-4444-555555555555", Tenant = "99999999-8888-7777-6666-555555555555";

    private readonly HostedModule host = new();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("contactsync-");
    private readonly string name = "test-" + Guid.NewGuid().ToString("N")[..8];

    public void Dispose()
    {
        host.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public void Set_changes_what_is_given_and_nothing_else()
    {
        Save("-StorePath ./elsewhere.db -PinnedThumbprint " + new string('A', 40));
        var before = Get();

        var changed = Assert.Single(Run("Set-SyncConnection $name -Region at -Protocol Graph").Objects<SyncConnection>());

        Assert.Equal(("AT", SyncProtocol.Graph), (changed.Region, changed.Protocol));
        Assert.Equal(
            (before.StorePath, before.ClientId, before.TenantId, before.CredentialKind, before.Path),
            (changed.StorePath, changed.ClientId, changed.TenantId, changed.CredentialKind, changed.Path));
        Assert.Equal("s", Json("clientSecret"));
    }

    [Fact]
    public void Set_gives_another_credential_and_another_server()
    {
        Save("");
        Run("Set-SyncConnection $name -ClientSecret $args[2] -ExchangeCredential $args[3] -EwsUrl https://mail.lab.example/x");

        Assert.Equal(("other", "svc", "of svc"), (Json("clientSecret"), Json("exchangeAccount"), Json("exchangePassword")));
        Run("Set-SyncConnection $name -ExchangeAuthentication Ntlm");
        Assert.Equal(("of svc", ExchangeAuthentication.Ntlm), (Json("exchangePassword"), Get().ExchangeAuthentication));

        var identity = Assert.Single(Run("Set-SyncConnection $name -ManagedIdentity").Objects<SyncConnection>());
        Assert.Equal((CredentialKind.ManagedIdentity, null), (identity.CredentialKind, identity.ClientId));
    }

    [Fact]
    public void Set_takes_connections_from_the_pipeline_and_goes_on_after_one_that_is_not_there()
    {
        Save("");

        var result = host.Run(
            "[pscustomobject]@{ Name = 'nowhere' }, [pscustomobject]@{ Name = $args[0] } | Set-SyncConnection -Region AT", name);

        Assert.StartsWith("ConnectionNotFound,", Assert.Single(result.Errors).FullyQualifiedErrorId);
        Assert.Equal("AT", Assert.Single(result.Objects<SyncConnection>()).Region);
    }

    [Theory]
    [InlineData("Set-SyncConnection $name -Region AT -WhatIf")]
    [InlineData("Export-SyncConnection $name ProCall $folder -WhatIf")]
    [InlineData("Export-SyncConnection $name Env $folder -IncludeSecret -WhatIf")]
    [InlineData("Write in.txt \"tenant_id=a.b`nclient_id=$id\"; Import-SyncConnection $folder/in.txt UCware $name -WhatIf")]
    public void With_WhatIf_nothing_is_written(string line)
    {
        Save("");
        var before = File.ReadAllText(Get().Path);

        host.Run(Prefix + line, Arguments).ThrowOnError();

        Assert.Equal(before, File.ReadAllText(Get().Path));
        Assert.DoesNotContain(folder.EnumerateFiles(), file => file.Name != "in.txt");
    }

    [Theory]
    [InlineData("Set-SyncConnection $name -ManagedIdentity -SecretName x", "OnePlaceOnly")]
    [InlineData("Set-SyncConnection $name -EwsUrl http://mail.lab.example/x", "EwsUrlNotHttps")]
    [InlineData("New-SyncConnection other -TenantId a.b -Region DE", "NothingToSignInWith")]
    [InlineData("New-SyncConnection other -TenantId a.b -Region DE -ClientSecret $args[2]", "ClientIdMissing")]
    [InlineData("Export-SyncConnection $name ProCall -IncludeSecret", "ProductNeedsPath")]
    [InlineData("Export-SyncConnection $name BueroWare", "ProductNeedsDomain")]
    [InlineData("Export-SyncConnection $name Microtech -Domain contoso.com", "ProductNeedsDomain")]
    [InlineData("Export-SyncConnection $name UCware -IncludeSecret", "NobodyToAsk")]
    [InlineData("Export-SyncConnection $name ProCall $folder", "NobodyToAsk")]
    [InlineData("Import-SyncConnection $folder/nowhere.cfg ProCall x", "FileInaccessible")]
    [InlineData("Write a.cfg '{'; Import-SyncConnection $folder/a.cfg ProCall x", "ProductFileInvalid")]
    [InlineData("Write a.txt \"tenant_id=a.b`nclient_id=$id\"; Import-SyncConnection $folder/a.txt UCware", "ConnectionNameMissing")]
    [InlineData("Write a.txt \"tenant_id=a.b`nclient_id=$id\"; Import-SyncConnection $folder/a.txt UCware x", "ProductFileLacks")]
    [InlineData("Write a.env \"AZURE_TENANT_ID=a.b`nAZURE_AUTHORITY_HOST=https://x.example\"; Import-SyncConnection $folder/a.env Env x",
        "EnvironmentUnknown")]
    public void A_mistake_is_an_error_with_an_id_and_advice(string line, string id)
    {
        Save("");

        var error = Assert.Single(host.Run(Prefix + line, Arguments).Errors);

        Assert.StartsWith(id + ",", error.FullyQualifiedErrorId);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void A_connection_without_a_client_secret_is_refused_by_products_that_want_one()
    {
        Save("");
        Run("Set-SyncConnection $name -ManagedIdentity");

        foreach (var format in new[] { "UCware", "ProCall", "Datapump", "BueroWare", "Microtech" })
        {
            var error = Assert.Single(host.Run($"{Prefix}Export-SyncConnection $name {format} $folder -Force", Arguments).Errors);
            Assert.StartsWith("ProductNeedsSecret,", error.FullyQualifiedErrorId);
        }
    }

    [Fact]
    public void ProCall_s_file_is_written_once_and_remembered()
    {
        Save("");
        var first = Run("Export-SyncConnection $name ProCall $folder -Force -PassThru");
        var file = Assert.Single(first.Objects<FileInfo>());
        Assert.Equal("msteams.cfg", file.Name);
        Assert.Contains("Restart the UCServer service", Assert.Single(first.Warnings));
        Assert.Equal(new SyncProductFile(SyncProductFormat.ProCall, file.FullName), Assert.Single(Get().ProductFiles));
        File.SetLastWriteTimeUtc(file.FullName, DateTime.UnixEpoch);

        var second = Run("Export-SyncConnection $name ProCall $folder -Force");

        Assert.Empty(second.Warnings);
        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(file.FullName));
        Assert.Equal([file.Name], folder.EnumerateFiles().Select(one => one.Name));
    }

    [Theory]
    [InlineData("UCware")]
    [InlineData("Json")]
    [InlineData("Env")]
    [InlineData("BueroWare -Domain contoso.com")]
    [InlineData("Microtech -Domain contoso.onmicrosoft.com")]
    [InlineData("Datapump")]
    public void A_secret_is_left_out_and_that_is_said(string format)
    {
        Save("");

        var result = Run($"Export-SyncConnection $name {format}");

        Assert.Contains("-IncludeSecret", Assert.Single(result.Warnings));
        Assert.Contains(AppId, Assert.Single(result.Objects<string>()));
        Assert.DoesNotContain("s\"", result.Objects<string>()[0].Split('\n').Where(line => line.Contains("ecret\"")));
        Run($"Export-SyncConnection $name {format} -Path $folder/out");
        Assert.Empty(Get().ProductFiles);
    }

    [Theory]
    [InlineData("UCware", "")]
    [InlineData("ProCall", "")]
    [InlineData("BueroWare", "-Domain contoso.com")]
    [InlineData("Microtech", "-Domain contoso.onmicrosoft.com")]
    [InlineData("Json", "")]
    [InlineData("Env", "")]
    public void What_was_exported_is_imported(string format, string more)
    {
        Save("");
        Run($"Export-SyncConnection $name {format} $folder/file {more} -IncludeSecret -Force");
        var expected = (AppId, more.Length == 0 ? Tenant : more.Split(' ')[1], CredentialKind.ClientSecret, "s", (Uri?)null);
        Run("Remove-SyncConnection $name");

        var imported = Assert.Single(Run($"Import-SyncConnection $folder/file {format} $name -Region DE").Objects<SyncConnection>());

        Assert.Equal(
            expected, (imported.ClientId, imported.TenantId, imported.CredentialKind!.Value, Json("clientSecret"), imported.EwsUrl)!);
        var text = File.ReadAllText(imported.Path);
        Run($"Import-SyncConnection $folder/file {format} $name");
        Assert.Equal(text, File.ReadAllText(imported.Path));
    }

    [Fact]
    public void A_Datapump_profile_brings_its_user_s_domain()
    {
        Save("-Protocol Graph");
        Run(
            """
            Set-SyncConnection $name -UserCredential $args[4] -ClientSecret $args[2]
            Export-SyncConnection $name Datapump $folder/profile.txt -IncludeSecret -Force -RedirectUri http://localhost/ews
            Remove-SyncConnection $name
            """);
        Assert.Contains("Redirect URI: http://localhost/ews", File.ReadAllText(Path.Combine(folder.FullName, "profile.txt")));

        var imported = Assert.Single(Run("Import-SyncConnection $folder/profile.txt Datapump $name -Region DE").Objects<SyncConnection>());

        Assert.Equal(("contoso.example", CredentialKind.Password, null), (imported.TenantId, imported.CredentialKind!.Value, imported.EwsUrl));
        Assert.Equal(("user@contoso.example", "of user", "other"), (Json("userName"), Json("password"), Json("clientSecret")));
    }

    [Fact]
    public void No_stream_shows_the_secret_of_an_export_to_a_file()
    {
        host.Run("$null = New-SyncConnection $args[0] -TenantId a.b -ClientId $args[1] -Region DE -ClientSecret $args[2]",
            name, AppId, new NetworkCredential("", "geheim~4711").SecurePassword).ThrowOnError();

        var result = Run("$DebugPreference = 'Continue'; Export-SyncConnection $name ProCall $folder -Force -Verbose -PassThru");

        Assert.DoesNotContain(
            "4711",
            string.Concat([.. result.Verbose, .. result.Debug, .. result.Warnings, .. result.Output.Select(o => o.ToString())]));
    }

    private const string Prefix = "$name, $folder, $id = $args[0], $args[1].FullName, '" + AppId + "'; "
        + "function Write($file, $text) { [IO.File]::WriteAllText(\"$folder/$file\", $text) }; ";

    private object[] Arguments =>
    [
        name, folder, new NetworkCredential("", "other").SecurePassword,
        new System.Management.Automation.PSCredential("svc", new NetworkCredential("", "of svc").SecurePassword),
        new System.Management.Automation.PSCredential("user@contoso.example", new NetworkCredential("", "of user").SecurePassword),
    ];

    private HostedResult Run(string lines) => host.Run(Prefix + lines, Arguments).ThrowOnError();

    private void Save(string parameters) => host.Run(
        $"$null = New-SyncConnection $args[0] -TenantId $args[1] -ClientId $args[2] -ClientSecret $args[3] -Region DE {parameters}",
        name, Tenant, AppId, new NetworkCredential("", "s").SecurePassword).ThrowOnError();

    private SyncConnection Get() => host.Run("Get-SyncConnection $args[0]", name).ThrowOnError().Objects<SyncConnection>()[0];

    private string? Json(string key)
    {
        var text = host.Run("Export-SyncConnection $args[0] Json -IncludeSecret -Force", name).ThrowOnError().Objects<string>()[0];
        return (string?)System.Text.Json.Nodes.JsonNode.Parse(text)![key];
    }
}
