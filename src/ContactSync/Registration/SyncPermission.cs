namespace ContactSync;

/// <summary>A permission of a resource, as an app declares it.</summary>
/// <param name="Resource">The resource's display name, for example <c>Microsoft Graph</c>.</param>
/// <param name="Permission">The permission's value, for example <c>Contacts.Read</c>.</param>
/// <param name="Type">Application (app role) or delegated (scope).</param>
/// <param name="Id">The app role's or scope's id in the resource's service principal.</param>
/// <param name="ResourceAppId">The resource's application id.</param>
public sealed record SyncPermission(string Resource, string Permission, PermissionType Type, Guid Id, Guid ResourceAppId)
{
    /// <summary>The permission's value.</summary>
    public override string ToString() => Permission;
}
