using System.Text.Json;
using ContactSync.Engine;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;
using ContactSync.Tests.Engine;
using Xunit;

namespace ContactSync.Tests.Graph;

/// <summary>
/// A mailbox in which people work while it is read, between any two requests. A run may be behind; the next quiet one is not: then the
/// phone book has what a reading from scratch has, field by field, and nobody called anything gone that was there.
/// </summary>
public sealed class BusyMailboxTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task What_changes_while_it_is_read_is_told_by_the_next_run(int seed)
    {
        var random = new Random(seed);
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 620);
        var listing = await sandbox.ListAsync(GraphSandbox.PhoneUsers);
        var mailbox = listing.Mailboxes[0];
        var folders = new List<string> { await sandbox.AddFolderAsync(mailbox, "Eins"), await sandbox.AddFolderAsync(mailbox, "Zwei") };
        var store = new MemoryPhoneBookStore();
        var number = 0;
        for (var day = 0; day < 5; day++)
        {
            using var gate = new SemaphoreSlim(1);
            sandbox.Wire.Hold = async _ =>
            {
                await gate.WaitAsync();
                await WorkAsync(sandbox, mailbox, folders, random, (seed * 1000) + number++);
                gate.Release();
            };
            await RunAsync(sandbox, store, listing);
            sandbox.Wire.Hold = null;
            if (day == 2)
                await sandbox.ControlAsync(HttpMethod.Post, $"mailboxes/{mailbox.Address}/delta/invalidate");
        }

        await RunAsync(sandbox, store, listing);

        var fresh = new MemoryPhoneBookStore();
        await RunAsync(sandbox, fresh, listing);
        Assert.True(number > 20);
        Assert.Equal(await ContentAsync(fresh), await ContentAsync(store));
    }

    private static async Task WorkAsync(GraphSandbox sandbox, SourceMailbox mailbox, List<string> folders, Random random, int number)
    {
        var path = $"mailboxes/{mailbox.Address}";
        if (random.Next(3) == 0)
        {
            var shown = await sandbox.ControlAsync(HttpMethod.Get, path);
            var contacts = shown!["folders"]!.AsArray().Where(folder => (string)folder!["class"]! == "IPF.Contact")
                .SelectMany(folder => folder!["contacts"]!.AsArray()).ToList();
            var id = contacts[random.Next(contacts.Count)]!["id"];
            await sandbox.ControlAsync(
                HttpMethod.Post, $"{path}/contacts/{id}/move", new { folder = folders[random.Next(folders.Count)] });
        }
        var (edit, add, delete) = (random.Next(6), random.Next(4), random.Next(4));
        var day = new { group = GraphSandbox.PhoneUsers, edit, add, delete, seed = number };
        await sandbox.ControlAsync(HttpMethod.Post, "update", day);
    }

    private static async Task RunAsync(GraphSandbox sandbox, MemoryPhoneBookStore store, MailboxListing listing)
    {
        var engine = new SyncEngine(sandbox.Source, store, TimeProvider.System);
        var rules = TestData.Rules with { OverriddenGuards = new HashSet<string> { "TooManyDeletes", "SourceEmpty" } };
        await foreach (var report in engine.RunAsync(listing, rules, new SyncRunOptions(), null, default))
            Assert.Equal(SyncStatus.Succeeded, report.Status);
    }

    // A move alone changes the time, which is no reason to write an entry anew.
    private static async Task<List<string>> ContentAsync(MemoryPhoneBookStore store)
    {
        var content = new List<string>();
        await foreach (var entry in store.FindEntriesAsync(new EntryQuery(), default))
            content.Add(JsonSerializer.Serialize(entry.Contact with { LastModified = null }));
        content.Sort(StringComparer.Ordinal);
        return content;
    }
}
