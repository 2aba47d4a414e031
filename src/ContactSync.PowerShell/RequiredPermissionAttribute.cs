using System.Reflection;
using ContactSync.Microsoft365.Identity;

namespace ContactSync.PowerShell;

/// <summary>
/// A permission of Microsoft Graph that a cmdlet needs, declared once: Connect-SyncTenant asks for those of all cmdlets, a test holds the
/// cmdlet's page to it, and another runs the cmdlet with these alone.
/// </summary>
/// <param name="name">The application permission, one of <see cref="DirectoryPermission"/>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class RequiredPermissionAttribute(string name) : Attribute
{
    /// <summary>The application permission.</summary>
    public string Name { get; } = name;

    /// <summary>What alone needs it; null where the cmdlet never does without.</summary>
    public string? For { get; init; }

    /// <summary>What a cmdlet declares.</summary>
    public static IEnumerable<RequiredPermissionAttribute> Of(MemberInfo cmdlet) =>
        cmdlet.GetCustomAttributes<RequiredPermissionAttribute>(inherit: true);

    /// <summary>The delegated permissions that the cmdlets of this module need together, each once.</summary>
    internal static IReadOnlyList<string> AllScopes { get; } =
    [
        .. typeof(RequiredPermissionAttribute).Assembly.GetTypes()
            .SelectMany(Of)
            .Select(need => DirectoryPermission.Of(need.Name).Scope)
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];
}
