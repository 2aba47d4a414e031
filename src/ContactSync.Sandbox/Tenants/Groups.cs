using System.Text.Json.Nodes;

namespace ContactSync.Sandbox.Tenants;

internal static class Groups
{
    /// <summary>A security group without members.</summary>
    public static DirectoryGroup Create(Guid id, string displayName, string created)
    {
        var group = new DirectoryGroup(id);
        var properties = group.Properties;
        properties["displayName"] = displayName;
        properties["createdDateTime"] = created;
        properties["renewedDateTime"] = created;
        properties["mailEnabled"] = false;
        properties["securityEnabled"] = true;
        properties["mailNickname"] = string.Concat(displayName.Where(char.IsAsciiLetterOrDigit));
        properties["groupTypes"] = new JsonArray();
        properties["proxyAddresses"] = new JsonArray();
        return group;
    }
}
