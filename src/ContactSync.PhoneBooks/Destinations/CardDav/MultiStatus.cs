using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using static ContactSync.PhoneBooks.Destinations.CardDav.DavNames;

namespace ContactSync.PhoneBooks.Destinations.CardDav;

/// <summary>An answer about several resources.</summary>
/// <param name="Resources">The resources, as the server names them.</param>
/// <param name="SyncToken">What to ask for changes with; null where there is none.</param>
internal sealed record MultiStatus(IReadOnlyList<DavResource> Resources, string? SyncToken)
{
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = 256L << 20,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    /// <summary>Reads an answer.</summary>
    /// <param name="body">The body.</param>
    /// <param name="address">Where it came from.</param>
    /// <exception cref="FormatException">It is no such answer.</exception>
    public static MultiStatus Read(byte[] body, Uri address)
    {
        var root = Load(body);
        if (root?.Name != Dav + "multistatus")
            throw new FormatException($"{root?.Name.ToString() ?? "no XML"}");
        var resources = root.Elements(Dav + "response").SelectMany(response => Read(response, address)).ToList();
        return new MultiStatus(resources, root.Element(Dav + "sync-token")?.Value.Trim() is { Length: > 0 } token ? token : null);
    }

    /// <summary>The condition that a refusal names, for example <c>valid-sync-token</c>; null where it names none.</summary>
    public static string? Condition(byte[] body)
    {
        var root = Load(body);
        return root?.Name == Dav + "error" ? root.Elements().FirstOrDefault()?.Name.LocalName : null;
    }

    private static XElement? Load(byte[] body)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(body), Settings);
            return XElement.Load(reader);
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static IEnumerable<DavResource> Read(XElement response, Uri address)
    {
        var status = Status(response.Element(Dav + "status"));
        var properties = response.Elements(Dav + "propstat")
            .Where(part => Status(part.Element(Dav + "status")) is null or 200)
            .SelectMany(part => part.Element(Dav + "prop")?.Elements() ?? [])
            .DistinctBy(property => property.Name)
            .ToDictionary(property => property.Name);
        foreach (var href in response.Elements(Dav + "href"))
        {
            if (Uri.TryCreate(address, href.Value.Trim(), out var resource))
                yield return new DavResource(resource, status ?? 200, properties);
        }
    }

    // HTTP/1.1 404 Not Found
    private static int? Status(XElement? status) => status?.Value.Trim().Split(' ') is [_, var code, ..]
        && int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>A resource on the server.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Status">200 where it is there.</param>
/// <param name="Properties">Those that the server told.</param>
internal sealed record DavResource(Uri Address, int Status, IReadOnlyDictionary<XName, XElement> Properties)
{
    /// <summary>Whether it is an address book.</summary>
    public bool IsAddressBook => Properties.GetValueOrDefault(ResourceType)?.Element(DavNames.AddressBook) is not null;

    /// <summary>Whether it holds others.</summary>
    public bool IsCollection => Properties.GetValueOrDefault(ResourceType)?.Element(Dav + "collection") is not null;

    /// <summary>Its version; null where the server tells none.</summary>
    public string? ETag => Properties.GetValueOrDefault(DavNames.ETag)?.Value.Trim() is { Length: > 0 } tag ? tag : null;

    /// <summary>Its name within its collection.</summary>
    public string Name => Uri.UnescapeDataString(Address.AbsolutePath.TrimEnd('/').Split('/')[^1]);

    /// <summary>What the signed-in user may do with it; null where the server does not say.</summary>
    public IReadOnlySet<string>? Privileges => Properties.GetValueOrDefault(DavNames.Privileges)
        ?.Elements(Dav + "privilege").Elements().Select(privilege => privilege.Name.LocalName).ToHashSet(StringComparer.Ordinal);

    /// <summary>The address that a property holds.</summary>
    public Uri? Link(XName property) =>
        Properties.GetValueOrDefault(property)?.Element(Dav + "href")?.Value.Trim() is { Length: > 0 } href
        && Uri.TryCreate(Address, href, out var link) ? link : null;
}
