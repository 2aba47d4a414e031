using ContactSync.Tests.Hosting;
using ContactSync.Tests.PhoneBooks;
using Xunit;

namespace ContactSync.Tests.PowerShell;

/// <summary>A store's upkeep as an admin types it. No tenant, no connection.</summary>
public sealed class StoreCommandTests : IDisposable
{
    private readonly HostedModule host = new();

    private readonly TemporaryFolder folder = new();

    private string Store => folder.Path("books.db");

    public void Dispose()
    {
        host.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_store_is_made_filled_shown_and_optimized()
    {
        Assert.Empty(Run("Initialize-SyncStore -StorePath $args[0] -WhatIf").ThrowOnError().Output);
        Assert.False(File.Exists(Store));
        var made = One(Run("Initialize-SyncStore -StorePath $args[0]"));
        Assert.Equal((StoreKind.Sqlite, Store, 0L, null), (made.Kind, made.StorePath, made.Entries, made.LastRun));

        Fill();

        var filled = One(Run("Get-SyncStore -StorePath $args[0]"));
        Assert.Equal((1L, 2L, 2L, 0), (filled.PhoneBooks, filled.Entries, filled.Numbers, filled.LastRunTroubles));
        Assert.NotNull(filled.LastRun);
        Assert.True(filled.Size > 10_000);
        Assert.Equal(2L, One(Run("Optimize-SyncStore -StorePath $args[0]")).Entries);
        Assert.Equal(2L, One(Run("Get-SyncStore -StorePath $args[0]")).Entries);
    }

    [Fact]
    public void A_store_that_is_not_there_is_an_error() =>
        Assert.StartsWith("StoreNotFound,", Assert.Single(Run("Get-SyncStore -StorePath $args[0]").Errors).FullyQualifiedErrorId);

    [Fact]
    public void A_damaged_store_is_not_optimized()
    {
        Fill();
        var bytes = File.ReadAllBytes(Store);
        new Random(1).NextBytes(bytes.AsSpan(bytes.Length / 2));
        File.WriteAllBytes(Store, bytes);

        Assert.StartsWith("StoreCorrupt,", Assert.Single(Run("Optimize-SyncStore -StorePath $args[0]").Errors).FullyQualifiedErrorId);
        Assert.Equal(bytes, File.ReadAllBytes(Store));
    }

    [Fact]
    public void A_copy_is_whole_private_and_replaces_nothing_unasked()
    {
        Fill();
        var copy = folder.Path("copy.db");

        Assert.Empty(Run("Backup-SyncStore -StorePath $args[0] -Path $args[1] -WhatIf", copy).ThrowOnError().Output);
        Assert.False(File.Exists(copy));
        var made = Assert.Single(Run("Backup-SyncStore $args[1] -StorePath $args[0]", copy).ThrowOnError().Objects<FileInfo>());
        Assert.Equal(copy, made.FullName);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(copy));
        Assert.Equal(2L, One(host.Run("Get-SyncStore -StorePath $args[0]", copy)).Entries);

        var error = Assert.Single(Run("Backup-SyncStore $args[1] -StorePath $args[0]", copy).Errors);
        Assert.StartsWith("BackupExists,", error.FullyQualifiedErrorId);
        Run("Backup-SyncStore $args[1] -StorePath $args[0] -Force", copy).ThrowOnError();
        Assert.StartsWith(
            "BackupExists,", Assert.Single(Run("Backup-SyncStore $args[0] -StorePath $args[0] -Force").Errors).FullyQualifiedErrorId);
    }

    [Fact]
    public void A_database_is_backed_up_by_its_server()
    {
        var error = Assert.Single(host.Run(
            "Backup-SyncStore x.db -StorePath 'postgresql://sync@db.example.com/contacts?schema=pbx'").Errors);

        Assert.StartsWith("BackupByServer,", error.FullyQualifiedErrorId);
        Assert.Contains("--schema=pbx contacts", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    private void Fill()
    {
        var file = folder.Path("two.csv");
        File.WriteAllText(file, "Vorname;Nachname;Telefon\nAnna;Groß;030 901820\nBert;Klein;030 901821\n");
        Run("Import-SyncPhoneBook -Path $args[1] -Owner lena@contoso.com -Region DE -StorePath $args[0]", file).ThrowOnError();
    }

    private HostedResult Run(string script, params object[] arguments) => host.Run(script, [Store, .. arguments]);

    private static SyncStore One(HostedResult result) => Assert.Single(result.ThrowOnError().Objects<SyncStore>());
}
