using System.Net;
using System.Net.Sockets;
using ContactSync.Engine.Ports;
using ContactSync.Engine.Publishing;
using ContactSync.PhoneBooks.Destinations;
using ContactSync.PhoneBooks.Destinations.Ldap;
using ContactSync.Tests.Microsoft365;
using Xunit;
using static ContactSync.Tests.Engine.TestData;

namespace ContactSync.Tests.PhoneBooks.Destinations;

/// <summary>A subtree of a directory keeps the contract.</summary>
public sealed class LdapDestinationTests : ItemDestinationContract
{
    private readonly LdapServer server = new();

    internal override DestinationSettings Settings => server.Settings;

    protected override string? Uncarried => nameof(SyncContact.NickName);

    protected override bool ListsForeign => false;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Only_the_attributes_that_changed_are_written_and_those_of_others_stay()
    {
        var entry = EntryOf(Contact("1", "Anna") with { JobTitle = "a", CompanyName = "Contoso" });
        var made = await PutAsync(entry);
        await server.ModifyAsync($"dn: {made.Reference}\nchangetype: modify\nadd: employeeNumber\nemployeeNumber: 4711\n");
        var listed = Assert.Single((await ListAsync()).Items);

        var same = await PutAsync(entry, listed);
        Assert.Equal(listed, same);

        await PutAsync(EntryOf(Contact("1", "Anna") with { JobTitle = "b", CompanyName = "Contoso" }, entry.Uid), same);
        var text = await server.SearchAsync(made.Reference);
        Assert.Contains("title: b", text);
        Assert.Contains("employeeNumber: 4711", text);
    }

    [Fact]
    public async Task Values_that_the_directory_cannot_take_are_counted_and_the_rest_is_written()
    {
        var losses = new PublishLosses();
        var contact = Contact("1", "Anna") with
        {
            PhoneNumbers =
            [
                new SyncPhoneNumber(PhoneNumberKind.BusinessPhone, "*21#"), new SyncPhoneNumber(PhoneNumberKind.BusinessPhone2, "030 1"),
                new SyncPhoneNumber(PhoneNumberKind.MobilePhone, "0151-1"), new SyncPhoneNumber(PhoneNumberKind.MobilePhone, "0151 1"),
                // An attribute of digits only would take the extension for digits of the number.
                new SyncPhoneNumber(PhoneNumberKind.Isdn, "030 2 App. 7", "+49302", "7"),
            ],
            EmailAddresses =
                [new SyncEmailAddress(1, "bücher@example.com"), new SyncEmailAddress(2, "A@x.de"), new SyncEmailAddress(3, "a@X.de")],
            Photo = [0x89, 0x50, 0x4E, 0x47],
        };
        await using var destination = Open(Settings with { NumberForm = PhoneNumberForm.International });

        var made = await destination.PutAsync(EntryOf(contact), null, losses, default);

        Assert.Equal(["BusinessPhone", "EmailAddresses1", "Isdn", "Photo"], losses.Counts.Select(loss => loss.Field).Order());
        var read = await server.ReadAsync(made.Reference);
        Assert.Equal(["030 1", "0151-1"], read.PhoneNumbers.Select(number => number.Raw));
        Assert.Equal("A@x.de", Assert.Single(read.EmailAddresses).Address);
    }

    [Fact]
    public async Task An_entry_without_a_name_gets_one_as_the_directory_asks_for_it()
    {
        var read = await server.SearchAsync((await PutAsync(EntryOf(new SyncContact { Id = "1", FolderId = "F" }))).Reference);

        Assert.Contains("\nsn: ", read);
        Assert.Contains("\ncn: ", read);
    }

    [Fact]
    public async Task Attributes_are_those_of_the_admin_s_file()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Path("map.json");
        await File.WriteAllTextAsync(file, """
            {
              // What the phones read.
              "attributes": {
                "telephoneNumber": ["MobilePhone", "BusinessPhone"], "roomNumber": ["OfficeLocation"], "l": ["BusinessCity"],
              },
            }
            """);
        await using var destination = Open(Settings with { Template = file });
        var contact = Contact("1", "Anna") with
        {
            JobTitle = "no", OfficeLocation = "4.11",
            PostalAddresses = [new SyncPostalAddress(PostalAddressKind.Business, "Weg 1", null, "Köln", null, null)],
            PhoneNumbers = [new SyncPhoneNumber(PhoneNumberKind.BusinessPhone, "1"), new SyncPhoneNumber(PhoneNumberKind.MobilePhone, "2")],
        };

        var made = await destination.PutAsync(EntryOf(contact), null, new PublishLosses(), default);

        var text = await server.SearchAsync(made.Reference);
        Assert.Contains("telephoneNumber: 2\ntelephoneNumber: 1\n", text);
        Assert.Contains("roomNumber: 4.11", text);
        Assert.Contains("l:: S8O2bG4=", text);
        Assert.DoesNotContain("title:", text);
    }

    [Theory]
    [InlineData("{\n \"attributes\": {\n \"mobile\": [\"Handy\"] } }", 3)]
    [InlineData("{\n \"attributes\": {\n \"uid\": [\"MobilePhone\"] } }", 3)]
    [InlineData("{\n \"attributes\": {\n \"mobile\": [\"MobilePhone\"\n }", 4)]
    [InlineData("{}", 1)]
    public void A_file_of_attributes_that_makes_no_sense_is_refused_with_its_line(string json, int line)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Path("map.json");
        File.WriteAllText(file, json);

        var error = Assert.Throws<SyncException>(() => DestinationServers.Check(DestinationKind.Ldap, Settings with { Template = file }));

        Assert.Equal("TemplateInvalid", error.ErrorId);
        Assert.Contains($" {line}", error.Message);
    }

    [Fact]
    public async Task A_connection_that_begins_without_TLS_turns_to_it_first()
    {
        await using var destination = Open(server.SettingsForStartTls);
        await destination.PutAsync(EntryOf(Contact("1", "Anna")), null, new PublishLosses(), default);
        Assert.Single((await ListAsync()).Items);

        await using var other = Open(server.SettingsForStartTls with { TrustedCertificate = null });
        Assert.Equal("DestinationCertificateUntrusted", (await FailAsync(other)).ErrorId);
    }

    [Fact]
    public async Task A_user_who_may_only_read_is_told()
    {
        await using var destination = Open(Settings with { UserName = LdapServer.Reader });

        var error = await Assert.ThrowsAnyAsync<SyncException>(
            () => destination.PutAsync(EntryOf(Contact("1", "Anna")), null, new PublishLosses(), default));

        Assert.Equal(("DestinationDenied", SyncErrorKind.PermissionDenied), (error.ErrorId, error.Kind));
    }

    [Fact]
    public async Task A_base_that_is_not_there_and_cannot_be_made_is_told()
    {
        await using var destination = Open(Settings with { Place = Settings.Place.Replace(server.Base, "ou=a,ou=b,dc=example,dc=com") });

        var error = await FailAsync(destination);

        Assert.Equal("LdapBaseMissing", error.ErrorId);
        Assert.Contains("dc=example,dc=com", error.Message);
    }

    internal override IItemDestination Open(DestinationSettings settings, string? password = null) => LdapServer.Open(settings, password);

    protected override Task ChangeByHandAsync(DestinationItem item, string name) =>
        server.ModifyAsync($"dn: {item.Reference}\nchangetype: modify\nreplace: displayName\ndisplayName: {name}\n");

    protected override Task MakeForeignAsync(string name) => server.AddAsync(
        $"dn: cn={name},{server.Base}\nobjectClass: inetOrgPerson\ncn: {name}\nsn: {name}\nuid: {name}\n");

    protected override async Task<bool> IsForeignThereAsync(string name) =>
        (await server.SearchAsync(server.Base, "one", "1.1")).Contains($"dn: cn={name},", StringComparison.Ordinal);

    protected override Task<SyncContact> ReadAsync(DestinationItem item) => server.ReadAsync(item.Reference);

    private static Task<SyncException> FailAsync(IItemDestination destination) =>
        Assert.ThrowsAnyAsync<SyncException>(() => destination.ListAsync(null, default));
}

/// <summary>The server's certificate is validated whatever the machine's LDAP library is told; nothing goes over a plain connection.</summary>
public sealed class LdapTlsTests
{
    [Fact]
    public async Task A_certificate_for_another_name_is_refused()
    {
        await using var server = new TlsServer("ldap.example.com");

        Assert.Equal("DestinationCertificateName", await FailAsync(server, server.AuthorityPem));
    }

    [Fact]
    public async Task A_certificate_out_of_date_is_refused()
    {
        await using var server = new TlsServer(startDay: -60, endDay: -30);

        Assert.Equal("DestinationCertificateExpired", await FailAsync(server, server.AuthorityPem));
    }

    [Fact]
    public async Task A_certificate_of_an_unknown_authority_is_refused()
    {
        await using var server = new TlsServer();
        await using var other = new TlsServer();

        Assert.Equal("DestinationCertificateUntrusted", await FailAsync(server, null));
        Assert.Equal("DestinationCertificateUntrusted", await FailAsync(server, other.AuthorityPem));
    }

    [Fact]
    public async Task A_certificate_for_another_use_is_refused()
    {
        await using var server = new TlsServer(use: TlsServer.ClientUse);

        Assert.Equal("DestinationCertificateInvalid", await FailAsync(server, server.AuthorityPem));
    }

    [Fact]
    public async Task A_server_that_does_not_begin_TLS_gets_no_password()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var received = new MemoryStream();
        var serving = ServeAsync();
        await using var destination = new LdapDestination(
            new() { Place = $"ldap://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/dc=example", UserName = "cn=a" },
            TestServers.Secure("geheim"));

        var error = await Assert.ThrowsAnyAsync<SyncException>(() => destination.ListAsync(null, default));

        Assert.Equal("LdapStartTlsRefused", error.ErrorId);
        await serving;
        Assert.Equal(31, received.Length);

        async Task ServeAsync()
        {
            using var client = await listener.AcceptTcpClientAsync();
            var stream = client.GetStream();
            var buffer = new byte[1000];
            received.Write(buffer, 0, await stream.ReadAsync(buffer));
            // extendedResp, protocolError
            await stream.WriteAsync(new byte[] { 0x30, 0x0C, 0x02, 0x01, 0x01, 0x78, 0x07, 0x0A, 0x01, 0x02, 0x04, 0x00, 0x04, 0x00 });
            for (int read; (read = await stream.ReadAsync(buffer)) > 0;)
                received.Write(buffer, 0, read);
        }
    }

    [Theory]
    [InlineData("http://localhost/dc=example")]
    [InlineData("ldaps://localhost/")]
    [InlineData("ldaps://user:secret@localhost/dc=example")]
    [InlineData("localhost")]
    public void An_address_that_is_none_is_refused(string place) => Assert.Equal(
        "DestinationAddressInvalid",
        Assert.Throws<SyncException>(() => DestinationServers.Check(DestinationKind.Ldap, new() { Place = place })).ErrorId);

    [Fact]
    public async Task Without_a_password_nobody_is_signed_in()
    {
        await using var destination = new LdapDestination(new() { Place = "ldaps://127.0.0.1:1/dc=example", UserName = "cn=a" }, null);

        Assert.Equal(
            "DestinationSignInFailed", (await Assert.ThrowsAnyAsync<SyncException>(() => destination.ListAsync(null, default))).ErrorId);
    }

    private static async Task<string> FailAsync(TlsServer server, string? authority)
    {
        await using var destination = new LdapDestination(
            new() { Place = $"ldaps://localhost:{server.Address.Port}/dc=example", UserName = "cn=a", TrustedCertificate = authority },
            TestServers.Secure("p"));
        return (await Assert.ThrowsAnyAsync<SyncException>(() => destination.ListAsync(null, default))).ErrorId;
    }
}
