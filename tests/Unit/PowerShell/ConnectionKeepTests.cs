using System.Net;
using System.Security;
using ContactSync.PowerShell.Connections;
using Xunit;

namespace ContactSync.Tests.PowerShell;

/// <summary>Changing a part of a saved connection: the rest stays as it is, and is not even decrypted.</summary>
public sealed class ConnectionKeepTests : IDisposable
{
    private static readonly Uri Ews = new("https://mail.lab.example/EWS/Exchange.asmx");

    private static readonly SyncSecretReference Vault = new(SecretReferenceKind.Vault, "pbx", "Ops");

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("contactsync-");

    private ConnectionStore Store => new(folder.FullName);

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void What_is_not_given_stays_as_it_was_encrypted()
    {
        var key = Guid.NewGuid();
        Store.Save(Hybrid(), new() { ClientSecret = Secure("one"), KeyId = key, ExchangePassword = Secure("two"), PinnedThumbprint = "AB" });
        foreach (var ring in Directory.EnumerateFiles(Path.Combine(folder.FullName, "keys")))
            File.Move(ring, ring + ".away");

        var changed = Store.Save(Hybrid(region: "AT"), new(), keep: true);
        foreach (var ring in Directory.EnumerateFiles(Path.Combine(folder.FullName, "keys")))
            File.Move(ring, ring[..^".away".Length]);

        var secrets = Store.ReadSecrets(changed);
        Assert.Equal("AT", changed.Region);
        Assert.Equal(
            ("one", "two", key, "AB"),
            (Plain(secrets.ClientSecret), Plain(secrets.ExchangePassword), secrets.KeyId, secrets.PinnedThumbprint));
    }

    [Fact]
    public void A_change_of_nothing_writes_nothing()
    {
        var saved = Store.Save(Hybrid(), new() { ClientSecret = Secure("one"), ExchangePassword = Secure("two") });
        File.SetLastWriteTimeUtc(saved.Path, DateTime.UnixEpoch);

        Store.Save(saved, new(), keep: true);

        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(saved.Path));
    }

    [Fact]
    public void A_new_secret_takes_the_old_one_s_key_id_away()
    {
        Store.Save(Hybrid(), new() { ClientSecret = Secure("one"), KeyId = Guid.NewGuid(), ExchangePassword = Secure("two") });

        var secrets = Store.ReadSecrets(Store.Save(Hybrid(), new() { ClientSecret = Secure("three") }, keep: true));

        Assert.Equal(("three", null, "two"), (Plain(secrets.ClientSecret), secrets.KeyId, Plain(secrets.ExchangePassword)));
    }

    [Fact]
    public void A_reference_takes_the_place_of_an_encrypted_copy()
    {
        Store.Save(Hybrid(), new() { ClientSecret = Secure("one"), ExchangePassword = Secure("two") });

        var saved = Store.Save(Hybrid(reference: Vault), new(), keep: true);

        Assert.Equal(Vault, Store.Get("pbx")!.CredentialReference);
        Assert.Null(Store.ReadSecrets(saved).ClientSecret);
        Assert.DoesNotContain("\"protected\": null", File.ReadAllText(saved.Path));
    }

    [Fact]
    public void Another_kind_of_credential_keeps_nothing_of_the_first()
    {
        Store.Save(Hybrid(), new() { ClientSecret = Secure("one"), ExchangePassword = Secure("two") });

        Assert.Throws<ArgumentException>(() => Store.Save(Hybrid(kind: CredentialKind.Certificate), new(), keep: true));
        var secrets = Store.ReadSecrets(
            Store.Save(Hybrid(kind: CredentialKind.Certificate), new() { CertificateThumbprint = "AB" }, keep: true));

        Assert.Equal(("AB", null, null), (secrets.CertificateThumbprint, secrets.ClientSecret, secrets.CertificatePassword));
    }

    [Fact]
    public void Another_account_does_not_keep_the_first_one_s_password()
    {
        Store.Save(Hybrid(), new() { ClientSecret = Secure("one"), ExchangePassword = Secure("two") });

        Assert.Throws<ArgumentException>(() => Store.Save(Hybrid(account: "other"), new(), keep: true));
    }

    [Fact]
    public async Task A_rotated_secret_stands_in_the_connection_with_its_key_id_and_end()
    {
        var saved = Store.Save(Hybrid(), new() { ClientSecret = Secure("one"), ExchangePassword = Secure("two") });
        var (key, end) = (Guid.NewGuid(), new DateTimeOffset(2027, 5, 1, 12, 0, 0, TimeSpan.Zero));

        var rotated = await Store.ReplaceSecretAsync(saved, Secure("new"), key, end, default);

        var secrets = Store.ReadSecrets(rotated);
        Assert.Equal(("new", key, "two"), (Plain(secrets.ClientSecret), secrets.KeyId, Plain(secrets.ExchangePassword)));
        Assert.Equal(end, Store.Get("pbx")!.CredentialEnd);
    }

    [Fact]
    public void A_product_s_file_is_remembered_once()
    {
        var saved = Store.Save(Hybrid(), new() { ClientSecret = Secure("one"), ExchangePassword = Secure("two") });
        Store.Remember(saved, new(SyncProductFormat.Env, "/etc/pbx.env"));
        var other = new SyncProductFile(SyncProductFormat.ProCall, "/srv/msteams.cfg", "contoso.example", new("http://localhost"));
        Store.Remember(saved, other);

        Store.Remember(saved, new(SyncProductFormat.Json, "/etc/pbx.env"));

        Assert.Equal([other, new(SyncProductFormat.Json, "/etc/pbx.env")], Store.Get("pbx")!.ProductFiles);
    }

    private static SyncConnection Hybrid(
        string region = "DE", SyncSecretReference? reference = null, CredentialKind kind = CredentialKind.ClientSecret,
        string account = "svc") => new()
    {
        Name = "pbx",
        Environment = new SyncEnvironment("lab", new("https://login.lab.example"), new("https://graph.lab.example")),
        TenantId = "contoso.example",
        ClientId = "11111111-2222-3333-4444-555555555555",
        CredentialKind = kind,
        CredentialReference = reference,
        EwsUrl = Ews,
        ExchangeAuthentication = ExchangeAuthentication.Basic,
        ExchangeAccount = account,
        Region = region,
        StorePath = "/tmp/phonebooks.db",
        Path = "",
    };

    private static SecureString Secure(string text) => new NetworkCredential("", text).SecurePassword;

    private static string? Plain(SecureString? secret) => secret is null ? null : new NetworkCredential("", secret).Password;
}
