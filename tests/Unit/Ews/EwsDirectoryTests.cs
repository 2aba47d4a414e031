using ContactSync.Engine.Ports;
using ContactSync.Microsoft365;
using ContactSync.Microsoft365.Ews;
using Xunit;

namespace ContactSync.Tests.Ews;

public sealed class EwsDirectoryTests
{
    private readonly FakeExchange exchange = new();

    [Fact]
    public async Task Groups_within_groups_are_read_and_circles_end()
    {
        exchange.Groups["phone@contoso.com"] =
        [
            ("Anna", "anna@contoso.com", "Mailbox"), ("Sales", "sales@contoso.com", "PublicDL"), ("Guest", "guest@fabrikam.com", "Contact"),
        ];
        exchange.Groups["sales@contoso.com"] =
        [
            ("Otto", "otto@contoso.com", "Mailbox"), ("Anna", "ANNA@contoso.com", "Mailbox"), ("Phone", "Phone@contoso.com", "PublicDL"),
        ];

        var listing = await ListAsync(groups: ["phone@contoso.com"]);

        Assert.Equal(
            [("anna@contoso.com", "anna@contoso.com", "Anna"), ("otto@contoso.com", "otto@contoso.com", "Otto")],
            listing.Mailboxes.Select(mailbox => (mailbox.Id, mailbox.Address, mailbox.DisplayName)));
        Assert.Equal(("Guest", 3, 2), (Assert.Single(listing.Skipped).Name, listing.Expected, listing.Requests));
        Assert.Contains("Contact", listing.Skipped[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_is_found_by_its_name()
    {
        exchange.Directory.Add(("Phone users", "phone@contoso.com", "PublicDL"));
        exchange.Directory.Add(("Phone users 2", "phone2@contoso.com", "PublicDL"));
        exchange.Groups["phone@contoso.com"] = [("Anna", "anna@contoso.com", "Mailbox")];

        Assert.Equal("anna@contoso.com", Assert.Single((await ListAsync(groups: ["phone users"])).Mailboxes).Address);
    }

    [Fact]
    public async Task Addresses_cost_no_request_and_come_once()
    {
        var listing = await ListAsync(mailboxes: ["Anna@contoso.com", "anna@CONTOSO.com", "otto@contoso.com"]);

        Assert.Equal(["anna@contoso.com", "otto@contoso.com"], listing.Mailboxes.Select(mailbox => mailbox.Id));
        Assert.Equal((0, 0), (listing.Requests, exchange.Server.Requests.Count));
    }

    [Fact]
    public async Task A_name_is_resolved_and_a_doubtful_one_is_an_error()
    {
        exchange.Directory.Add(("Anna Müller", "anna@contoso.com", "Mailbox"));
        exchange.Directory.Add(("Anna Maier", "maier@contoso.com", "Mailbox"));
        exchange.Directory.Add(("Annals", "list@contoso.com", "PublicDL"));

        Assert.Equal("maier@contoso.com", Assert.Single((await ListAsync(mailboxes: ["Anna Maier"])).Mailboxes).Id);
        var doubtful = await Assert.ThrowsAsync<SyncException>(() => ListAsync(mailboxes: ["Anna"]));
        Assert.Equal(nameof(Errors.EwsNameAmbiguous), doubtful.ErrorId);
        Assert.Contains("maier@contoso.com", doubtful.Message, StringComparison.Ordinal);
        var list = await Assert.ThrowsAsync<SyncException>(() => ListAsync(mailboxes: ["Annals"]));
        Assert.Equal(nameof(Errors.MailboxUnknown), list.ErrorId);
        var nobody = await Assert.ThrowsAsync<ServiceRefusedException>(() => ListAsync(mailboxes: ["Nobody"]));
        Assert.Equal((nameof(Errors.EwsNameUnknown), "ErrorNameResolutionNoResults"), (nobody.ErrorId, nobody.Code));
    }

    [Fact]
    public async Task A_mailbox_is_no_group_and_a_group_may_be_empty()
    {
        exchange.Directory.Add(("Anna", "anna@contoso.com", "Mailbox"));
        exchange.Groups["empty@contoso.com"] = [("Guest", "guest@fabrikam.com", "Contact")];

        var mailbox = await Assert.ThrowsAsync<SyncException>(() => ListAsync(groups: ["Anna"]));
        Assert.Equal(nameof(Errors.EwsNotAGroup), mailbox.ErrorId);
        var empty = await Assert.ThrowsAsync<SyncException>(() => ListAsync(groups: ["empty@contoso.com"]));
        Assert.Equal(nameof(Errors.GroupEmpty), empty.ErrorId);
    }

    [Fact]
    public async Task A_listing_cut_short_is_an_error()
    {
        exchange.Fault = _ => EwsServerStub.Xml(EwsSamples.ExpandDL.Replace("TotalItemsInView=\"2\"", "TotalItemsInView=\"3\""));

        var error = await Assert.ThrowsAsync<SyncException>(() => ListAsync(groups: ["phone@contoso.com"]));

        Assert.Equal(nameof(Errors.ListingIncomplete), error.ErrorId);
    }

    [Fact]
    public async Task The_directory_is_asked_in_the_name_of_a_mailbox_where_one_is_given()
    {
        exchange.Groups["phone@contoso.com"] = [("Anna", "anna@contoso.com", "Mailbox")];

        await ListAsync(groups: ["phone@contoso.com"]);
        await ListAsync(groups: ["phone@contoso.com"], directoryMailbox: "svc@contoso.com");

        Assert.Equal([null, "svc@contoso.com"], exchange.Server.Requests.Select(request => request.Impersonated));
    }

    private Task<MailboxListing> ListAsync(string[]? groups = null, string[]? mailboxes = null, string? directoryMailbox = null)
    {
        var options = new EwsSourceOptions
        {
            TenantId = "mail.example",
            Impersonation = EwsImpersonationKind.SmtpAddress,
            DirectoryMailbox = directoryMailbox,
        };
        var source = new EwsContactSource(exchange.Server.Client, options);
        return source.ListMailboxesAsync(new MailboxQuery(groups ?? [], mailboxes ?? []), CancellationToken.None);
    }
}
