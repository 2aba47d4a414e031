using System.Xml.Linq;

namespace ContactSync.PhoneBooks.Destinations.CardDav;

/// <summary>The names of WebDAV and CardDAV that we use.</summary>
/// <remarks>
/// https://www.rfc-editor.org/rfc/rfc4918, https://www.rfc-editor.org/rfc/rfc6352, https://www.rfc-editor.org/rfc/rfc6578
/// </remarks>
internal static class DavNames
{
    public static readonly XNamespace Dav = "DAV:";

    public static readonly XNamespace Card = "urn:ietf:params:xml:ns:carddav";

    public static readonly XName ResourceType = Dav + "resourcetype";

    public static readonly XName DisplayName = Dav + "displayname";

    public static readonly XName Principal = Dav + "current-user-principal";

    public static readonly XName Privileges = Dav + "current-user-privilege-set";

    public static readonly XName HomeSet = Card + "addressbook-home-set";

    public static readonly XName AddressBook = Card + "addressbook";

    public static readonly XName ETag = Dav + "getetag";

    /// <summary>Asks for properties of a resource.</summary>
    public static XElement PropFind(params XName[] names) =>
        new(Dav + "propfind", new XElement(Dav + "prop", names.Select(name => new XElement(name))));

    /// <summary>Asks what changed in a collection since a token; without one, for all.</summary>
    public static XElement SyncCollection(string? token) => new(
        Dav + "sync-collection", new XElement(Dav + "sync-token", token), new XElement(Dav + "sync-level", 1),
        new XElement(Dav + "prop", new XElement(ETag)));

    /// <summary>Makes an address book (RFC 5689).</summary>
    public static XElement MakeAddressBook(string title) => new(
        Dav + "mkcol",
        new XElement(Dav + "set", new XElement(
            Dav + "prop",
            new XElement(ResourceType, new XElement(Dav + "collection"), new XElement(AddressBook)),
            new XElement(DisplayName, title))));
}
