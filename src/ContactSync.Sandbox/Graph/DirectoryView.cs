using System.Text.Json.Nodes;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Graph;

/// <summary>
/// A directory object as one caller is allowed to see it.
/// <para>
/// What is known of the real service: with <c>User.ReadBasic.All</c> a user has displayName, givenName, id, mail, photo,
/// securityIdentifier, surname and userPrincipalName; a caller who may list members but not read users gets id and type. What may
/// not be read is not left out but null (an empty list for collections), in the default set and in $select alike, and a $filter on it
/// does not match. https://learn.microsoft.com/graph/permissions-overview#limited-information-returned-for-inaccessible-member-objects
/// </para>
/// </summary>
internal sealed class DirectoryView(GraphCaller caller)
{
    public static readonly string[] ReadUsers = ["User.Read.All", "User.ReadWrite.All", "Directory.Read.All"];
    public static readonly string[] ReadBasicUsers = [.. ReadUsers, "User.ReadBasic.All"];
    public static readonly string[] ReadGroups =
        ["Group.Read.All", "GroupMember.Read.All", "Directory.Read.All"];
    public static readonly string[] ReadApplications =
        ["Application.Read.All", "Application.ReadWrite.All", "Application.ReadWrite.OwnedBy", "Directory.Read.All"];

    private static readonly HashSet<string> _basic = new(StringComparer.Ordinal)
    {
        "id", "displayName", "givenName", "mail", "securityIdentifier", "surname", "userPrincipalName",
    };

    /// <summary>The object with every property this caller may read; the others are null.</summary>
    public JsonObject All(DirectoryObject item) => Show(item, EntityType.Of(item.Type).Properties.Values);

    /// <summary>What was asked for in $select, or the default set.</summary>
    /// <param name="item">The object.</param>
    /// <param name="select">Names in $select; null for the default set.</param>
    /// <param name="isSingle">One object was asked for; only then do certificates come with it, if named in $select.</param>
    public JsonObject Selected(DirectoryObject item, IReadOnlyList<string>? select, bool isSingle = false)
    {
        var properties = EntityType.Of(item.Type).Properties;
        return Show(item, select is null
            ? properties.Values.Where(property => property.IsDefault)
            : select.Select(name => properties.GetValueOrDefault(name)).OfType<PropertyType>(), isSingle && select is not null);
    }

    private static void HideKeys(JsonArray keys)
    {
        foreach (var key in keys)
            key!["key"] = null;
    }

    private JsonObject Show(DirectoryObject item, IEnumerable<PropertyType> properties, bool withKeys = false)
    {
        var shown = new JsonObject();
        foreach (var property in properties)
        {
            shown[property.Name] = (MayRead(item, property.Name) ? item.Properties[property.Name]?.DeepClone() : null)
                ?? (property.IsCollection ? new JsonArray() : null);
            if (property.Name == "keyCredentials" && !withKeys)
                HideKeys(shown[property.Name]!.AsArray());
        }
        return shown;
    }

    private bool MayRead(DirectoryObject item, string property) => property == "id" || item switch
    {
        DirectoryUser user => caller.Has(ReadUsers) || (caller.User == user && caller.Has("User.Read"))
            || (caller.Has("User.ReadBasic.All") && _basic.Contains(property)),
        DirectoryGroup => caller.Has(ReadGroups)
            || (caller.Has("Group.ReadBasic.All", "GroupMember.ReadBasic.All") && _basic.Contains(property)),
        Application or ServicePrincipal => caller.Has(ReadApplications),
        _ => false,
    };
}
