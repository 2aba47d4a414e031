using System.Net;
using ContactSync.Engine.Ports;
using ContactSync.Microsoft365.Graph;
using ContactSync.Sandbox.Hosting;
using Xunit;

namespace ContactSync.Tests.Graph;

public sealed class MailboxFaultTests
{
    [Fact]
    public async Task A_mailbox_on_premises_fails_alone()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 2, contacts: 3);
        var mailboxes = (await sandbox.ListAsync("Mixed group")).Mailboxes;

        var reads = await sandbox.ReadAsync(mailboxes);

        Assert.Equal(3, reads.Count);
        var failure = Assert.Single(reads.Values, read => read.Failure is not null).Failure!;
        Assert.Equal("MailboxOnPremises", failure.ErrorId);
        Assert.NotEmpty(failure.Advice);
    }

    [Fact]
    public async Task A_mailbox_that_moves_away_later_fails_alone_within_its_shared_batch()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 4, contacts: 3);
        var mailboxes = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes;
        var first = await sandbox.ReadAsync(mailboxes);
        await sandbox.ControlAsync(HttpMethod.Post, $"mailboxes/{mailboxes[2].Address}/state", new { state = "OnPremises" });

        var second = await sandbox.ReadAsync(mailboxes, first);

        Assert.Equal("MailboxOnPremises", second[mailboxes[2].Address].Failure?.ErrorId);
        Assert.Equal(3, second.Values.Count(read => read.Failure is null));
    }

    [Fact]
    public async Task A_missing_permission_is_named()
    {
        await using var sandbox = await GraphSandbox.StartAsync(
            mailboxes: 1, contacts: 3, permissions: ["User.ReadBasic.All", "GroupMember.Read.All"]);
        var mailboxes = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes;

        var failure = Assert.Single(await sandbox.ReadAsync(mailboxes)).Value.Failure!;

        Assert.Equal("PermissionMissing", failure.ErrorId);
        Assert.Contains("Contacts.Read", failure.Message);
    }

    [Fact]
    public async Task A_truncated_page_fails_its_mailbox_alone()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 3, contacts: 5);
        var mailboxes = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes;
        sandbox.Host.Faults.Add(new Fault(FaultBoard.TruncateBody) { Target = "/contacts/delta" });

        var reads = await sandbox.ReadAsync(mailboxes);

        Assert.Equal("ResponseUnreadable", Assert.Single(reads.Values, read => read.Failure is not null).Failure!.ErrorId);
    }

    [Fact]
    public async Task A_truncated_batch_is_asked_again_mailbox_by_mailbox()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 3, contacts: 5);
        var mailboxes = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes;
        var first = await sandbox.ReadAsync(mailboxes);
        sandbox.Host.Faults.Add(new Fault(FaultBoard.TruncateBody) { Target = "batch" });

        var second = await sandbox.ReadAsync(mailboxes, first);

        Assert.All(second.Values, read => Assert.Null(read.Failure));
    }

    [Fact]
    public async Task A_lost_batch_costs_only_mailboxes_that_have_it_to_themselves()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 7, contacts: 1);
        var mailboxes = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes;
        foreach (var mailbox in mailboxes)
            await sandbox.AddFolderAsync(mailbox, "Kunden");
        var first = await sandbox.ReadAsync(mailboxes);
        // Twenty-one questions: the second batch has the last one only.
        sandbox.Host.Faults.Add(new Fault(FaultBoard.TruncateBody) { Target = "batch", Skip = 1 });

        var second = await sandbox.ReadAsync(mailboxes, first, throttleLimit: 1);

        var lost = Assert.Single(second.Values, read => read.Failure is not null);
        Assert.Equal(("ResponseUnreadable", mailboxes[6].Address), (lost.Failure!.ErrorId, lost.Mailbox.Address));
        sandbox.Host.Faults.Add(new Fault(FaultBoard.TruncateBody) { Target = "batch" });
        var third = await sandbox.ReadAsync(mailboxes, first, throttleLimit: 1);
        Assert.All(third.Values, read => Assert.Null(read.Failure));
    }

    [Theory]
    [InlineData(FaultBoard.DropConnection)]
    [InlineData(FaultBoard.CutBody)]
    [InlineData(FaultBoard.ServerError)]
    [InlineData(FaultBoard.Throttle)]
    public async Task A_passing_fault_costs_only_requests(string fault)
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 3, contacts: 5);
        var mailboxes = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes;
        var undisturbed = await sandbox.ReadAsync(mailboxes);
        sandbox.Host.Faults.Add(new Fault(fault) { Target = "/contacts/delta", Count = 3, RetryAfter = null });

        var reads = await sandbox.ReadAsync(mailboxes);

        Assert.All(reads.Values, read => Assert.Equal((null, 5), (read.Failure, read.Folders.Sum(folder => folder.Upserted.Count))));
        Assert.Equal(undisturbed.Values.Sum(read => read.Requests) + 3, reads.Values.Sum(read => read.Requests));
    }

    [Fact]
    public async Task A_page_that_never_arrives_is_given_up_and_asked_again()
    {
        var retry = new GraphRetryOptions { TryTimeout = TimeSpan.FromSeconds(2), FirstDelay = TimeSpan.FromMilliseconds(1) };
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 2, contacts: 5, retry: retry);
        var mailboxes = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes;
        sandbox.Host.Faults.Add(new Fault(FaultBoard.NeverAnswer) { Target = "/contacts/delta" });

        var reads = await sandbox.ReadAsync(mailboxes);

        Assert.All(reads.Values, read => Assert.Null(read.Failure));
    }

    [Fact]
    public async Task A_storm_within_batches_is_sat_out()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 6, contacts: 3);
        var mailboxes = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes;
        var first = await sandbox.ReadAsync(mailboxes);
        sandbox.Host.Faults.Add(new Fault(FaultBoard.Throttle) { Target = "mailbox", Count = 9, RetryAfter = null });

        var second = await sandbox.ReadAsync(mailboxes, first);

        Assert.All(second.Values, read => Assert.Null(read.Failure));
        Assert.Equal(9, sandbox.Host.Requests.Throttled);
    }

    [Fact]
    public async Task A_storm_that_does_not_end_is_called_that()
    {
        await using var sandbox = await GraphSandbox.StartAsync(
            mailboxes: 1, contacts: 3, retry: new GraphRetryOptions { BusyRetries = 3, FirstDelay = TimeSpan.FromMilliseconds(1) });
        var mailboxes = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes;
        sandbox.Host.Faults.Add(new Fault(FaultBoard.Throttle) { Target = "/contacts/delta", Count = -1, RetryAfter = null });

        var failure = Assert.Single(await sandbox.ReadAsync(mailboxes)).Value.Failure!;

        Assert.Equal(("Throttled", SyncErrorKind.Throttled), (failure.ErrorId, failure.Kind));
    }

    [Fact]
    public async Task A_service_that_hands_out_the_same_link_twice_ends_the_loop()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 2, contacts: 3);
        var mailboxes = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes;
        var looping = mailboxes[0];
        sandbox.Wire.Answer = request =>
            request.RequestUri!.AbsolutePath.StartsWith($"/v1.0/users/{looping.Id}", StringComparison.Ordinal)
                ? StubHandler.Json(
                    $$"""{"value":[],"@odata.nextLink":"{{sandbox.Host.Graph}}/users/{{looping.Id}}/contacts/delta?$skiptoken=1"}""")
                : null;

        var reads = await sandbox.ReadAsync(mailboxes);

        Assert.Equal("LinkLoop", reads[looping.Address].Failure?.ErrorId);
        Assert.Null(reads[mailboxes[1].Address].Failure);
    }

    [Fact]
    public async Task A_folder_that_vanished_since_it_was_listed_is_left_out()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 3);
        var mailbox = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes[0];
        var id = await sandbox.AddFolderAsync(mailbox, "Kunden");
        sandbox.Wire.Answer = request =>
        {
            if (Uri.UnescapeDataString(request.RequestUri!.AbsolutePath).Contains($"{id}/contacts/delta", StringComparison.Ordinal))
                sandbox.RemoveFolder(mailbox, id);
            return null;
        };

        var read = Assert.Single(await sandbox.ReadAsync([mailbox])).Value;

        Assert.Null(read.Failure);
        Assert.Equal(3, Assert.Single(read.Folders).Upserted.Count);
    }

    [Fact]
    public async Task A_folder_that_is_listed_but_never_there_is_an_error_and_no_deletion()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 3);
        var mailbox = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes[0];
        var id = await sandbox.AddFolderAsync(mailbox, "Kunden");
        sandbox.Wire.Answer = request => Uri.UnescapeDataString(request.RequestUri!.AbsolutePath).Contains(id, StringComparison.Ordinal)
            ? StubHandler.Error(HttpStatusCode.NotFound, "ErrorItemNotFound")
            : null;

        var failure = Assert.Single(await sandbox.ReadAsync([mailbox])).Value.Failure!;

        Assert.Equal("FolderNotReadable", failure.ErrorId);
        Assert.Contains("Kunden", failure.Message);
    }

    [Fact]
    public async Task One_unreadable_contact_is_counted_and_named_and_the_rest_goes_on()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 0);
        var mailboxes = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes;
        sandbox.Wire.Answer = request => request.RequestUri!.AbsolutePath.Split('/')[^1] switch
        {
            "delta" => StubHandler.Json(
                $$"""
                {"value":[{"id":"1"},{"id":"bad-one"},{"id":7}],
                "@odata.deltaLink":"{{sandbox.Host.Graph}}/users/x/contacts/delta?$deltatoken=1"}
                """),
            "contacts" => StubHandler.Json("""{"value":[{"id":"1","displayName":"A"},{"id":"bad-one","children":"none"}]}"""),
            _ => null,
        };

        var folder = Assert.Single(Assert.Single(await sandbox.ReadAsync(mailboxes)).Value.Folders);

        Assert.Equal((1, 2), (folder.Upserted.Count, folder.Unreadable));
        Assert.Equal(["bad-one"], folder.UnreadableIds);
        var line = Assert.Single(sandbox.Trace, line => line.Contains("bad-one", StringComparison.Ordinal));
        Assert.Contains("children", line);
    }

    [Fact]
    public async Task No_token_is_sent_to_another_server()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 0);
        var mailboxes = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes;
        var hosts = new List<string>();
        sandbox.Wire.Answer = request =>
        {
            lock (hosts)
                hosts.Add(request.RequestUri!.Host);
            return request.RequestUri!.AbsolutePath.EndsWith("/contacts/delta", StringComparison.Ordinal)
                ? StubHandler.Json("""{"value":[],"@odata.nextLink":"https://evil.example/v1.0/users/x/contacts/delta?$skiptoken=1"}""")
                : null;
        };

        var failure = Assert.Single(await sandbox.ReadAsync(mailboxes)).Value.Failure!;

        Assert.Equal("ForeignAddress", failure.ErrorId);
        Assert.DoesNotContain("evil.example", hosts);
    }

    [Fact]
    public async Task A_host_that_goes_away_is_a_lost_connection()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 0);
        var mailboxes = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes;
        sandbox.Wire.Answer = _ => throw new HttpRequestException(HttpRequestError.ConnectionError, "refused");

        var failure = Assert.Single(await sandbox.ReadAsync(mailboxes)).Value.Failure;

        Assert.IsType<ConnectionLostException>(failure);
    }
}
