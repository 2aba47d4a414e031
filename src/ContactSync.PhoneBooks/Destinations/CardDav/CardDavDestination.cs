using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Security;
using System.Text;
using ContactSync.Engine.Ports;
using ContactSync.Engine.Publishing;
using ContactSync.PhoneBooks.Destinations.VCards;
using static ContactSync.PhoneBooks.Destinations.CardDav.DavNames;

namespace ContactSync.PhoneBooks.Destinations.CardDav;

/// <summary>An address book on a CardDAV server: a card an entry, named so that ours are known by their names.</summary>
/// <remarks>https://www.rfc-editor.org/rfc/rfc6352</remarks>
internal sealed class CardDavDestination : IItemDestination
{
    /// <summary>What the address of such a destination looks like.</summary>
    public const string Example = "https://dav.example.com/addressbooks/pbx/company/";

    // Other programs name their cards by bare ids too; one of theirs must not be taken for ours.
    private const string NamePrefix = "contactsync-";

    private const string NameSuffix = ".vcf";

    private readonly DestinationSettings settings;
    private readonly CardDavClient client;
    private readonly AddressBookFinder finder;
    private readonly VCardText cards;
    private readonly SemaphoreSlim turn = new(1);
    private AddressBook? book;

    /// <summary>Makes the way there; nothing is sent yet.</summary>
    /// <exception cref="SyncException">The settings make no sense.</exception>
    public CardDavDestination(DestinationSettings settings, SecureString? password, CardDavTiming? timing = null)
    {
        this.settings = settings;
        cards = Check(settings);
        var place = new Uri(settings.Place);
        client = new CardDavClient(
            place, settings.UserName, password, new ServerTrust(settings.TrustedCertificate), timing ?? new CardDavTiming());
        finder = new AddressBookFinder(client, place, settings.UserName);
    }

    /// <inheritdoc/>
    public string Place => settings.Place;

    /// <inheritdoc/>
    public IReadOnlySet<string> Fields => cards.Fields;

    /// <inheritdoc/>
    public int Parallelism => 4;

    /// <summary>Looks at settings, and gives the cards that they ask for.</summary>
    /// <exception cref="SyncException">They make no sense.</exception>
    public static VCardText Check(DestinationSettings settings)
    {
        if (!Uri.TryCreate(settings.Place, UriKind.Absolute, out var place) || place.Scheme != Uri.UriSchemeHttps
            || place.UserInfo.Length > 0 || place.Query.Length > 0 || place.Fragment.Length > 0)
        {
            throw ServerErrors.AddressInvalid(settings.Place, Example);
        }
        return new VCardText(settings);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<SyncCheck> TestAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var checks = new DestinationChecks(Texts.Catalog, Place);
        await checks.TryAsync(nameof(Errors.Text_StageAddressBook), async () =>
        {
            var found = await FindAsync(cancellationToken).ConfigureAwait(false);
            return found.IsThere
                ? Texts.Catalog.Text(nameof(Errors.Text_AddressBookFound), found.Address, found.Title ?? "")
                : Texts.Catalog.Text(nameof(Errors.Text_AddressBookToMake), found.Address);
        }).ConfigureAwait(false);
        if (checks.AreWell && book?.IsThere == true)
        {
            await checks.TryAsync(nameof(Errors.Text_StageListing), async () =>
            {
                var listing = await ListAsync(token: null, cancellationToken).ConfigureAwait(false);
                var ours = listing.Items.Count(item => item.Uid is not null);
                return Texts.Catalog.Text(nameof(Errors.Text_ItemsFound), ours, listing.Items.Count - ours);
            }).ConfigureAwait(false);
        }
        if (checks.AreWell && book?.IsWritable is null)
        {
            checks.Skip(nameof(Errors.Text_StageWriteRight), Texts.Catalog.Text(nameof(Errors.Text_WriteRightUnknown)));
        }
        else
        {
            await checks.TryAsync(nameof(Errors.Text_StageWriteRight), () => book!.IsWritable == true
                ? Task.FromResult(Texts.Catalog.Text(nameof(Errors.Text_MayWrite)))
                : throw ServerErrors.Denied(
                    book.Address.AbsoluteUri, settings.UserName, string.Join(", ", book.Privileges!.Order(StringComparer.Ordinal))))
                .ConfigureAwait(false);
        }
        foreach (var check in checks.Rows)
            yield return check;
    }

    /// <inheritdoc/>
    public async Task<ItemListing> ListAsync(string? token, CancellationToken cancellationToken)
    {
        var found = await FindAsync(cancellationToken).ConfigureAwait(false);
        if (!found.IsThere)
            return new ItemListing([], [], IsWhole: true, Token: null);
        return await ListChangesAsync(found, token, cancellationToken).ConfigureAwait(false)
            ?? (token is null ? null : await ListChangesAsync(found, token: null, cancellationToken).ConfigureAwait(false))
            ?? await ListAllAsync(found, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<DestinationItem> PutAsync(
        SyncPhoneBookEntry entry, DestinationItem? present, PublishLosses losses, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var home = await MakeAsync(cancellationToken).ConfigureAwait(false);
        var name = present?.Reference ?? $"{NamePrefix}{entry.Uid:D}{NameSuffix}";
        var address = AddressOf(home, name);
        var card = cards.Write(entry, losses);
        var answer = await client.SendAsync(() => Put(card, present?.Version), address, cancellationToken).ConfigureAwait(false);
        // A card of that name is ours in any case: a try whose answer was lost on the way wrote it.
        if (answer.Status == 412 && present is null
            && await VersionAsync(address, cancellationToken).ConfigureAwait(false) is { Length: > 0 } written)
        {
            answer = await client.SendAsync(() => Put(card, written), address, cancellationToken).ConfigureAwait(false);
        }
        if (answer.Status is not (200 or 201 or 204))
            throw CardDavErrors.ItemRefused(answer, "PUT", home.Address.AbsoluteUri, entry.Name, settings.UserName);
        // A server that keeps something else than it got tells no version; it has one all the same.
        var version = answer.ETag ?? await VersionAsync(address, cancellationToken).ConfigureAwait(false);
        return new DestinationItem(entry.Uid, name, version);
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(DestinationItem item, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        var found = await FindAsync(cancellationToken).ConfigureAwait(false);
        var answer = await client.SendAsync(() => Delete(item), AddressOf(found, item.Reference), cancellationToken).ConfigureAwait(false);
        if (answer.Status is not (200 or 202 or 204 or 404 or 410))
            throw CardDavErrors.ItemRefused(answer, "DELETE", found.Address.AbsoluteUri, item.Reference, settings.UserName);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        client.Dispose();
        turn.Dispose();
        return ValueTask.CompletedTask;
    }

    private static Uri AddressOf(AddressBook home, string name) => new(home.Address, Uri.EscapeDataString(name));

    private static HttpRequestMessage Put(string card, string? present)
    {
        var request = new HttpRequestMessage
        {
            Method = HttpMethod.Put, Content = new StringContent(card, Encoding.UTF8, new MediaTypeHeaderValue("text/vcard", "utf-8")),
        };
        if (present is null)
            request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any);
        else
            IfMatch(request, present);
        return request;
    }

    private static HttpRequestMessage Delete(DestinationItem item)
    {
        var request = new HttpRequestMessage { Method = HttpMethod.Delete };
        IfMatch(request, item.Version);
        return request;
    }

    // As the server wrote it: not every one keeps to the quotation marks.
    private static void IfMatch(HttpRequestMessage request, string version)
    {
        if (version.Length > 0)
            request.Headers.TryAddWithoutValidation("If-Match", version);
    }

    private static DestinationItem ItemOf(DavResource resource) => new(UidOf(resource.Name), resource.Name, resource.ETag ?? "");

    private static Guid? UidOf(string name) =>
        name.StartsWith(NamePrefix, StringComparison.Ordinal) && name.EndsWith(NameSuffix, StringComparison.Ordinal)
        && Guid.TryParseExact(name[NamePrefix.Length..^NameSuffix.Length], "D", out var uid) ? uid : null;

    private static bool IsItem(AddressBook home, DavResource resource) =>
        !resource.IsCollection && !resource.Address.AbsolutePath.EndsWith('/')
        && resource.Address.AbsolutePath != home.Address.AbsolutePath.TrimEnd('/');

    private async Task<AddressBook> FindAsync(CancellationToken cancellationToken) =>
        book ??= await finder.FindAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>The address book; one that is not there is made.</summary>
    private async Task<AddressBook> MakeAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var found = await FindAsync(cancellationToken).ConfigureAwait(false);
            if (found.IsThere)
                return found;
            var answer = await client.SendAsync(
                () => new HttpRequestMessage
                {
                    Method = new HttpMethod("MKCOL"), Content = CardDavClient.Xml(MakeAddressBook("ContactSync")),
                },
                found.Address, cancellationToken).ConfigureAwait(false);
            // 405: made by someone else meanwhile.
            if (answer.Status is not (200 or 201 or 207 or 405))
                throw CardDavErrors.Refused(answer, "MKCOL", settings.UserName);
            book = await finder.FindAsync(cancellationToken).ConfigureAwait(false);
            return book.IsThere ? book : throw CardDavErrors.Refused(answer with { Status = 404 }, "MKCOL", settings.UserName);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>What changed since a token; null where the server does not know the token, or tells no changes.</summary>
    private async Task<ItemListing?> ListChangesAsync(AddressBook home, string? token, CancellationToken cancellationToken)
    {
        var items = new Dictionary<string, DestinationItem>(StringComparer.Ordinal);
        var gone = new HashSet<string>(StringComparer.Ordinal);
        for (var since = token; ;)
        {
            var answer = await client.AskAsync("REPORT", home.Address, depth: 0, SyncCollection(since), cancellationToken)
                .ConfigureAwait(false);
            if (answer.Status != 207)
                return null;
            var changes = CardDavErrors.Read(answer);
            foreach (var resource in changes.Resources.Where(resource => IsItem(home, resource)))
            {
                if (resource.Status == 404)
                {
                    gone.Add(resource.Name);
                    items.Remove(resource.Name);
                }
                else
                {
                    gone.Remove(resource.Name);
                    items[resource.Name] = ItemOf(resource);
                }
            }
            // 507 on the address book itself: there is more.
            var isCut = changes.Resources.Any(resource => resource.Status == 507);
            if (isCut && (changes.SyncToken is null || changes.SyncToken == since))
                return null;
            since = changes.SyncToken;
            if (!isCut)
                return new ItemListing([.. items.Values], gone, IsWhole: token is null, since);
        }
    }

    private async Task<ItemListing> ListAllAsync(AddressBook home, CancellationToken cancellationToken)
    {
        var answer = await client.AskAsync("PROPFIND", home.Address, depth: 1, PropFind(ResourceType, ETag), cancellationToken)
            .ConfigureAwait(false);
        if (answer.Status != 207)
            throw CardDavErrors.Refused(answer, "PROPFIND", settings.UserName);
        var items = CardDavErrors.Read(answer).Resources
            .Where(resource => resource.Status == 200 && IsItem(home, resource)).Select(ItemOf).ToList();
        return new ItemListing(items, [], IsWhole: true, Token: null);
    }

    private async Task<string> VersionAsync(Uri address, CancellationToken cancellationToken)
    {
        var answer = await client.AskAsync("PROPFIND", address, depth: 0, PropFind(ETag), cancellationToken).ConfigureAwait(false);
        return answer.Status == 207 ? CardDavErrors.Read(answer).Resources.FirstOrDefault()?.ETag ?? "" : "";
    }
}
