using System.Net;
using System.Security;
using ContactSync.PowerShell.Connections;
using ContactSync.PowerShell.Session;
using Xunit;

namespace ContactSync.Tests.PowerShell;

/// <summary>Connection files: what is in them, who may read them, and what a damaged one says.</summary>
public sealed class ConnectionStoreTests : IDisposable
{
    private const string Secret = "Zß8Q~geheim-<&\"'>-\U0001F511";

    private readonly string folder = Path.Combine(Directory.CreateTempSubdirectory("contactsync-").FullName, "ContactSync");
    private readonly ConnectionStore store;

    public ConnectionStoreTests() => store = new ConnectionStore(folder);

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(folder)!, recursive: true);

    [Fact]
    public void A_saved_connection_and_its_secret_come_back()
    {
        var end = new DateTimeOffset(2027, 5, 1, 12, 0, 0, TimeSpan.Zero);
        var saved = store.Save(Connection("pbx", end: end), Secrets(Secret));

        var read = new ConnectionStore(folder).Get("PBX");

        Assert.NotNull(read);
        Assert.Equal(
            ("pbx", "contoso.example", "DE", end, saved.Path),
            (read.Name, read.TenantId, read.Region, read.CredentialEnd, read.Path));
        Assert.Equal(new Uri("https://graph.lab.example/v1.0"), read.Environment.GraphEndpoint);
        Assert.Equal("-----BEGIN CERTIFICATE-----\n…", read.Environment.TrustedCertificate);
        Assert.Equal(folder, read.Environment.DataPath);
        Assert.Equal(Secret, Plain(store.ReadSecrets(read).ClientSecret!));
    }

    [Fact]
    public void The_secret_is_in_no_file_and_two_saves_look_different()
    {
        var first = File.ReadAllText(store.Save(Connection("pbx"), Secrets(Secret)).Path);
        var second = File.ReadAllText(store.Save(Connection("pbx"), Secrets(Secret)).Path);

        Assert.NotEqual(first, second);
        Assert.All(
            Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories),
            file => Assert.DoesNotContain("geheim", File.ReadAllText(file)));
    }

    [Fact]
    public void Folders_and_files_belong_to_their_owner_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows protects the user's profile by access control lists.");
        store.Save(Connection("pbx"), Secrets(Secret));

        const UnixFileMode file = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.All(
            Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories),
            path => Assert.Equal(file, new FileInfo(path).UnixFileMode));
        Assert.All(
            Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories).Append(folder),
            path => Assert.Equal(file | UnixFileMode.UserExecute, new FileInfo(path).UnixFileMode));
    }

    [Fact]
    public void Saving_again_under_another_case_replaces_the_connection()
    {
        store.Save(Connection("pbx"), Secrets(Secret));
        store.Save(Connection("PBX", region: "AT"), Secrets("other"));

        Assert.Single(store.Names());
        var only = store.Get("pbx")!;
        Assert.Equal(("PBX", "AT"), (only.Name, only.Region));
        Assert.Equal("other", Plain(store.ReadSecrets(only).ClientSecret!));
        Assert.Single(Directory.EnumerateFiles(Path.GetDirectoryName(only.Path)!));
    }

    [Fact]
    public void Names_come_in_order_and_are_known_in_any_case()
    {
        foreach (var name in new[] { "erp", "PBX 2", "pbx" })
            store.Save(Connection(name), Secrets(Secret));

        Assert.Equal(["erp", "pbx", "PBX 2"], store.Names());
        Assert.True(store.Contains("ERP"));
        Assert.Null(store.Get("none"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../etc/passwd")]
    [InlineData("a/b")]
    [InlineData(@"a\b")]
    [InlineData(".hidden")]
    [InlineData("ends in a dot.")]
    [InlineData("new\nline")]
    public void A_name_that_is_no_file_name_is_refused(string name)
    {
        var error = Assert.Throws<SyncException>(() => store.Save(Connection(name), Secrets(Secret)));

        Assert.Equal("InvalidConnectionName", error.ErrorId);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"version":1,"name":null}""")]
    [InlineData("""{"version":99}""")]
    public void A_damaged_file_is_an_error_that_names_it_and_the_cure(string text)
    {
        var path = store.Save(Connection("pbx"), Secrets(Secret)).Path;
        File.WriteAllText(path, text);

        var error = Assert.Throws<SyncException>(() => store.Get("pbx"));

        Assert.Equal("ConnectionFileDamaged", error.ErrorId);
        Assert.Contains(path, error.Message);
        Assert.Contains("New-SyncConnection -Name 'pbx'", error.Advice);
    }

    [Theory]
    [InlineData("\"authority\": \"https:", "\"authority\": \"http:")]
    [InlineData("\"version\": 4", "\"version\": 5")]
    [InlineData("\"version\": 4", "\"version\": 0")]
    [InlineData("\"kind\": \"ClientSecret\"", "\"kind\": \"Riddle\"")]
    [InlineData("\"kind\": \"ClientSecret\"", "\"kind\": 0")]
    [InlineData("\"kind\": \"ClientSecret\"", "\"kind\": null")]
    [InlineData("\"kind\": \"ClientSecret\"", "\"kind\": \"Password\"")]
    [InlineData("\"kind\": \"ClientSecret\"", "\"kind\": \"Certificate\"")]
    [InlineData("\"tenantId\": \"contoso.example\"", "\"tenantId\": null")]
    [InlineData("\"protected\"", "\"unprotected\"")]
    [InlineData("\"credential\"", "\"credentials\"")]
    [InlineData("\"name\": \"lab\"", "\"name\": null")]
    public void A_file_with_a_wrong_value_is_damaged(string from, string to)
    {
        var path = store.Save(Connection("pbx"), Secrets(Secret)).Path;
        var text = File.ReadAllText(path);
        Assert.Contains(from, text);
        File.WriteAllText(path, text.Replace(from, to));

        Assert.Equal("ConnectionFileDamaged", Assert.Throws<SyncException>(() => store.Get("pbx")).ErrorId);
    }

    [Fact]
    public void A_damaged_connection_can_be_saved_anew_or_removed()
    {
        var path = store.Save(Connection("pbx"), Secrets(Secret)).Path;
        File.WriteAllText(path, "{");
        store.Save(Connection("pbx"), Secrets(Secret));
        Assert.Equal("pbx", store.Get("pbx")?.Name);

        File.WriteAllText(path, "{");
        Assert.True(store.Remove("pbx"));
        Assert.False(store.Remove("pbx"));
        Assert.Empty(store.Names());
    }

    [Fact]
    public void Without_its_key_ring_a_secret_cannot_be_read()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows encrypts by DPAPI, without a key ring beside the files.");
        var saved = store.Save(Connection("pbx"), Secrets(Secret));
        Directory.Delete(Path.Combine(folder, "keys"), recursive: true);

        var error = Assert.Throws<SyncException>(() => store.ReadSecrets(saved));

        Assert.Equal("SecretUnreadable", error.ErrorId);
        Assert.Contains("pbx", error.Advice);
    }

    [Fact]
    public void A_secret_that_was_tampered_with_cannot_be_read()
    {
        var saved = store.Save(Connection("pbx"), Secrets(Secret));
        var text = File.ReadAllText(saved.Path);
        var start = text.IndexOf("\"protected\": \"", StringComparison.Ordinal) + 60;
        File.WriteAllText(saved.Path, text[..start] + (text[start] == 'A' ? 'B' : 'A') + text[(start + 1)..]);

        Assert.Equal("SecretUnreadable", Assert.Throws<SyncException>(() => store.ReadSecrets(saved)).ErrorId);
    }

    [Theory]
    [InlineData("/srv/pbx", null, "/srv/pbx")]
    [InlineData(null, "/home/a/conf", "/home/a/conf/ContactSync")]
    public void The_data_folder_is_the_one_the_environment_names(string? home, string? config, string expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The paths are those of Unix.");

        Assert.Equal(expected, DataFolder.OfUser(Variables(home, config), windows: false));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("relative/is/ignored")]
    public void Without_a_word_the_data_folder_is_in_the_user_s_configuration(string? config) =>
        Assert.EndsWith(Path.Combine(".config", "ContactSync"), DataFolder.OfUser(Variables(null, config), windows: false));

    private static Func<string, string?> Variables(string? home, string? config) => name => name switch
    {
        "CONTACTSYNC_HOME" => home,
        "XDG_CONFIG_HOME" => config,
        _ => null,
    };

    private static SyncConnection Connection(string name, string region = "DE", DateTimeOffset? end = null) => new()
    {
        Name = name,
        Environment = new SyncEnvironment("lab", new("https://login.lab.example"), new("https://graph.lab.example"))
        {
            TrustedCertificate = "-----BEGIN CERTIFICATE-----\n…",
        },
        TenantId = "contoso.example",
        ClientId = "11111111-2222-3333-4444-555555555555",
        CredentialKind = CredentialKind.ClientSecret,
        CredentialEnd = end,
        Region = region,
        StorePath = "/tmp/phonebooks.db",
        Path = "",
    };

    private static ConnectionSecrets Secrets(string secret) => new() { ClientSecret = Secure(secret), KeyId = Guid.NewGuid() };

    private static SecureString Secure(string text) => new NetworkCredential("", text).SecurePassword;

    private static string Plain(SecureString secret) => new NetworkCredential("", secret).Password;
}
