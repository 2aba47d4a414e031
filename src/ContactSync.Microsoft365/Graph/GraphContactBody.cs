using System.Text.Json.Nodes;

namespace ContactSync.Microsoft365.Graph;

/// <summary>A contact in the body of a request, put together field by field.</summary>
/// <param name="isNew">Whether the contact is made. One that is changed is told of each field that it has none, too.</param>
internal sealed class GraphContactBody(bool isNew)
{
    private const string ExtendedProperties = "singleValueExtendedProperties";

    private readonly JsonObject json = [];

    /// <summary>Sets a property; null takes it away.</summary>
    public void Set(string property, JsonNode? value)
    {
        if (value is not null || !isNew)
            json[property] = value;
    }

    /// <summary>Adds to a list, which is empty where nothing is added.</summary>
    public void Add(string list, JsonNode? item)
    {
        if (json[list] is not JsonArray items)
            json[list] = items = [];
        if (item is not null)
            items.Add(item);
    }

    /// <summary>Sets an address, all parts of it: the service keeps those that it is not told of.</summary>
    public void SetAddress(string property, SyncPostalAddress? address)
    {
        if (address is null && isNew)
            return;
        json[property] = new JsonObject
        {
            ["street"] = address?.Street, ["city"] = address?.City, ["state"] = address?.State,
            ["countryOrRegion"] = address?.CountryOrRegion, ["postalCode"] = address?.PostalCode,
        };
    }

    /// <summary>Sets an extended property. Graph has no way to take one away.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="value">Its value.</param>
    /// <param name="none">The value that stands for none.</param>
    public void SetExtended(string id, string? value, string none)
    {
        if (value is not null || !isNew)
            Add(ExtendedProperties, new JsonObject { ["id"] = id, ["value"] = value ?? none });
    }

    /// <summary>The body.</summary>
    public override string ToString() => json.ToJsonString();
}
