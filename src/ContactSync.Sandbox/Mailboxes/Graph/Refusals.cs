using ContactSync.Sandbox.Graph;

namespace ContactSync.Sandbox.Mailboxes.Graph;

/// <summary>What the Outlook services say to queries and bodies they cannot take.</summary>
internal static class Refusals
{
    /// <summary>A name in $select or $expand that the type does not have.</summary>
    public static GraphException UnknownSelection(string name, string type) => GraphException.BadRequest(
        $"Parsing OData Select and Expand failed: Could not find a property named '{name}' on type 'microsoft.graph.{type}'.");

    /// <summary>A name in a body that the type does not have.</summary>
    public static GraphException UnknownProperty(string name, string type) => new(400, "RequestBodyRead",
        $"The property '{name}' does not exist on type 'microsoft.graph.{type}'. "
        + "Make sure to only use property names that are defined by the type.");

    public static GraphException Filter() =>
        new(400, "ErrorInvalidUrlQueryFilter", "The query filter contains one or more invalid nodes.");

    public static GraphException OrderBy(string text) =>
        new(400, "ErrorInvalidUrlQuery", $"The property or expression '{text}' in $orderby is not supported.");

    public static GraphException ExtendedPropertyId(string id) => new(400, "ErrorInvalidProperty",
        "PropertyId values may only be in one of the following formats: 'MapiPropertyType namespaceGuid Name propertyName', "
        + $"'MapiPropertyType namespaceGuid Id propertyId' or 'MapiPropertyType propertyTag'. '{id}' is not.");
}
