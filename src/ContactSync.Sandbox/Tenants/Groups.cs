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

    /// <summary>Gives a group an address, and makes Exchange know it.</summary>
    public static void EnableMail(DirectoryGroup group, string domain)
    {
        var address = $"{group.Text("mailNickname")}@{domain}";
        group.Properties["mailEnabled"] = true;
        group.Properties["mail"] = address;
        group.Properties["proxyAddresses"] = new JsonArray("SMTP:" + address);
    }
}
