using ContactSync.Microsoft365.Graph;
using Xunit;

namespace ContactSync.Tests.Graph;

/// <summary>What a folder's delta and its listing say together.</summary>
public class FolderContentTests
{
    private static readonly GraphFolder Folder = new("F", "Contacts", IsDefault: true, HasChildren: false);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_was_named_and_then_not_found_is_not_called_gone(bool isComplete)
    {
        var named = new Dictionary<string, bool> { ["there"] = true, ["moved"] = true, ["deleted"] = false };
        var content = new GraphFolderContent(Folder, new FolderToken("https://link", true, false), isComplete, named, []);

        content.Add(new GraphContactPage([new SyncContact { Id = "there", FolderId = "F" }], [], 0, [], [], null, null));
        var changes = content.Finish();

        Assert.Equal(["moved"], content.Missing);
        Assert.Equal(["there"], changes.Upserted.Select(contact => contact.Id));
        Assert.Equal(["deleted"], changes.RemovedIds);
        Assert.Equal(isComplete ? ["moved"] : [], changes.UnreadableIds!);
        Assert.Equal(0, changes.Unreadable);
    }
}
