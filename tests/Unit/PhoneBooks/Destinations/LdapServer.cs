using System.Text;
using ContactSync.Engine.Publishing;
using ContactSync.PhoneBooks.Destinations.Ldap;
using ContactSync.PhoneBooks.Formats;
using ContactSync.PhoneBooks.Formats.Ldif;
using Xunit;

namespace ContactSync.Tests.PhoneBooks.Destinations;

/// <summary>The directory that .ci/servers started, a subtree of it for the test, and OpenLDAP's tools as other hands than ours.</summary>
internal sealed class LdapServer : IAsyncDisposable
{
    private const string Variable = "CONTACTSYNC_TEST_LDAP";

    private readonly string server;

    /// <summary>Skips the test where there is no server.</summary>
    public LdapServer()
    {
        var tree = TestServers.Find(Variable, "LDAP server");
        server = tree[..tree.LastIndexOf('/')];
        Base = $"ou=test-{Guid.NewGuid():N},{tree[(tree.LastIndexOf('/') + 1)..]}";
        Settings = new DestinationSettings
        {
            Place = $"{server}/{Base}", UserName = Writer, TrustedCertificate = File.ReadAllText(Authority),
            Fields = Enum.GetValues<ContactFieldGroup>(),
        };
    }

    public static string Writer => Environment.GetEnvironmentVariable($"{Variable}_USER")!;

    public static string Reader => Environment.GetEnvironmentVariable($"{Variable}_READER")!;

    public static string Password => Environment.GetEnvironmentVariable($"{Variable}_PASSWORD")!;

    public static string Authority => Environment.GetEnvironmentVariable($"{Variable}_CA")!;

    /// <summary>The test's subtree; made by the first put.</summary>
    public string Base { get; }

    public DestinationSettings Settings { get; }

    /// <summary>The same subtree by the port that begins without TLS.</summary>
    public DestinationSettings SettingsForStartTls
    {
        get
        {
            var tree = TestServers.Find($"{Variable}_STARTTLS", "LDAP server");
            return Settings with { Place = $"{tree[..tree.LastIndexOf('/')]}/{Base}" };
        }
    }

    public static LdapDestination Open(DestinationSettings settings, string? password = null) =>
        new(settings, TestServers.Secure(password ?? Password));

    /// <summary>Entries as ldapsearch gives them.</summary>
    public Task<string> SearchAsync(string name, string scope = "base", params string[] attributes) =>
        RunAsync(
            "ldapsearch",
            ["-LLL", "-o", "ldif_wrap=no", "-b", name, "-s", scope, "-E", "pr=50/noprompt", "(objectClass=*)", .. attributes]);

    public Task AddAsync(string ldif) => RunAsync("ldapadd", [], ldif);

    public Task ModifyAsync(string ldif) => RunAsync("ldapmodify", [], ldif);

    public async Task<SyncContact> ReadAsync(string name)
    {
        using var ldif = new MemoryStream(Encoding.UTF8.GetBytes(await SearchAsync(name)));
        var problems = new ContactFileProblems(name);
        var contact = Assert.Single(new LdifReader(problems, "folder").Read(ldif));
        Assert.Empty(problems.Kept);
        return contact;
    }

    public async ValueTask DisposeAsync()
    {
        var below = await SearchAsync(Base[(Base.IndexOf(',') + 1)..], "one", "1.1");
        if (below.Contains($"dn: {Base}", StringComparison.Ordinal))
            await RunAsync("ldapdelete", ["-r", Base]);
    }

    private Task<string> RunAsync(string tool, IEnumerable<string> arguments, string input = "") => Tool.RunAsync(
        tool, ["-x", "-H", server, "-D", Writer, "-y", PasswordFile, .. arguments], input,
        new Dictionary<string, string> { ["LDAPTLS_CACERT"] = Authority });

    // A password on a command line is seen by all users of a machine; such a folder by its owner only.
    private static string PasswordFile { get; } = WritePassword();

    private static string WritePassword()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("contactsync-ldap-").FullName, "password");
        File.WriteAllText(file, Password);
        return file;
    }
}
