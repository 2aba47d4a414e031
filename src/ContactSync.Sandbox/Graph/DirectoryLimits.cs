using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Graph;

/// <summary>
/// How many objects a directory holds. https://learn.microsoft.com/entra/identity/users/directory-service-limits-restrictions
/// </summary>
internal static class DirectoryLimits
{
    /// <exception cref="GraphException">403: the directory is full.</exception>
    public static void RequireRoom(Tenant tenant)
    {
        if (tenant.IsFull)
        {
            throw new GraphException(403, "Directory_QuotaExceeded",
                "The directory object quota limit for the Tenant has been exceeded. " +
                "Please ask your administrator to increase the quota limit or delete objects to reduce the used quota.");
        }
    }
}
