using System.Diagnostics;
using System.Net;
using System.Security;
using ContactSync.PowerShell.Connections;
using ContactSync.PowerShell.Connections.Products;
using Xunit;

namespace ContactSync.Tests.PowerShell;

/// <summary>Products' files on disk: replaced whole, with the permissions and the owner they had.</summary>
public sealed class ProductFileTests : IDisposable
{
    private const UnixFileMode OwnersAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("contactsync-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_new_file_is_its_owner_s_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes.");

        FileReplacement.Write(At("new"), "text");

        Assert.Equal(OwnersAlone, new FileInfo(At("new")).UnixFileMode);
        Assert.Equal("text", File.ReadAllText(At("new")));
    }

    [Fact]
    public void A_file_keeps_its_mode_and_so_does_its_copy()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes.");
        File.WriteAllText(At("a"), "old");
        var mode = OwnersAlone | UnixFileMode.GroupRead;
        SetMode(At("a"), mode);

        FileReplacement.Write(At("a"), "new", At("a.bak"));

        Assert.Equal(("new", "old"), (File.ReadAllText(At("a")), File.ReadAllText(At("a.bak"))));
        Assert.Equal((mode, mode), (new FileInfo(At("a")).UnixFileMode, new FileInfo(At("a.bak")).UnixFileMode));
        Assert.Equal(2, folder.EnumerateFiles().Count());
    }

    [Fact]
    public void A_file_keeps_its_owner()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root may write in another's name.");
        File.WriteAllText(At("a"), "old");
        Run("chown", "4711:4712", At("a"));

        FileReplacement.Write(At("a"), "new", At("a.bak"));

        Assert.Equal("4711:4712 4711:4712", Run("stat", "-c", "%u:%g", At("a"), At("a.bak")).ReplaceLineEndings(" ").Trim());
    }

    [Fact]
    public void A_link_stays_one()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows wants a right for links.");
        File.WriteAllText(At("real"), "old");
        File.CreateSymbolicLink(At("link"), At("real"));

        FileReplacement.Write(At("link"), "new");

        Assert.Equal("new", File.ReadAllText(At("real")));
        Assert.NotNull(new FileInfo(At("link")).LinkTarget);
    }

    [Fact]
    public async Task A_new_secret_goes_into_every_file_and_the_rest_of_them_stays()
    {
        var connection = Connection(
            new(SyncProductFormat.ProCall, At("msteams.cfg")), new(SyncProductFormat.Datapump, At("datapump.txt")),
            new(SyncProductFormat.Env, At("gone.env")), new(SyncProductFormat.Json, At("damaged.json")));
        File.WriteAllText(At("msteams.cfg"), """{ "u8sClientSecret": "old", "more": true, "u8sTokenCache": "t" }""");
        File.WriteAllText(At("damaged.json"), "{");
        var profile = ProductFormat.Of(SyncProductFormat.Datapump).Write(
            ProductValues.From(connection, connection.ProductFiles[1], new() { ClientSecret = Secure("old") })
                with { UserName = "svc@contoso.example", Password = "the-user's" }, null);
        File.WriteAllText(At("datapump.txt"), profile);

        var changes = await ProductFile.WriteAsync(connection, Secure("fresh"), default);

        Assert.Equal([true, true, false, false], changes.Select(change => change.IsWritten));
        Assert.Contains("Restart the UCServer service", Assert.Single(changes[0].Warnings, text => text.Contains("UCServer")));
        Assert.Equal(
            ["ProductFileGone", "ProductFileInvalid"],
            changes.Skip(2).Select(change => Assert.IsType<SyncException>(change.Failure).ErrorId));
        Assert.False(File.Exists(At("gone.env")));
        Assert.Contains("\"u8sClientSecret\": \"fresh\"", File.ReadAllText(At("msteams.cfg")));
        Assert.Contains("\"more\": true", File.ReadAllText(At("msteams.cfg")));
        Assert.Contains("old", File.ReadAllText(At("msteams.cfg.bak")));
        Assert.Equal(profile.Replace("old", "fresh"), File.ReadAllText(At("datapump.txt")));

        Assert.Equal([false, false], (await ProductFile.WriteAsync(connection, Secure("fresh"), default)).Take(2).Select(c => c.IsWritten));
    }

    [Fact]
    public async Task A_file_that_others_may_read_is_named()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes.");
        File.WriteAllText(At("msteams.cfg"), "{}");
        SetMode(At("msteams.cfg"), OwnersAlone | UnixFileMode.OtherRead);

        var change = Assert.Single(
            await ProductFile.WriteAsync(Connection(new SyncProductFile(SyncProductFormat.ProCall, At("msteams.cfg"))), Secure("s"), default));

        Assert.Contains(change.Warnings, text => text.Contains("may read it"));
    }

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, mode);
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }

    private static SyncConnection Connection(params SyncProductFile[] products) => new()
    {
        Name = "pbx",
        Environment = SyncEnvironment.Global,
        TenantId = "99999999-8888-7777-6666-555555555555",
        ClientId = "11111111-2222-3333-4444-555555555555",
        CredentialKind = CredentialKind.ClientSecret,
        Region = "DE",
        StorePath = "/tmp/phonebooks.db",
        ProductFiles = products,
        Path = "",
    };

    private static SecureString Secure(string text) => new NetworkCredential("", text).SecurePassword;

    private string At(string name) => Path.Combine(folder.FullName, name);
}
