using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using ContactSync.Engine.Ports;
using Xunit;

namespace ContactSync.Tests.Graph;

public sealed class MailboxListingTests
{
    [Fact]
    public async Task Finds_the_members_of_nested_groups_once_each()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 12, contacts: 0);

        var listing = await sandbox.ListAsync("Phone users", "Field staff");

        Assert.Equal(sandbox.Host.Users.Select(user => user.Address).Order(), listing.Mailboxes.Select(mailbox => mailbox.Address).Order());
        Assert.Equal(12, listing.Expected);
        Assert.Empty(listing.Skipped);
        Assert.Equal(sandbox.Session.RequestCount, listing.Requests);
        Assert.All(listing.Mailboxes, mailbox => Assert.Null(mailbox.UsageLocation));
    }

    [Fact]
    public async Task Reads_the_usage_location_where_the_app_may()
    {
        await using var sandbox = await GraphSandbox.StartAsync(
            mailboxes: 1, contacts: 0, permissions: ["Contacts.Read", "User.Read.All", "GroupMember.Read.All"]);

        var listing = await sandbox.ListAsync(GraphSandbox.PhoneUsers);

        Assert.NotNull(Assert.Single(listing.Mailboxes).UsageLocation);
    }

    [Theory]
    [InlineData("AT", "Germany", "AT")]
    [InlineData("", "Österreich", "AT")]
    [InlineData(null, "Atlantis", null)]
    public async Task A_user_without_usage_location_is_where_the_country_says(string? usageLocation, string country, string? expected)
    {
        await using var sandbox = await GraphSandbox.StartAsync(
            mailboxes: 1, contacts: 0, permissions: ["Contacts.Read", "User.Read.All", "GroupMember.Read.All"]);
        var location = usageLocation is null ? "null" : $"\"{usageLocation}\"";
        sandbox.Wire.Edit = async (_, response) =>
        {
            var text = await response.Content.ReadAsStringAsync();
            text = Regex.Replace(text, "\"usageLocation\":\\s*\"[^\"]*\"", $"\"usageLocation\":{location}");
            text = Regex.Replace(text, "\"country\":\\s*\"[^\"]*\"", $"\"country\":\"{country}\"");
            response.Content = new StringContent(text, Encoding.UTF8, "application/json");
        };

        var byGroup = await sandbox.ListAsync(GraphSandbox.PhoneUsers);
        var byName = await sandbox.FindAsync(sandbox.Host.Users[0].Address);

        Assert.Equal(expected, Assert.Single(byGroup.Mailboxes).UsageLocation);
        Assert.Equal(expected, Assert.Single(byName.Mailboxes).UsageLocation);
    }

    [Fact]
    public async Task Follows_the_pages_to_the_end()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1100, contacts: 0);

        var listing = await sandbox.ListAsync(GraphSandbox.PhoneUsers);

        Assert.Equal(1100, listing.Mailboxes.Count);
        // The sign-in, the group, two pages.
        Assert.Equal(4, listing.Requests);
    }

    [Fact]
    public async Task Skips_members_without_a_mail_address_and_says_why()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 2, contacts: 0);

        var listing = await sandbox.ListAsync("Mixed group");

        Assert.Equal(listing.Expected, listing.Mailboxes.Count + listing.Skipped.Count);
        var skipped = Assert.Single(listing.Skipped);
        Assert.Contains("Ohnepost", skipped.Name);
        Assert.Contains("mail address", skipped.Reason);
    }

    [Theory]
    [InlineData("No such group", "GroupNotFound")]
    [InlineData("It's not there", "GroupNotFound")]
    [InlineData("00000000-0000-0000-0000-00000000dead", "GroupNotFound")]
    [InlineData("Empty group", "GroupEmpty")]
    public async Task Refuses_a_group_that_gives_nothing(string group, string errorId)
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 0);

        var error = await Assert.ThrowsAsync<SyncException>(() => sandbox.ListAsync(group));

        Assert.Equal(errorId, error.ErrorId);
        Assert.Contains(group, error.Message);
    }

    [Fact]
    public async Task Names_an_empty_group_by_its_name_where_its_id_was_given()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 0);
        var id = sandbox.Host.Context.Tenant.FindGroup("Empty group")!.Id.ToString();

        var error = await Assert.ThrowsAsync<SyncException>(() => sandbox.ListAsync(id));

        Assert.Equal("GroupEmpty", error.ErrorId);
        Assert.Contains("'Empty group'", error.Message);
    }

    [Fact]
    public async Task Names_the_ids_where_several_groups_have_the_name()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 0);
        sandbox.Wire.Answer = request => request.RequestUri!.AbsolutePath == "/v1.0/groups"
            ? StubHandler.Json("""{"value":[{"id":"id-2","displayName":"Sales"},{"id":"id-1","displayName":"Sales"}]}""")
            : null;

        var error = await Assert.ThrowsAsync<SyncException>(() => sandbox.ListAsync("Sales"));

        Assert.Equal("GroupAmbiguous", error.ErrorId);
        Assert.Contains("id-1, id-2", error.Message);
    }

    [Fact]
    public async Task Fails_where_the_listing_is_short_of_the_count()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 0);
        sandbox.Wire.Answer = request => request.RequestUri!.AbsolutePath.EndsWith("graph.user", StringComparison.Ordinal)
            ? StubHandler.Json("""{"@odata.count":3,"value":[{"id":"1","mail":"a@x.test"},{"id":"1"},{"id":"2","mail":"b@x.test"}]}""")
            : null;

        var error = await Assert.ThrowsAsync<SyncException>(() => sandbox.ListAsync(GraphSandbox.PhoneUsers));

        Assert.Equal("ListingIncomplete", error.ErrorId);
        Assert.Contains("3 members, but 2", error.Message);
    }

    [Fact]
    public async Task Skips_what_is_not_a_user_where_a_service_lists_it_all_the_same()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 0);
        sandbox.Wire.Answer = request => request.RequestUri!.AbsolutePath.EndsWith("graph.user", StringComparison.Ordinal)
            ? StubHandler.Json("""{"@odata.count":1,"value":[{"@odata.type":"#microsoft.graph.device","id":"1","displayName":"PC 7"}]}""")
            : null;

        var listing = await sandbox.ListAsync(GraphSandbox.PhoneUsers);

        Assert.Equal(new SkippedMember("PC 7", "is no user but device"), Assert.Single(listing.Skipped));
    }

    [Fact]
    public async Task Ends_a_listing_that_goes_round_in_circles()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 0);
        var next = new Uri(sandbox.Host.Graph, "v1.0/groups/x/transitiveMembers/graph.user?$skiptoken=1").AbsoluteUri;
        sandbox.Wire.Answer = request => request.RequestUri!.AbsolutePath.EndsWith("graph.user", StringComparison.Ordinal)
            ? StubHandler.Json($$"""{"@odata.count":9,"@odata.nextLink":"{{next}}","value":[]}""")
            : null;

        var error = await Assert.ThrowsAsync<SyncException>(() => sandbox.ListAsync(GraphSandbox.PhoneUsers));

        Assert.Equal("LinkLoop", error.ErrorId);
    }

    [Fact]
    public async Task Follows_no_link_to_another_server()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 0);
        sandbox.Wire.Answer = request => request.RequestUri!.AbsolutePath.EndsWith("graph.user", StringComparison.Ordinal)
            ? StubHandler.Json("""{"@odata.count":9,"@odata.nextLink":"https://evil.example/v1.0/groups","value":[]}""")
            : null;

        var error = await Assert.ThrowsAsync<SyncException>(() => sandbox.ListAsync(GraphSandbox.PhoneUsers));

        Assert.Equal("ForeignAddress", error.ErrorId);
    }

    [Fact]
    public async Task Names_the_permission_that_is_missing()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 0, permissions: ["Contacts.Read"]);

        var error = await Assert.ThrowsAsync<ServiceRefusedException>(() => sandbox.ListAsync(GraphSandbox.PhoneUsers));

        Assert.Equal("PermissionMissing", error.ErrorId);
        Assert.Contains("GroupMember.Read.All", error.Message);
    }

    [Fact]
    public async Task Finds_single_mailboxes_by_address_principal_name_and_id()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 3, contacts: 0);
        var all = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes.OrderBy(mailbox => mailbox.Address).ToList();

        var listing = await sandbox.FindAsync(all[0].Address.ToUpperInvariant(), all[1].Id, all[0].Address, all[2].Address);

        Assert.Equal(all, listing.Mailboxes.OrderBy(mailbox => mailbox.Address));
    }

    [Fact]
    public async Task Names_every_mailbox_that_is_not_found()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 0);

        string[] missing = ["nobody@contoso.example", "00000000-0000-0000-0000-00000000dead"];
        var listing = await sandbox.FindAsync(missing[0], sandbox.Host.Users[0].Address, missing[1]);

        Assert.Equal([sandbox.Host.Users[0].Address], listing.Mailboxes.Select(mailbox => mailbox.Address));
        Assert.Equal(missing, listing.Skipped.Select(member => member.Name));
        Assert.All(listing.Skipped, member => Assert.Equal("MailboxUnknown", member.Failure?.ErrorId));
    }

    [Fact]
    public async Task An_unknown_address_may_be_an_alias_and_the_error_says_what_to_do()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 0);

        var failure = Assert.Single((await sandbox.FindAsync("vertrieb@contoso.example")).Skipped).Failure!;

        Assert.Equal("MailboxUnknown", failure.ErrorId);
        Assert.Contains("is not the primary address of a mailbox here", failure.Message);
        Assert.Contains("User.Read.All", failure.Advice);
        Assert.DoesNotContain(sandbox.Wire.Bodies, body => body.Contains("proxyAddresses", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_alias_leads_to_its_mailbox_where_the_app_may_see_aliases()
    {
        await using var sandbox = await GraphSandbox.StartAsync(
            mailboxes: 2, contacts: 0, permissions: ["Contacts.Read", "User.Read.All", "GroupMember.Read.All"]);
        var primary = sandbox.Host.Users[0].Address;
        sandbox.Wire.Answer = request => sandbox.Wire.Bodies.LastOrDefault()?.Contains("proxyAddresses", StringComparison.Ordinal) != true
            || request.Method != HttpMethod.Post
            ? null
            : StubHandler.Json(
                $$"""
                {"responses":[{"id":"0","status":200,"body":{"value":[{"id":"7","displayName":"Vertrieb","mail":"{{primary}}"}]} },
                {"id":"1","status":200,"body":{"value":[]} }]}
                """);

        var listing = await sandbox.FindAsync("O'Hara@contoso.example", sandbox.Host.Users[1].Address, "nobody@contoso.example");

        Assert.Equal(
            [("7", primary, "O'Hara@contoso.example")],
            listing.Mailboxes.Where(mailbox => mailbox.Alias is not null).Select(mailbox => (mailbox.Id, mailbox.Address, mailbox.Alias!)));
        Assert.Equal(2, listing.Mailboxes.Count);
        Assert.Equal("nobody@contoso.example", Assert.Single(listing.Skipped).Name);
        var asked = sandbox.Wire.Bodies.Last(body => body.Contains("proxyAddresses", StringComparison.Ordinal));
        Assert.Contains("proxyAddresses/any(p:p eq 'smtp:O''Hara@contoso.example')", Uri.UnescapeDataString(asked));
    }

    [Fact]
    public async Task Searches_mailboxes_by_the_beginning_of_name_or_address_page_by_page()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 600, contacts: 0);
        var one = sandbox.Host.Users[5];

        var found = await sandbox.Source.FindMailboxesAsync(one.Address.ToUpperInvariant()[..^3], default).ToListAsync();
        sandbox.Wire.Reset();
        var first = await sandbox.Source.FindMailboxesAsync(null, default).Take(3).ToListAsync();
        var requests = sandbox.Wire.Count;
        var all = await sandbox.Source.FindMailboxesAsync(" ", default).ToListAsync();

        Assert.Contains(found, mailbox => mailbox.PrimarySmtpAddress == one.Address && mailbox.Protocol == SyncProtocol.Graph);
        Assert.All(found, mailbox => Assert.Empty(mailbox.Aliases));
        Assert.Equal((3, 1), (first.Count, requests));
        Assert.True(all.Count >= 600);
        Assert.Equal(all.Count, all.Select(mailbox => mailbox.Id).Distinct().Count());
        Assert.Empty(await sandbox.Source.FindMailboxesAsync("O'Nobody", default).ToListAsync());
    }

    [Fact]
    public async Task Shows_the_aliases_where_the_app_may_see_them()
    {
        await using var sandbox = await GraphSandbox.StartAsync(
            mailboxes: 1, contacts: 0, permissions: ["Contacts.Read", "User.Read.All", "GroupMember.Read.All"]);
        string? query = null;
        sandbox.Wire.Answer = request =>
        {
            query = request.RequestUri!.Query;
            return StubHandler.Json(
                """
                {"value":[{"id":"1","displayName":"A","mail":"a@x.example","userPrincipalName":"a@x.example",
                "proxyAddresses":["SMTP:a@x.example","smtp:alias@x.example","SIP:a@x.example"]},{"id":"2","displayName":"Room"}]}
                """);
        };

        var mailbox = Assert.Single(await sandbox.Source.FindMailboxesAsync("a", default).ToListAsync());

        Assert.Equal(["alias@x.example"], mailbox.Aliases);
        Assert.Contains("proxyAddresses", query);
    }

    [Fact]
    public async Task Sits_out_a_storm_of_429()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 2, contacts: 0);
        var left = 4;
        sandbox.Wire.Answer = _ => Interlocked.Decrement(ref left) >= 0 ? new HttpResponseMessage(HttpStatusCode.TooManyRequests) : null;

        var listing = await sandbox.ListAsync(GraphSandbox.PhoneUsers);

        Assert.Equal(2, listing.Mailboxes.Count);
        // The sign-in, the group, a page, and the four that were refused.
        Assert.Equal(7, listing.Requests);
    }
}
