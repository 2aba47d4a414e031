using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;
using Xunit;
using static ContactSync.Tests.Engine.TestData;

namespace ContactSync.Tests.PhoneBooks;

/// <summary>What every store must do for destinations.</summary>
public abstract class DestinationStoreContract<TPlace> : StoreTest<TPlace>
    where TPlace : ITestPlace, new()
{
    private IDestinationStore Destinations => (IDestinationStore)Store;

    [Fact]
    public async Task A_destination_is_registered_changed_and_forgotten()
    {
        await Destinations.SaveDestinationAsync("Phones", DestinationKind.Yealink, "{ }", default);
        await Destinations.SaveDestinationAsync("Büro", DestinationKind.Csv, "1", default);
        await Destinations.SaveDestinationAsync("BURO", DestinationKind.CardDav, "2", default);

        var all = await ListAsync(null);
        Assert.Equal([("BURO", DestinationKind.CardDav, "2"), ("Phones", DestinationKind.Yealink, "{ }")],
            all.Select(destination => (destination.Name, destination.Kind, destination.Settings)));
        Assert.All(all, destination => Assert.Equal((PublishState.None, null, null),
            (destination.State, destination.LastPublished, destination.LastError)));
        Assert.Equal("Phones", Assert.Single(await ListAsync("ph*")).Name);

        Assert.True(await Destinations.RemoveDestinationAsync(all[0].Id, default));
        Assert.False(await Destinations.RemoveDestinationAsync(all[0].Id, default));
        Assert.Equal("Phones", Assert.Single(await ListAsync(null)).Name);
    }

    [Fact]
    public async Task What_was_served_is_known_until_it_is_taken_away()
    {
        var id = await RegisterAsync("A");
        var other = await RegisterAsync("B");
        ServedItem one = new(Guid.NewGuid(), "h1", "r1", "v1"), two = new(Guid.NewGuid(), "h2", "r2", "v2");
        await Destinations.NoteServedAsync(id, [one, two], [], default);
        await Destinations.NoteServedAsync(other, [one], [], default);

        await Destinations.NoteServedAsync(id, [one with { Hash = "h3", Version = "v3" }], [two.Uid, Guid.NewGuid()], default);

        Assert.Equal([one with { Hash = "h3", Version = "v3" }], await Destinations.ReadServedAsync(id, default).ToListAsync());
        Assert.Equal([one], await Destinations.ReadServedAsync(other, default).ToListAsync());
        await Destinations.RemoveDestinationAsync(id, default);
        Assert.Empty(await Destinations.ReadServedAsync(id, default).ToListAsync());
        Assert.NotEqual(id, await RegisterAsync("A"));
    }

    [Fact]
    public async Task How_a_publishing_ended_is_known()
    {
        var id = await RegisterAsync("A");
        await Destinations.NotePublishedAsync(id, new PublishState("f1", "t1"), null, Now, default);
        var published = Assert.Single(await ListAsync(null));
        Assert.Equal((new PublishState("f1", "t1"), Now, null), (published.State, published.LastPublished, published.LastError));

        await Destinations.NotePublishedAsync(id, new PublishState("f1", null), "down", Now.AddDays(1), default);
        var failed = Assert.Single(await ListAsync(null));
        Assert.Equal((new PublishState("f1", null), Now, "down"), (failed.State, failed.LastPublished, failed.LastError));

        await Destinations.NotePublishedAsync(id, new PublishState("f2", "t2"), null, Now, default);
        await Destinations.SaveDestinationAsync("A", DestinationKind.Csv, "{}", default);
        Assert.Equal(new PublishState("f2", "t2"), Assert.Single(await ListAsync(null)).State);
        await Destinations.SaveDestinationAsync("A", DestinationKind.Csv, "other", default);
        Assert.Equal(new PublishState("f2", null), Assert.Single(await ListAsync(null)).State);
    }

    [Fact]
    public async Task Versions_and_entries_are_those_of_the_phone_book()
    {
        await ApplyAsync(FirstPlan(Key, Contact("1"), Contact("2")));
        await ApplyAsync(FirstPlan(new PhoneBookKey("tenant", "bert"), Contact("1")));
        var book = await BookAsync();

        var versions = await Destinations.ReadVersionsAsync(book.Id, default).OrderBy(version => version.SourceId).ToListAsync();
        Assert.Equal(
            [new EntryVersion(EntryUid.Of(Key, "1"), "1", Entry(Contact("1")).Hash),
                new EntryVersion(EntryUid.Of(Key, "2"), "2", Entry(Contact("2")).Hash)],
            versions);
        var entry = Assert.Single(await Destinations.ReadPublishedAsync(book.Id, ["2", "gone"], default).ToListAsync());
        Assert.Equal((versions[1].Uid, "Name 2", "anna@example.com"), (entry.Uid, entry.Name, entry.Owner));
    }

    private async Task<long> RegisterAsync(string name)
    {
        await Destinations.SaveDestinationAsync(name, DestinationKind.Csv, "{}", default);
        return Assert.Single(await ListAsync(name)).Id;
    }

    private Task<List<StoredDestination>> ListAsync(string? name) =>
        Destinations.ListDestinationsAsync(name, default).ToListAsync().AsTask();
}
