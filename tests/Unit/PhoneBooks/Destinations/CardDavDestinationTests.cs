using ContactSync.Engine.Ports;
using ContactSync.Engine.Publishing;
using Xunit;
using static ContactSync.Tests.Engine.TestData;

namespace ContactSync.Tests.PhoneBooks.Destinations;

/// <summary>An address book on a CardDAV server keeps the contract, with vCard 3.0.</summary>
public class CardDavDestinationTests : ItemDestinationContract
{
    private readonly CardDavServer server = new();

    internal override DestinationSettings Settings => server.Settings;

    protected override string? Uncarried => null;

    protected override bool ListsForeign => true;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_card_that_another_program_named_by_an_id_is_not_ours()
    {
        var made = await PutAsync(EntryOf(Contact("1", "Anna")));
        await MakeForeignAsync($"{Guid.NewGuid()}");

        Assert.Equal([made.Uid, null], (await ListAsync()).Items.Select(item => item.Uid).OrderByDescending(uid => uid));
    }

    [Fact]
    public async Task Somebody_else_s_place_is_told()
    {
        await using var destination = CardDavServer.Open(Settings with { Place = new Uri(server.Home, "/others/book/").AbsoluteUri });

        var error = await Assert.ThrowsAnyAsync<SyncException>(() => destination.ListAsync(null, default));

        Assert.Equal("DestinationDenied", error.ErrorId);
    }

    [Fact]
    public async Task The_card_has_the_entry_s_id()
    {
        var entry = EntryOf(Contact("1", "Anna"));
        var made = await PutAsync(entry);

        Assert.Equal($"contactsync-{entry.Uid}.vcf", made.Reference);
        Assert.Contains($"UID:urn:uuid:{entry.Uid}", await server.GetAsync(made.Reference));
    }

    internal override IItemDestination Open(DestinationSettings settings, string? password = null) =>
        CardDavServer.Open(settings, password);

    protected override async Task ChangeByHandAsync(DestinationItem item, string name)
    {
        var card = await server.GetAsync(item.Reference);
        await server.PutAsync(item.Reference, string.Join("\r\n", card.Split("\r\n").Select(line =>
            line.StartsWith("FN", StringComparison.Ordinal) ? $"FN:{name}" : line)));
    }

    protected override Task MakeForeignAsync(string name) =>
        server.PutAsync($"{name}.vcf", $"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{name}\r\nFN:{name}\r\nN:{name};;;;\r\nEND:VCARD\r\n");

    protected override Task<bool> IsForeignThereAsync(string name) => server.IsThereAsync(new Uri(server.Book, $"{name}.vcf"));

    protected override Task<SyncContact> ReadAsync(DestinationItem item) => server.ReadAsync(item.Reference);
}

/// <summary>The same with vCard 4.0.</summary>
public sealed class CardDavVersion4Tests : CardDavDestinationTests
{
    internal override DestinationSettings Settings => base.Settings with { Template = "4.0" };

    // Radicale's vobject, which knows 3.0 only, cuts a data: address at its comma.
    protected override bool KeepsPictures => false;
}

/// <summary>A server's or a user's address means an address book of our own name there.</summary>
public sealed class CardDavHomeTests
{
    private static readonly SyncPhoneBookEntry Anna = new()
    {
        Uid = Guid.NewGuid(), Owner = "a@example.com", PhoneBook = "Privat", Name = "Anna", Contact = Contact("1", "Anna"),
    };

    [Fact]
    public async Task An_address_book_of_ours_is_made_in_the_user_s_home_and_not_before_something_is_written()
    {
        await using var server = new CardDavServer();
        var own = new Uri(server.Home, "contactsync/");
        await server.DeleteAsync(own);
        foreach (var place in new[] { server.Home, new Uri(server.Home, "/"), new Uri(server.Home, "/.well-known/carddav") })
        {
            await using var destination = CardDavServer.Open(server.Settings with { Place = place.AbsoluteUri });
            Assert.Empty((await destination.ListAsync(null, default)).Items);
            await destination.TestAsync(default).ToListAsync();
            Assert.False(await server.IsThereAsync(own));

            await destination.PutAsync(Anna, null, new PublishLosses(), default);
            Assert.Single((await destination.ListAsync(null, default)).Items);
            await server.DeleteAsync(own);
        }
    }
}
