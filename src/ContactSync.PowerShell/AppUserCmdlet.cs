using System.Management.Automation;
using ContactSync.Microsoft365.Identity;

namespace ContactSync.PowerShell;

/// <summary>A cmdlet about users and groups that are assigned to an app.</summary>
[RequiredPermission(DirectoryPermission.AssignRoles)]
[RequiredPermission(DirectoryPermission.ReadUsers, For = "-User")]
[RequiredPermission(DirectoryPermission.ReadGroups, For = "-Group")]
public abstract class AppUserCmdlet : AppCmdlet
{
    /// <summary>Users, by user principal name or object id.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] User { get; set; } = [];

    /// <summary>Groups, by display name, mail address or object id; of each its direct members are meant.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Group { get; set; } = [];
}
