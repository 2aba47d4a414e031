using ContactSync.PhoneBooks.Stores.PostgreSql;
using Xunit;

namespace ContactSync.Tests.PhoneBooks;

/// <summary>How the address of a database is written, and what may not stand in it.</summary>
public sealed class PostgreSqlLocationTests
{
    [Theory]
    [InlineData("postgresql://sync@db.example.com/contacts")]
    [InlineData("postgresql://db.example.com:6432/contacts?schema=pbx&sslrootcert=/etc/ca.pem&secret=file:/etc/contactsync/password")]
    [InlineData("postgresql://a%40b@[::1]:5433/contacts?sslmode=verify-full&secret=vault:Store/Database")]
    [InlineData("postgresql:///contacts?host=/run/postgresql&secret=systemd:database")]
    [InlineData("postgresql://localhost/a%20b?secret=env:PASSWORD")]
    public void An_address_stays_as_it_is(string address) => Assert.Equal(address, PostgreSqlLocation.Parse(address).ToString());

    [Fact]
    public void An_address_says_all_that_is_needed()
    {
        var location = PostgreSqlLocation.Parse(
            "POSTGRES://a%40b@db.example.com:6432/contacts?secret=vault:Store/Database&schema=pbx&sslrootcert=/etc/ca.pem");

        Assert.Equal(
            ("db.example.com", 6432, "contacts", "a@b", "pbx", "/etc/ca.pem"),
            (location.Host, location.Port, location.Database, location.User, location.Schema, location.RootCertificate));
        Assert.Equal(new SyncSecretReference(SecretReferenceKind.Vault, "Database", "Store"), location.Secret);
        Assert.Equal("db.example.com:6432/contacts", location.Name);
    }

    [Theory]
    [InlineData("postgresql://db/contacts", true)]
    [InlineData("postgresql://10.0.0.1/contacts", true)]
    [InlineData("postgresql://localhost.example.com/contacts", true)]
    [InlineData("postgresql://localhost/contacts?sslmode=verify-full", true)]
    [InlineData("postgresql://localhost/contacts", false)]
    [InlineData("postgresql://127.0.0.1/contacts", false)]
    [InlineData("postgresql://[::1]/contacts", false)]
    [InlineData("postgresql:///contacts?host=/run/postgresql", false)]
    public void Only_this_machine_is_asked_without_tls(string address, bool usesTls) =>
        Assert.Equal(usesTls, PostgreSqlLocation.Parse(address).UsesTls);

    [Theory]
    [InlineData("postgresql://sync:hunter2@db/contacts", "DatabaseAddressSecret")]
    [InlineData("postgresql://sync@db/contacts?password=hunter2", "DatabaseAddressSecret")]
    [InlineData("postgresql://sync@db/contacts?sslpassword=hunter2", "DatabaseAddressSecret")]
    [InlineData("postgresql://sync@db/contacts?secret=hunter2", "DatabaseAddressInvalid")]
    [InlineData("postgresql://sync@db/contacts?secret=pass:hunter2", "DatabaseAddressInvalid")]
    [InlineData("postgresql://sync@db/contacts?secret=file:hunter2", "DatabaseAddressInvalid")]
    [InlineData("postgresql://sync@db/contacts?sslmode=require", "DatabaseAddressInvalid")]
    [InlineData("postgresql://sync@db/contacts?sslmode=disable", "DatabaseAddressInvalid")]
    [InlineData("postgresql://sync@db/contacts?schema=pg_catalog", "DatabaseAddressInvalid")]
    [InlineData("postgresql://sync@db/contacts?schema=a;b", "DatabaseAddressInvalid")]
    [InlineData("postgresql://sync@db/contacts?schema=a&schema=b", "DatabaseAddressInvalid")]
    [InlineData("postgresql://sync@db/contacts?host=elsewhere", "DatabaseAddressInvalid")]
    [InlineData("postgresql://sync@db/contacts?options=hunter2", "DatabaseAddressInvalid")]
    [InlineData("postgresql://sync@db", "DatabaseAddressInvalid")]
    [InlineData("postgresql:///contacts", "DatabaseAddressInvalid")]
    [InlineData("postgresql://a,b/contacts", "DatabaseAddressInvalid")]
    [InlineData("postgresql://hunter2@:x/contacts", "DatabaseAddressInvalid")]
    public void What_is_wrong_is_said_without_repeating_a_secret(string address, string expected)
    {
        var error = Assert.Throws<SyncException>(() => PostgreSqlLocation.Parse(address));

        Assert.Equal(expected, error.ErrorId);
        Assert.DoesNotContain("hunter2", $"{error} {error.Advice} {error.Target}", StringComparison.Ordinal);
    }
}
