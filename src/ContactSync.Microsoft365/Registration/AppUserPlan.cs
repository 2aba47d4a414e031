using Microsoft.Graph.Models;

namespace ContactSync.Microsoft365.Registration;

/// <summary>What is to be done so that users and groups are assigned to an app.</summary>
public sealed class AppUserPlan
{
    internal AppUserPlan(
        SyncAppRegistration app, ServicePrincipal principal, Guid roleId, IReadOnlyList<AppRoleAssignment> present,
        IReadOnlyList<DirectoryPrincipal> additions, bool? assignmentRequired)
    {
        App = app;
        Principal = principal;
        RoleId = roleId;
        Present = present;
        New = additions;
        AssignmentRequired = assignmentRequired;
    }

    /// <summary>The changes, a sentence each.</summary>
    public IReadOnlyList<string> Changes =>
    [
        .. New.Select(one => Texts.Catalog.Text(nameof(Errors.Text_AssignUser), one.Name, App.Name)),
        .. AssignmentRequired switch
        {
            true => new[] { Texts.Catalog.Text(nameof(Errors.Text_RequireAssignment), App.Name) },
            false => [Texts.Catalog.Text(nameof(Errors.Text_RequireNoAssignment), App.Name)],
            null => [],
        },
    ];

    internal SyncAppRegistration App { get; }

    internal ServicePrincipal Principal { get; }

    /// <summary>The role; empty for the default access.</summary>
    internal Guid RoleId { get; }

    /// <summary>What was asked for and is there.</summary>
    internal IReadOnlyList<AppRoleAssignment> Present { get; }

    /// <summary>What was asked for and is not there.</summary>
    internal IReadOnlyList<DirectoryPrincipal> New { get; }

    /// <summary>What to switch to; null where it stays.</summary>
    internal bool? AssignmentRequired { get; }
}
