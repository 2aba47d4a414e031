namespace ContactSync;

/// <summary>How a permission is used.</summary>
public enum PermissionType
{
    /// <summary>By the app itself, without a user: an app role.</summary>
    Application,

    /// <summary>In the name of a signed-in user: a scope.</summary>
    Delegated,
}
