using System.Net;
using ContactSync.Tests.Hosting;
using ContactSync.Tests.PhoneBooks;
using Xunit;

namespace ContactSync.Tests.PowerShell;

/// <summary>Phone books in PostgreSQL, as an admin types it: the same commands as with a file, and the password nowhere.</summary>
public sealed class PostgreSqlCommandTests : IClassFixture<TenantFixture>, IAsyncDisposable
{
    private readonly TenantFixture tenant;

    private readonly PostgreSqlServer server = new();

    private readonly HostedModule host = new();

    private readonly string name = "db-" + Guid.NewGuid().ToString("N")[..8];

    public PostgreSqlCommandTests(TenantFixture tenant)
    {
        this.tenant = tenant;
        host.Run(
            "New-SyncConnection $args[0] -Environment $args[1] -ClientId $args[2] -ClientSecret $args[3] -Region DE -StorePath $args[4]",
            name, tenant.Lab, tenant.App.AppId, new NetworkCredential("", tenant.Secret).SecurePassword,
            server.Location.ToString()).ThrowOnError();
    }

    public async ValueTask DisposeAsync()
    {
        host.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public void Phone_books_are_filled_found_and_removed()
    {
        Assert.All(
            Run("Invoke-ContactSync $args[0] -Group 'Phone users' -WhatIf").Objects<SyncReport>(),
            report => Assert.Equal(SyncStatus.WhatIf, report.Status));
        Assert.NotEmpty(Run("Get-SyncPlan $args[0] -Group 'Phone users'").Objects<SyncPlanEntry>());
        var before = Assert.Single(Run("Get-SyncPhoneBook -Connection $args[0]").Errors);
        Assert.StartsWith("StoreNotFound,", before.FullyQualifiedErrorId, StringComparison.Ordinal);

        var reports = Run("Invoke-ContactSync $args[0] -Group 'Phone users'").ThrowOnError().Objects<SyncReport>();

        Assert.All(reports, report => Assert.Equal(SyncStatus.Succeeded, report.Status));
        var books = Run("Get-SyncPhoneBook -StorePath $args[1]", server.Location.ToString()).ThrowOnError().Objects<SyncPhoneBook>();
        Assert.Equal(reports.Sum(report => report.Added), books.Sum(book => book.Entries));
        Assert.All(books, book => Assert.Equal(server.Location.ToString(), book.StorePath));
        Assert.Equal(
            books.Sum(book => book.Entries),
            Run("Get-SyncPhoneBookEntry -Connection $args[0]").ThrowOnError().Objects<SyncPhoneBookEntry>().Count);

        foreach (var command in (string[])["Get-SyncStore", "Optimize-SyncStore", "Initialize-SyncStore"])
        {
            var store = Assert.Single(Run(command + " -Connection $args[0]").ThrowOnError().Objects<SyncStore>());
            Assert.Equal((StoreKind.PostgreSql, 1, server.Location.ToString()), (store.Kind, store.SchemaVersion, store.StorePath));
            Assert.Equal((books.Count, books.Sum(book => book.Entries)), (store.PhoneBooks, store.Entries));
            Assert.True(store.Size > 100_000 && store.LastRun is not null && store.Numbers > 0);
        }

        Run("Get-SyncPhoneBook -Connection $args[0] | Remove-SyncPhoneBook -Confirm:$false").ThrowOnError();
        Assert.Empty(Run("Get-SyncPhoneBook -Connection $args[0]").ThrowOnError().Output);
    }

    [Fact]
    public void A_password_that_is_not_there_is_an_error_that_names_its_place()
    {
        var elsewhere = server.Location.ToString().Replace("_PASSWORD", "_NOTHING", StringComparison.Ordinal);

        var error = Assert.Single(Run("Get-SyncPhoneBook -StorePath $args[1]", elsewhere).Errors);

        Assert.StartsWith("DatabasePasswordUnreadable,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("_NOTHING", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_in_an_address_is_refused_and_saved_nowhere()
    {
        var error = Assert.Single(Run(
            "Set-SyncConnection $args[0] -StorePath 'postgresql://sync:hunter2@db.example.com/contacts'").Errors);

        Assert.StartsWith("DatabaseAddressSecret,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.Exception.ToString(), StringComparison.Ordinal);
        var connection = Assert.Single(Run("Get-SyncConnection $args[0]").Objects<SyncConnection>());
        Assert.Equal(server.Location.ToString(), connection.StorePath);
        Assert.DoesNotContain(PostgreSqlServer.Password, File.ReadAllText(connection.Path), StringComparison.Ordinal);
    }

    private HostedResult Run(string script, params object[] arguments) => host.Run(script, [name, .. arguments]);
}
