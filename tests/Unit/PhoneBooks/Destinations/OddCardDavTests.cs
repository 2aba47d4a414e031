using ContactSync.Engine.Ports;
using ContactSync.PhoneBooks.Destinations;
using ContactSync.PhoneBooks.Destinations.CardDav;
using Microsoft.AspNetCore.Http;
using Xunit;
using static ContactSync.Tests.Engine.TestData;

namespace ContactSync.Tests.PhoneBooks.Destinations;

/// <summary>What CardDAV servers may answer, and the one of CI does not.</summary>
public sealed class OddCardDavTests
{
    private const string Names = "xmlns=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:carddav\"";

    private const string Book = $"""
        <multistatus {Names}><response><href>/book/</href><propstat><prop><resourcetype><collection/><C:addressbook/></resourcetype>
        <displayname>Firma</displayname></prop><status>HTTP/1.1 200 OK</status></propstat></response></multistatus>
        """;

    private static readonly SyncPhoneBookEntry Anna = new()
    {
        Uid = Guid.NewGuid(), Owner = "a@example.com", PhoneBook = "Privat", Name = "Anna", Contact = Contact("1", "Anna"),
    };

    private static readonly string AnnaPath = $"/book/contactsync-{Anna.Uid}.vcf";

    [Fact]
    public async Task A_server_without_sync_tokens_is_listed_as_a_whole()
    {
        await using var server = await StartAsync((context, body) => body.Contains("sync-collection")
            ? Answer(context, 403, $"<error {Names}><supported-report/></error>")
            : Answer(context, 207, $"""
                <multistatus {Names}>
                <response><href>/book/</href><propstat><prop><resourcetype><collection/></resourcetype></prop>
                <status>HTTP/1.1 200 OK</status></propstat></response>
                {Item(AnnaPath, "&quot;1&quot;")}{Item("https://localhost/book/by%20hand.vcf", "W/&quot;2&quot;")}</multistatus>
                """));
        await using var destination = Open(server);

        var listing = await destination.ListAsync("some token", default);

        Assert.True(listing is { IsWhole: true, Token: null });
        Assert.Equal(
            [new(Anna.Uid, Path.GetFileName(AnnaPath), "\"1\""), new(null, "by hand.vcf", "W/\"2\"")], listing.Items);
    }

    [Fact]
    public async Task A_listing_in_parts_is_read_to_its_end_and_a_refused_token_begins_anew()
    {
        await using var server = await StartAsync((context, body) =>
            body.Contains("old") ? Answer(context, 409, $"<error {Names}><valid-sync-token/></error>") :
            body.Contains("part") ? Answer(context, 207, $"""
                <multistatus {Names}>{Item("/book/b.vcf", "2")}{Gone("/book/a.vcf")}<sync-token>end</sync-token></multistatus>
                """) :
            Answer(context, 207, $"""
                <multistatus {Names}>{Item("/book/a.vcf", "1")}{Item("/book/c.vcf", "1")}
                <response><href>/book/</href><status>HTTP/1.1 507 Insufficient Storage</status></response>
                <sync-token>part</sync-token></multistatus>
                """));
        await using var destination = Open(server);

        var listing = await destination.ListAsync("old", default);

        Assert.True(listing is { IsWhole: true, Token: "end" });
        Assert.Equal(["b.vcf", "c.vcf"], listing.Items.Select(item => item.Reference).Order());
    }

    [Fact]
    public async Task A_server_that_never_ends_its_parts_is_not_asked_for_ever()
    {
        await using var server = await StartAsync((context, body) => body.Contains("sync-collection")
            ? Answer(context, 207, $"""
                <multistatus {Names}><response><href>/book/</href><status>HTTP/1.1 507 Insufficient Storage</status></response>
                <sync-token>same</sync-token></multistatus>
                """)
            : Answer(context, 207, $"<multistatus {Names}>{Item("/book/a.vcf", "1")}</multistatus>"));
        await using var destination = Open(server);

        Assert.Single((await destination.ListAsync(null, default)).Items);
        Assert.Equal(2, server.Asked.Count(request => request.StartsWith("REPORT", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_version_that_is_not_told_is_asked_for()
    {
        await using var server = await StartAsync((context, _) => context.Request.Method == "PUT"
            ? Answer(context, 201)
            : Answer(context, 207, $"<multistatus {Names}>{Item(AnnaPath, "&quot;kept&quot;")}</multistatus>"));
        await using var destination = Open(server);

        Assert.Equal("\"kept\"", (await PutAsync(destination)).Version);
    }

    [Fact]
    public async Task What_was_listed_is_written_only_as_it_was_seen()
    {
        var headers = new List<string>();
        await using var server = await StartAsync((context, _) =>
        {
            headers.Add($"{context.Request.Headers.IfMatch}{context.Request.Headers.IfNoneMatch}");
            context.Response.Headers.ETag = "W/\"3\"";
            return Answer(context, 204);
        });
        await using var destination = Open(server);

        await PutAsync(destination);
        await PutAsync(destination, new DestinationItem(Anna.Uid, "x.vcf", "W/\"2\""));
        await destination.DeleteAsync(new DestinationItem(Anna.Uid, "x.vcf", "no-quotes"), default);

        Assert.Equal(["*", "W/\"2\"", "no-quotes"], headers);
    }

    [Theory]
    [InlineData(400, null, "DestinationItemRefused")]
    [InlineData(403, "max-resource-size", "DestinationItemRefused")]
    [InlineData(409, "no-uid-conflict", "DestinationItemRefused")]
    [InlineData(412, null, "ItemChanged")]
    [InlineData(413, null, "DestinationItemRefused")]
    [InlineData(415, null, "DestinationItemRefused")]
    [InlineData(500, null, "DestinationItemRefused")]
    [InlineData(507, null, "DestinationItemRefused")]
    public async Task A_refused_card_is_one_card_s_error(int status, string? condition, string id)
    {
        await using var server = await StartAsync((context, _) =>
            Answer(context, status, condition is null ? null : $"<error {Names}><C:{condition}/></error>"));
        await using var destination = Open(server);

        var error = await Assert.ThrowsAnyAsync<SyncException>(() => PutAsync(destination));

        Assert.Equal((id, SyncErrorKind.InvalidData), (error.ErrorId, error.Kind));
        Assert.Contains("Anna", error.Message);
        Assert.Contains(condition ?? "", error.Message);
    }

    [Theory]
    [InlineData(401, "DestinationSignInFailed", SyncErrorKind.AuthenticationFailed)]
    [InlineData(403, "DestinationDenied", SyncErrorKind.PermissionDenied)]
    [InlineData(404, "CardDavNoAddressBook", SyncErrorKind.NotFound)]
    [InlineData(429, "DestinationBusy", SyncErrorKind.Throttled)]
    [InlineData(502, "DestinationUnreachable", SyncErrorKind.ConnectionLost)]
    [InlineData(503, "DestinationBusy", SyncErrorKind.Throttled)]
    public async Task A_refused_user_or_server_is_every_card_s_error(int status, string id, SyncErrorKind kind)
    {
        await using var server = await StartAsync((context, _) => Answer(context, status));
        await using var destination = Open(server);

        var error = await Assert.ThrowsAnyAsync<SyncException>(() => PutAsync(destination));

        Assert.Equal((id, kind), (error.ErrorId, error.Kind));
    }

    [Fact]
    public async Task A_busy_server_is_asked_again()
    {
        var puts = 0;
        await using var server = await StartAsync((context, _) =>
        {
            context.Response.Headers.ETag = "\"1\"";
            return Answer(context, ++puts < 3 ? 503 : 201);
        });
        await using var destination = Open(server);

        await PutAsync(destination);

        Assert.Equal(3, puts);
    }

    [Fact]
    public async Task A_write_whose_answer_was_lost_is_made_good()
    {
        var version = 0;
        await using var server = await StartAsync(async (context, _) =>
        {
            if (context.Request.Method != "PUT")
            {
                await Answer(context, 207, $"<multistatus {Names}>{Item(AnnaPath, $"{version}")}</multistatus>");
                return;
            }
            var fits = version == 0 ? context.Request.Headers.IfNoneMatch == "*" : context.Request.Headers.IfMatch == $"{version}";
            version += fits ? 1 : 0;
            if (version == 1 && fits)
                context.Abort();
            else
                await Answer(context, fits ? 204 : 412);
        });
        await using var destination = Open(server);

        Assert.Equal("2", (await PutAsync(destination)).Version);
    }

    [Fact]
    public async Task The_password_does_not_follow_a_redirect_to_another_server()
    {
        await using var other = await OddServer.StartAsync((context, _) => Answer(context, 207, Book));
        await using var server = await OddServer.StartAsync((context, _) =>
        {
            context.Response.Headers.Location = new Uri(other.Address, "/book/").AbsoluteUri;
            return Answer(context, 301);
        });
        await using var destination = Open(server);

        var error = await Assert.ThrowsAnyAsync<SyncException>(() => destination.ListAsync(null, default));

        Assert.Equal("CardDavRedirected", error.ErrorId);
        Assert.Contains(other.Address.AbsoluteUri, error.Message);
        Assert.Empty(other.Asked);
    }

    [Fact]
    public async Task A_redirect_on_the_same_server_is_followed()
    {
        await using var server = await StartAsync(
            (context, _) => Answer(context, 207, $"<multistatus {Names}>{Item("/book/a.vcf", "1")}</multistatus>"),
            (context, _) =>
            {
                if (context.Request.Path != "/moved")
                    return Answer(context, 207, Book);
                context.Response.Headers.Location = "/book/";
                return Answer(context, 308);
            });
        var settings = server.Settings with { Place = new Uri(server.Address, "/moved").AbsoluteUri };
        await using var destination = new CardDavDestination(settings, TestServers.Secure("p"));

        Assert.Single((await destination.ListAsync(null, default)).Items);
        Assert.Contains("REPORT /book/", server.Asked);
    }

    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\">]><multistatus xmlns=\"DAV:\">&a;</multistatus>")]
    [InlineData("<html><body>Please sign in")]
    [InlineData("<html/>")]
    [InlineData("")]
    public async Task An_answer_that_is_none_is_told(string body)
    {
        await using var server = await OddServer.StartAsync((context, _) => Answer(context, 207, body));
        await using var destination = Open(server);

        var error = await Assert.ThrowsAnyAsync<SyncException>(() => destination.ListAsync(null, default));

        Assert.Equal("CardDavAnswerUnreadable", error.ErrorId);
    }

    [Fact]
    public async Task A_web_page_is_no_address_book()
    {
        await using var server = await OddServer.StartAsync((context, _) => Answer(context, 405));
        await using var destination = Open(server);

        var error = await Assert.ThrowsAnyAsync<SyncException>(() => destination.ListAsync(null, default));

        Assert.Equal("CardDavNoAddressBook", error.ErrorId);
    }

    [Fact]
    public async Task A_user_who_may_only_read_is_told_before_anything_is_written()
    {
        await using var server = await OddServer.StartAsync((context, body) => Answer(context, 207, body.Contains("sync-collection")
            ? $"<multistatus {Names}><sync-token>t</sync-token></multistatus>"
            : Book.Replace(
                "</displayname>",
                "</displayname><current-user-privilege-set><privilege><read/></privilege></current-user-privilege-set>")));
        await using var destination = Open(server);

        var checks = await destination.TestAsync(default).ToListAsync();

        Assert.Equal([CheckStatus.Passed, CheckStatus.Passed, CheckStatus.Failed], checks.Select(check => check.Status));
        Assert.Equal("DestinationDenied", checks[^1].Code);
        Assert.DoesNotContain(server.Asked, request => !request.StartsWith("PROPFIND", StringComparison.Ordinal)
            && !request.StartsWith("REPORT", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http://localhost/book/")]
    [InlineData("https://pbx:secret@localhost/book/")]
    [InlineData("https://localhost/book/?x=1")]
    [InlineData("book")]
    public void An_address_without_TLS_or_with_a_password_is_refused(string place) => Assert.Equal(
        "DestinationAddressInvalid",
        Assert.Throws<SyncException>(() => DestinationServers.Check(DestinationKind.CardDav, new() { Place = place })).ErrorId);

    [Fact]
    public void Another_version_of_vCard_and_a_file_without_a_certificate_are_refused()
    {
        var settings = new ContactSync.Engine.Publishing.DestinationSettings { Place = "https://localhost/" };

        Assert.Equal("VCardVersionUnknown", Assert.Throws<SyncException>(
            () => DestinationServers.Check(DestinationKind.CardDav, settings with { Template = "2.1" })).ErrorId);
        Assert.Equal("DestinationAuthorityUnreadable", Assert.Throws<SyncException>(
            () => DestinationServers.Check(DestinationKind.CardDav, settings with { TrustedCertificate = "x" })).ErrorId);
    }

    /// <summary>Starts a server that has the address book and answers the rest as told.</summary>
    private static Task<OddServer> StartAsync(Func<HttpContext, string, Task> answer, Func<HttpContext, string, Task>? look = null) =>
        OddServer.StartAsync((context, body) => body.Contains("resourcetype") && body.Contains("displayname")
            ? (look ?? ((_, _) => Answer(context, 207, Book)))(context, body)
            : answer(context, body));

    private static CardDavDestination Open(OddServer server) => new(
        server.Settings, TestServers.Secure("p"), new CardDavTiming { FirstDelay = TimeSpan.FromMilliseconds(1), Repetitions = 3 });

    private static Task<DestinationItem> PutAsync(CardDavDestination destination, DestinationItem? present = null) =>
        destination.PutAsync(Anna, present, new PublishLosses(), default);

    private static string Item(string href, string tag) => $"""
        <response><href>{href}</href><propstat><prop><getetag>{tag}</getetag></prop><status>HTTP/1.1 200 OK</status></propstat></response>
        """;

    private static string Gone(string href) => $"<response><href>{href}</href><status>HTTP/1.1 404 Not Found</status></response>";

    private static async Task Answer(HttpContext context, int status, string? body = null)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/xml";
        if (body is not null)
            await context.Response.WriteAsync(body);
    }
}
