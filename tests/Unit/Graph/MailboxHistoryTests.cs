using System.Text.Json.Nodes;
using ContactSync.Engine.Ports;
using Xunit;

namespace ContactSync.Tests.Graph;

/// <summary>
/// Some days of a mailbox, at random: after each, what was read so far is what the mailbox holds. Whoever keeps contacts by what the
/// source says, and forgets what it says is gone, has the mailbox.
/// </summary>
public sealed class MailboxHistoryTests
{
    private const int Days = 12;

    private readonly Dictionary<string, SyncContact> kept = new(StringComparer.Ordinal);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task What_was_read_is_what_the_mailbox_holds(int seed)
    {
        var random = new Random(seed);
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 8);
        var mailbox = (await sandbox.ListAsync(GraphSandbox.PhoneUsers)).Mailboxes[0];
        var folders = new List<string> { await sandbox.AddFolderAsync(mailbox, "Start") };
        Dictionary<string, MailboxRead>? before = null;
        for (var day = 0; day < Days; day++)
        {
            for (var work = random.Next(5); work > 0; work--)
                await WorkAsync(sandbox, mailbox, folders, random, (day * 10) + work);

            before = await sandbox.ReadAsync([mailbox], before);

            Keep(Assert.Single(before).Value);
            Assert.Equal(await HeldAsync(sandbox, mailbox), kept.Values.Select(Describe).Order(StringComparer.Ordinal));
        }
    }

    private static async Task WorkAsync(GraphSandbox sandbox, SourceMailbox mailbox, List<string> folders, Random random, int number)
    {
        var path = $"mailboxes/{mailbox.Address}";
        switch (random.Next(7))
        {
            case 0:
                await sandbox.ControlAsync(HttpMethod.Post, $"{path}/delta/invalidate");
                break;
            case 1:
                folders.Add(await sandbox.AddFolderAsync(mailbox, $"Ordner {number}", folders.Count == 0 ? null : folders[^1]));
                break;
            case 2 when folders.Count > 0:
                // The last one made: no other lies in it.
                sandbox.RemoveFolder(mailbox, folders[^1]);
                folders.RemoveAt(folders.Count - 1);
                break;
            case 3 when folders.Count > 0:
                var added = new { folder = folders[random.Next(folders.Count)], count = random.Next(1, 4) };
                await sandbox.ControlAsync(HttpMethod.Post, $"{path}/contacts", added);
                break;
            case 4 when folders.Count > 0:
                await MoveAsync(sandbox, mailbox, folders[random.Next(folders.Count)], random);
                break;
            default:
                var day = new { group = GraphSandbox.PhoneUsers, edit = 2, add = 2, delete = 1, seed = number };
                await sandbox.ControlAsync(HttpMethod.Post, "update", day);
                break;
        }
    }

    private static async Task MoveAsync(GraphSandbox sandbox, SourceMailbox mailbox, string target, Random random)
    {
        var contacts = (await FoldersAsync(sandbox, mailbox)).SelectMany(folder => folder["contacts"]!.AsArray()).ToList();
        var id = contacts[random.Next(contacts.Count)]!["id"];
        await sandbox.ControlAsync(HttpMethod.Post, $"mailboxes/{mailbox.Address}/contacts/{id}/move", new { folder = target });
    }

    private void Keep(MailboxRead read)
    {
        Assert.Null(read.Failure);
        var folders = read.Folders.ToDictionary(folder => folder.State.FolderId);
        foreach (var contact in kept.Values.ToList())
        {
            if (!folders.TryGetValue(contact.FolderId, out var folder) || folder.IsComplete || folder.RemovedIds.Contains(contact.Id))
                kept.Remove(contact.Id);
        }
        foreach (var contact in read.Folders.SelectMany(folder => folder.Upserted))
            kept[contact.Id] = contact;
    }

    private static async Task<IEnumerable<string>> HeldAsync(GraphSandbox sandbox, SourceMailbox mailbox)
    {
        var held = from folder in await FoldersAsync(sandbox, mailbox)
                   from contact in folder["contacts"]!.AsArray()
                   select $"{folder["id"]} {contact["immutableId"]} {contact["displayName"]}";
        return held.Order(StringComparer.Ordinal);
    }

    private static async Task<List<JsonNode>> FoldersAsync(GraphSandbox sandbox, SourceMailbox mailbox)
    {
        var shown = await sandbox.ControlAsync(HttpMethod.Get, $"mailboxes/{mailbox.Address}");
        return [.. shown!["folders"]!.AsArray().OfType<JsonNode>()
            .Where(folder => !folder["hidden"]!.GetValue<bool>() && (string)folder["class"]! == "IPF.Contact")];
    }

    private static string Describe(SyncContact contact) => $"{contact.FolderId} {contact.Id} {contact.DisplayName}";
}
