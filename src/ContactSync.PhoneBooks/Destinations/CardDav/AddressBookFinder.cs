using static ContactSync.PhoneBooks.Destinations.CardDav.DavNames;

namespace ContactSync.PhoneBooks.Destinations.CardDav;

/// <summary>
/// Finds the address book that an address means: the one at it, or, where it is a server or a person's place there, one of our own name in
/// the person's home. A person's own address book is never taken, unless the address is its own.
/// </summary>
/// <remarks>https://www.rfc-editor.org/rfc/rfc6764, https://www.rfc-editor.org/rfc/rfc5397</remarks>
internal sealed class AddressBookFinder(CardDavClient client, Uri place, string? user)
{
    /// <summary>What the address book is called in a person's home.</summary>
    public const string OwnName = "contactsync";

    /// <summary>Finds it.</summary>
    /// <exception cref="SyncException">CardDavNoAddressBook, or the server cannot be asked.</exception>
    public async Task<AddressBook> FindAsync(CancellationToken cancellationToken)
    {
        var found = await LookAsync(place, cancellationToken).ConfigureAwait(false);
        if (found is { IsAddressBook: true })
            return AddressBook.At(found);
        if (found is null && !IsRoot(place))
            return await NewAsync(Folder(place), new Uri(Folder(place), ".."), cancellationToken).ConfigureAwait(false);

        var home = found is null ? null : await HomeAsync(found, cancellationToken).ConfigureAwait(false);
        if (home is null && IsRoot(place)
            && await LookAsync(new Uri(place, "/.well-known/carddav"), cancellationToken).ConfigureAwait(false) is { } known)
        {
            home = await HomeAsync(known, cancellationToken).ConfigureAwait(false);
        }
        if (home is null)
            throw NoAddressBook(place);
        var own = new Uri(Folder(home), $"{OwnName}/");
        return await LookAsync(own, cancellationToken).ConfigureAwait(false) switch
        {
            null => await NewAsync(own, home, cancellationToken).ConfigureAwait(false),
            { IsAddressBook: true } book => AddressBook.At(book),
            _ => throw NoAddressBook(own),
        };
    }

    /// <summary>Where the address book would be made; what holds it must be there, and be none itself.</summary>
    private async Task<AddressBook> NewAsync(Uri address, Uri parent, CancellationToken cancellationToken) =>
        await LookAsync(parent, cancellationToken).ConfigureAwait(false) is { IsAddressBook: false } home
            ? new AddressBook(address, Title: null, IsThere: false, home.Privileges)
            : throw NoAddressBook(address);

    private async Task<Uri?> HomeAsync(DavResource resource, CancellationToken cancellationToken)
    {
        if (resource.Link(HomeSet) is { } home)
            return home;
        return resource.Link(Principal) is { } principal && principal != resource.Address
            ? (await LookAsync(principal, cancellationToken).ConfigureAwait(false))?.Link(HomeSet)
            : null;
    }

    /// <summary>A resource; null where there is none.</summary>
    private async Task<DavResource?> LookAsync(Uri address, CancellationToken cancellationToken)
    {
        var question = PropFind(ResourceType, DisplayName, Principal, HomeSet, Privileges);
        var answer = await client.AskAsync("PROPFIND", address, depth: 0, question, cancellationToken).ConfigureAwait(false);
        return answer.Status switch
        {
            207 => CardDavErrors.Read(answer).Resources.FirstOrDefault(resource => resource.Status == 200) is { } found
                ? found with { Address = answer.Address }
                : null,
            404 or 410 => null,
            // No page of a web server knows the method.
            405 or 501 => throw NoAddressBook(address),
            _ => throw CardDavErrors.Refused(answer, "PROPFIND", user),
        };
    }

    private static bool IsRoot(Uri address) => address.AbsolutePath is "" or "/";

    private static Uri Folder(Uri address) => address.AbsolutePath.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");

    private static SyncException NoAddressBook(Uri address) => Texts.Catalog.Create(
        nameof(Errors.CardDavNoAddressBook), SyncErrorKind.NotFound, address.AbsoluteUri, address.AbsoluteUri);
}

/// <summary>An address book on a server.</summary>
/// <param name="Address">Where it is, with the slash at its end.</param>
/// <param name="Title">Its title.</param>
/// <param name="IsThere">Whether it is there, or to be made first.</param>
/// <param name="Privileges">What the user may do with it, or where it is to be made; null where the server does not say.</param>
internal sealed record AddressBook(Uri Address, string? Title, bool IsThere, IReadOnlySet<string>? Privileges)
{
    /// <summary>The address book that a resource is.</summary>
    public static AddressBook At(DavResource resource)
    {
        var address = resource.Address.AbsolutePath.EndsWith('/') ? resource.Address : new Uri(resource.Address.AbsoluteUri + "/");
        var title = resource.Properties.GetValueOrDefault(DisplayName)?.Value;
        return new AddressBook(address, string.IsNullOrWhiteSpace(title) ? null : title, IsThere: true, resource.Privileges);
    }

    /// <summary>Whether items can be put into it and taken from it; null where the server does not say.</summary>
    public bool? IsWritable => Privileges is null
        ? null
        : Privileges.Contains("all") || Privileges.Contains("write")
            || (Privileges.Contains("bind") && (!IsThere || (Privileges.Contains("unbind") && Privileges.Contains("write-content"))));
}
