namespace ContactSync;

/// <summary>A permission of a preset.</summary>
/// <param name="Resource">The resource's display name, for example <c>Microsoft Graph</c>.</param>
/// <param name="Permission">The permission's value, for example <c>Contacts.Read</c>.</param>
/// <param name="Type">Application (app role) or delegated (scope).</param>
/// <param name="Reason">What it is needed for.</param>
/// <param name="ResourceAppId">The resource's application id.</param>
/// <param name="Id">The app role's or scope's id.</param>
public sealed record SyncPresetPermission(
    string Resource, string Permission, PermissionType Type, string Reason, Guid ResourceAppId, Guid Id)
{
    /// <summary>The permission's value.</summary>
    public override string ToString() => Permission;
}
