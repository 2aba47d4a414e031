using ContactSync.Engine.Ports;
using ContactSync.Sandbox.Hosting;
using Xunit;

namespace ContactSync.Tests.Graph;

public sealed class StaleStateTests
{
    [Fact]
    public async Task A_forgotten_link_means_the_whole_folder_and_nothing_is_called_removed()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 3, contacts: 4);
        var mailboxes = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes;
        var first = await sandbox.ReadAsync(mailboxes);
        await sandbox.ControlAsync(HttpMethod.Post, $"mailboxes/{mailboxes[0].Address}/delta/invalidate");

        var second = await sandbox.ReadAsync(mailboxes, first);

        Assert.All(second.Values, read => Assert.Null(read.Failure));
        var folder = Assert.Single(second[mailboxes[0].Address].Folders);
        Assert.Equal((true, 4, 0), (folder.IsComplete, folder.Upserted.Count, folder.RemovedIds.Count));
        Assert.All(mailboxes.Skip(1), mailbox => Assert.False(Assert.Single(second[mailbox.Address].Folders).IsComplete));
        Assert.Contains(sandbox.Trace, line => line.Contains("SyncStateNotFound", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(410, "resyncRequired")]
    [InlineData(400, "ErrorInvalidIdMalformed")]
    [InlineData(400, "BadRequest")]
    public async Task Whatever_words_a_service_has_for_a_forgotten_link(int status, string code)
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 4);
        var mailboxes = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes;
        var first = await sandbox.ReadAsync(mailboxes);
        var body = "{\"error\":{\"code\":\"" + code + "\",\"message\":\"No.\"}}";
        sandbox.Wire.Answer = request => request.RequestUri!.AbsolutePath.EndsWith("$batch", StringComparison.Ordinal)
            ? StubHandler.Json(
                $$"""{"responses":[{"id":"0","status":200,"body":{"value":[]} },{"id":"1","status":{{status}},"body":{{body}} }]}""")
            : null;

        var read = Assert.Single(await sandbox.ReadAsync(mailboxes, first)).Value;

        Assert.Null(read.Failure);
        var folder = Assert.Single(read.Folders);
        Assert.Equal((true, 4), (folder.IsComplete, folder.Upserted.Count));
    }

    [Fact]
    public async Task A_link_forgotten_in_the_middle_of_its_pages_begins_anew()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 1200);
        var mailboxes = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes;
        sandbox.Host.Faults.Add(new Fault("staleDeltaLink") { Target = "/contacts/delta?$skiptoken", Skip = 1 });

        var read = Assert.Single(await sandbox.ReadAsync(mailboxes)).Value;

        Assert.Null(read.Failure);
        Assert.Equal(1200, Assert.Single(read.Folders).Upserted.Count);
    }

    [Fact]
    public async Task A_link_forgotten_again_and_again_is_an_error()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 600);
        var mailboxes = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes;
        sandbox.Host.Faults.Add(new Fault("staleDeltaLink") { Count = -1 });

        Assert.Equal("SyncStateGone", Assert.Single(await sandbox.ReadAsync(mailboxes)).Value.Failure?.ErrorId);
    }

    [Fact]
    public async Task A_state_of_another_server_or_of_other_fields_is_read_from_the_beginning()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 4);
        var mailbox = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes[0];
        var first = Assert.Single(await sandbox.ReadAsync([mailbox])).Value;
        var token = first.Folders[0].State.Token;
        string[] tokens =
            [token.Replace(sandbox.Host.Graph.Authority, "graph.example", StringComparison.Ordinal), "0" + token[1..] + "x", "?"];

        foreach (var useless in tokens)
        {
            var state = first.Folders[0].State with { Token = useless };
            var before = first with { Folders = [first.Folders[0] with { State = state }] };
            var read = Assert.Single(await sandbox.ReadAsync([mailbox], new() { [mailbox.Address] = before })).Value;
            Assert.Null(read.Failure);
            Assert.Equal((true, 4), (read.Folders[0].IsComplete, read.Folders[0].Upserted.Count));
        }
    }
}
