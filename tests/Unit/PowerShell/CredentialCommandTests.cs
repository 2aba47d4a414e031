using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ContactSync.Sandbox.Hosting;
using ContactSync.Tests.Hosting;
using Xunit;

namespace ContactSync.Tests.PowerShell;

/// <summary>Credentials of an app as an admin types them: issued, shown, rotated, removed.</summary>
public sealed class CredentialCommandTests(TenantFixture tenant) : IClassFixture<TenantFixture>, IDisposable
{
    private readonly HostedModule host = tenant.Connect();

    public void Dispose() => host.Dispose();

    [Fact]
    public void A_certificate_is_made_kept_for_its_owner_alone_and_signs_a_connection_in()
    {
        var (app, name) = NewApp();
        var result = host.Run(
            """
            $certificate = $args[0] | New-SyncAppCredential -Kind Certificate -Description 'for a phone' -OutFile $args[2]
            $certificate
            $args[0] | New-SyncConnection -Name $args[1] -Credential $certificate -Region DE -StorePath $args[3]
            @(Get-SyncSourceMailbox -Connection $args[1]).Count
            """,
            app, name, Path.Combine(tenant.Folder, name + ".pfx"), tenant.StorePath).ThrowOnError();

        var made = result.Output.Select(o => o.BaseObject).OfType<SyncAppCredential>().Single();
        Assert.Equal((AppCredentialKind.Certificate, "for a phone"), (made.Kind, made.Description));
        Assert.Equal(364, made.DaysLeft);
        var connection = result.Output.Select(o => o.BaseObject).OfType<SyncConnection>().Single();
        Assert.Equal((CredentialKind.Certificate, made.KeyId), (connection.CredentialKind, connection.CredentialKeyId));
        using var read = X509CertificateLoader.LoadPkcs12FromFile(
            made.CertificatePath!, new System.Net.NetworkCredential("", made.CertificatePassword).Password);
        using var key = read.GetRSAPrivateKey()!;
        Assert.Equal((3072, made.Thumbprint), (key.KeySize, read.Thumbprint));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(made.CertificatePath!));
        Assert.InRange((int)result.Output[^1].BaseObject, tenant.Mailboxes.Count, 100);
    }

    [Fact]
    public void An_ecdsa_certificate_comes_with_the_warning_that_nobody_can_sign_in_with_it()
    {
        var (app, name) = NewApp();
        var result = host.Run(
            "$args[0] | New-SyncAppCredential -KeyAlgorithm EcdsaP256 -OutFile $args[1]", app, Path.Combine(tenant.Folder, name + ".pfx"))
            .ThrowOnError();

        Assert.Contains("ECDSA", Assert.Single(result.Warnings));
        Assert.Equal(AppCredentialKind.Certificate, Assert.Single(result.Objects<SyncAppCredential>()).Kind);
    }

    [Fact]
    public void An_existing_certificate_and_a_federated_credential_are_added_beside_what_is_there()
    {
        var (app, _) = NewApp();
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=product", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(20));
        var path = Path.Combine(tenant.Folder, Guid.NewGuid() + ".cer");
        File.WriteAllBytes(path, certificate.RawData);

        var result = host.Run(
            """
            $args[0] | New-SyncAppCredential -Description one -NoWait | Out-Null
            $args[0] | New-SyncAppCredential -CertificatePath $args[1] -Kind Certificate -Description two | Out-Null
            $args[0] | New-SyncAppCredential -Issuer https://token.actions.githubusercontent.com -Subject repo:contoso/pbx -Description 'Git Hub' | Out-Null
            $args[0] | Get-SyncAppCredential
            """,
            app, path).ThrowOnError().Objects<SyncAppCredential>();

        Assert.Equal(
            [(AppCredentialKind.ClientSecret, "one"), (AppCredentialKind.Certificate, "two"), (AppCredentialKind.Federated, "Git Hub")],
            result.Select(credential => (credential.Kind, credential.Description)));
        Assert.Equal([null, certificate.Thumbprint, null], result.Select(credential => credential.Thumbprint));
        Assert.Equal([179, 19, null], result.Select(credential => credential.DaysLeft));
        var twice = host.Run(
            "$args[0] | New-SyncAppCredential -Issuer https://token.actions.githubusercontent.com -Subject repo:contoso/pbx", app);
        Assert.StartsWith("FederatedCredentialExists,", Assert.Single(twice.Errors).FullyQualifiedErrorId);
    }

    [Theory]
    [InlineData("-Kind ClientSecret -OutFile x.pfx")]
    [InlineData("-Issuer https://token.contoso.example")]
    [InlineData("-Kind Certificate -Subject x -Issuer https://token.contoso.example")]
    [InlineData("-CertificateThumbprint 00 -CertificatePath x.pfx")]
    public void Parameters_of_different_kinds_are_refused(string parameters)
    {
        var error = Assert.Single(host.Run("$args[0] | New-SyncAppCredential " + parameters, tenant.App).Errors);
        Assert.StartsWith("CredentialParameters,", error.FullyQualifiedErrorId);
    }

    [Fact]
    public void All_apps_are_shown_with_the_connections_that_use_a_credential()
    {
        var shown = host.Run("Get-SyncAppCredential").ThrowOnError().Objects<SyncAppCredential>();

        var used = Assert.Single(shown, credential => credential.Connections.Contains(tenant.Connection));
        Assert.Equal((tenant.App.AppId, "Contoso PBX", 3), (used.AppId, used.Description, used.Hint!.Length));
        Assert.Null(used.Secret);
    }

    [Fact]
    public void A_credential_is_removed_by_its_key_id_and_not_while_a_connection_uses_it()
    {
        var (app, name) = NewApp(connect: true);
        var spare = host.Run("$args[0] | New-SyncAppCredential -Description spare -NoWait", app).ThrowOnError()
            .Objects<SyncAppCredential>()[0];

        var refused = host.Run("Get-SyncAppCredential -AppId $args[0] | Remove-SyncAppCredential -Confirm:$false", app.AppId);
        Assert.StartsWith("CredentialInUse,", Assert.Single(refused.Errors).FullyQualifiedErrorId);
        Assert.Contains(name, refused.Errors[0].Exception.Message);
        var left = host.Run("Get-SyncAppCredential -AppId $args[0]", app.AppId).ThrowOnError().Objects<SyncAppCredential>();
        Assert.DoesNotContain(left, credential => credential.KeyId == spare.KeyId);
        Assert.Equal([name], Assert.Single(left).Connections);

        var gone = host.Run("Remove-SyncAppCredential -AppId $args[0] -KeyId $args[1] -Confirm:$false", app.AppId, spare.KeyId);
        Assert.StartsWith("CredentialNotFound,", Assert.Single(gone.Errors).FullyQualifiedErrorId);
        host.Run("Remove-SyncAppCredential -AppId $args[0] -KeyId $args[1] -Force -Confirm:$false", app.AppId, left[0].KeyId).ThrowOnError();
        Assert.Empty(host.Run("Get-SyncAppCredential -AppId $args[0]", app.AppId).ThrowOnError().Output);
    }

    [Fact]
    public void WhatIf_writes_nothing()
    {
        var (app, name) = NewApp(connect: true);
        var before = tenant.Server.Requests.OperationsOf(RequestKind.Token);
        var writes = tenant.Server.Requests.Writes;
        var result = host.Run(
            """
            $args[0] | New-SyncAppCredential -WhatIf
            $args[0] | New-SyncAppCredential -Kind Certificate -WhatIf
            $args[0] | New-SyncAppCredential -Issuer https://token.contoso.example -Subject x -WhatIf
            $args[0] | Get-SyncAppCredential | Remove-SyncAppCredential -Force -WhatIf
            Update-SyncAppCredential -Connection $args[1] -MinDaysLeft 36500 -WhatIf
            """,
            app, name).ThrowOnError();

        Assert.Empty(result.Output);
        Assert.Equal(writes, tenant.Server.Requests.Writes);
        Assert.Equal(before, tenant.Server.Requests.OperationsOf(RequestKind.Token));
    }

    [Fact]
    public void A_connection_s_secret_is_rotated_and_the_night_after_nothing_happens()
    {
        var (app, name) = NewApp(connect: true);
        var rotated = host.Run("Update-SyncAppCredential -Connection $args[0] -MinDaysLeft 36500 -Overlap 0 -Verbose", name).ThrowOnError();
        var first = Assert.Single(rotated.Objects<SyncCredentialRotation>());
        var again = Assert.Single(
            host.Run("$args[0] | Update-SyncAppCredential", app).ThrowOnError().Objects<SyncCredentialRotation>());

        Assert.Equal(("Renewed", "Unchanged"), (first.Change, again.Change));
        Assert.Equal((name, first.KeyId, 179), (again.Connection, again.KeyId, again.DaysLeft));
        Assert.Equal(
            ["Begun", "Kept", "Proven", "Switched", "Confirmed", "Carried", "None"],
            rotated.Verbose.Where(line => line.StartsWith(name + ": ", StringComparison.Ordinal)).Select(line => line[(name.Length + 2)..]));
        Assert.Equal(
            first.KeyId, Assert.Single(host.Run("$args[0] | Get-SyncAppCredential", app).ThrowOnError().Objects<SyncAppCredential>()).KeyId);
        host.Run("Get-SyncSourceMailbox -Connection $args[0]", name).ThrowOnError();
    }

    [Fact]
    public void Without_a_sign_in_an_app_rolls_its_own_certificate_which_takes_no_permission()
    {
        var (app, name) = NewApp();
        var made = host.Run(
            """
            $certificate = $args[0] | New-SyncAppCredential -Kind Certificate
            $null = $args[0] | New-SyncConnection -Name $args[1] -Credential $certificate -Region DE
            $certificate
            """,
            app, name).ThrowOnError().Objects<SyncAppCredential>().Single();
        using var alone = new HostedModule();

        var planned = alone.Run("Update-SyncAppCredential -Connection $args[0] -MinDaysLeft 36500 -WhatIf", name).ThrowOnError();
        Assert.Empty(planned.Output);
        var first = Assert.Single(alone.Run("Update-SyncAppCredential -Connection $args[0] -MinDaysLeft 36500", name)
            .ThrowOnError().Objects<SyncCredentialRotation>());
        Assert.Equal("Renewed", first.Change);
        Assert.True(File.Exists(made.CertificatePath));
        var rotated = Assert.Single(alone.Run("Update-SyncAppCredential -AppId $args[0] -MinDaysLeft 36500 -Overlap 0", app.AppId)
            .ThrowOnError().Objects<SyncCredentialRotation>());

        Assert.Equal("Renewed", rotated.Change);
        var left = host.Run("$args[0] | Get-SyncAppCredential", app).ThrowOnError().Objects<SyncAppCredential>();
        // The first one stays for its overlap; the second went at once, and its file with it.
        Assert.Equal(
            new[] { made.KeyId, rotated.KeyId!.Value }.Order(), left.Select(credential => credential.KeyId).Order());
        Assert.Equal([first.KeyId!.Value], rotated.Removed);
        Assert.Single(Directory.EnumerateFiles(Path.GetDirectoryName(made.CertificatePath)!, name + "-*"));
        alone.Run("Get-SyncSourceMailbox -Connection $args[0]", name).ThrowOnError();
        Assert.StartsWith(
            "NotConnected,",
            Assert.Single(alone.Run("Update-SyncAppCredential -Name $args[0]", app.Name).Errors).FullyQualifiedErrorId);
    }

    [Fact]
    public async Task Without_a_sign_in_a_secret_is_rotated_by_an_app_that_owns_itself()
    {
        var (app, name) = NewApp(connect: true);
        using var alone = new HostedModule();
        const string Rotate = "Update-SyncAppCredential -Connection $args[0] -MinDaysLeft 36500 -Overlap 0";

        var refused = Assert.Single(alone.Run(Rotate, name).Errors);
        Assert.StartsWith("RotationNeedsAdministrator,", refused.FullyQualifiedErrorId);
        Assert.Contains("Application.ReadWrite.OwnedBy", refused.ErrorDetails.RecommendedAction);

        host.Run(
            """
            Set-SyncAppRegistration -AppId $args[0] -ApplicationPermission Application.ReadWrite.OwnedBy -Owner $args[0] |
                Grant-AdminConsent
            """,
            app.AppId).ThrowOnError();
        await tenant.ControlAsync("settle", new { });
        var rotated = Assert.Single(alone.Run(Rotate, name).ThrowOnError().Objects<SyncCredentialRotation>());

        Assert.Equal("Renewed", rotated.Change);
        Assert.Equal(
            rotated.KeyId, Assert.Single(host.Run("$args[0] | Get-SyncAppCredential", app).ThrowOnError().Objects<SyncAppCredential>()).KeyId);
    }

    [Fact]
    public async Task A_policy_shortens_a_life_and_forbids_a_kind()
    {
        var (app, _) = NewApp();
        await tenant.ControlAsync("app-management-policies", new
        {
            appId = app.AppId,
            displayName = "Short secrets",
            restrictions = new
            {
                passwordCredentials = new[] { new { restrictionType = "passwordLifetime", state = "enabled", maxLifetime = "P30D" } },
            },
        });
        var shortened = host.Run("$args[0] | New-SyncAppCredential -NoWait", app).ThrowOnError();
        Assert.Contains("Short secrets", Assert.Single(shortened.Warnings));
        Assert.Equal(TimeSpan.FromDays(30), shortened.Objects<SyncAppCredential>().Select(made => made.End - made.Start).Single());

        await tenant.ControlAsync("app-management-policies", new
        {
            appId = app.AppId,
            displayName = "No secrets",
            restrictions = new { passwordCredentials = new[] { new { restrictionType = "passwordAddition", state = "enabled" } } },
        });
        var forbidden = Assert.Single(host.Run("$args[0] | New-SyncAppCredential", app).Errors);
        Assert.StartsWith("CredentialForbiddenByPolicy,", forbidden.FullyQualifiedErrorId);
        Assert.Contains("No secrets", forbidden.Exception.Message);
    }

    [Fact]
    public void What_needs_no_rotation_is_said()
    {
        var name = "identity-" + Guid.NewGuid().ToString("N")[..8];
        host.Run(
            "New-SyncConnection -Name $args[0] -Environment $args[1] -ManagedIdentity -TenantId $args[2] -Region DE",
            name, tenant.Lab, tenant.App.TenantId).ThrowOnError();

        var error = Assert.Single(host.Run("Update-SyncAppCredential -Connection $args[0]", name).Errors);
        Assert.StartsWith("NothingToRotate,", error.FullyQualifiedErrorId);
    }

    [Fact]
    public void An_app_without_a_connection_is_refused()
    {
        var (app, _) = NewApp();
        Assert.StartsWith(
            "NoConnectionOfApp,", Assert.Single(host.Run("$args[0] | Update-SyncAppCredential", app).Errors).FullyQualifiedErrorId);
    }

    private (SyncAppRegistration App, string Connection) NewApp(bool connect = false)
    {
        var name = "rotated-" + Guid.NewGuid().ToString("N")[..8];
        var app = host.Run(
            """
            $app = New-SyncAppRegistration -Name $args[0] -Preset ContactImport
            $app | Grant-AdminConsent | Out-Null
            if ($args[1]) {
                $secret = $app | New-SyncAppCredential -Description first
                $app | New-SyncConnection -Name $args[0] -Credential $secret -Region DE -StorePath $args[2] | Out-Null
            }
            $app
            """,
            name, connect, Path.Combine(tenant.Folder, name + ".db")).ThrowOnError().Objects<SyncAppRegistration>().Single();
        return (app, name);
    }
}
