using ContactSync.Microsoft365.Registration;
using Microsoft.Graph.Models;

namespace ContactSync.Microsoft365.ExchangeAdmin;

/// <summary>What has to be written so that an app reads over Microsoft Graph and no longer over EWS. Made by reading only.</summary>
public sealed class AppConversionPlan
{
    internal AppConversionPlan(SyncAppRegistration app, Application present, AppRegistrationPlan declaration)
    {
        (App, Present, Declaration) = (app, present, declaration);
        OldDeclared = DeclaredAccess.ReadFrom(present).Any(IsOld);
    }

    /// <summary>The app.</summary>
    public SyncAppRegistration App { get; }

    /// <summary>What <see cref="ConversionStep.Grant"/> writes, a sentence each; empty where it has been done.</summary>
    public IReadOnlyList<string> GrantChanges =>
    [
        .. Declaration.Changes,
        .. Missing.Select(permission => Texts.Catalog.Text(
            nameof(Errors.Text_GrantPermission), permission.Resource, permission.Permission, permission.Type, App.Name)),
    ];

    /// <summary>What <see cref="ConversionStep.Retire"/> writes, a sentence each; empty where it has been done.</summary>
    public IReadOnlyList<string> RetireChanges =>
    [
        .. OldDeclared ? [Texts.Catalog.Text(nameof(Errors.Text_UndeclareOldRight), App.Name)] : Array.Empty<string>(),
        .. OldGrants.Select(_ => Texts.Catalog.Text(nameof(Errors.Text_RemoveOldRight), App.Name)),
    ];

    /// <summary>The product's preset that the app was made by, which lives on EWS; null for none.</summary>
    public string? Product { get; internal init; }

    internal Application Present { get; }

    internal AppRegistrationPlan Declaration { get; }

    /// <summary>Permissions of Graph that are yet to be granted.</summary>
    internal IReadOnlyList<SyncPermission> Missing { get; init; } = [];

    internal bool OldDeclared { get; }

    internal IReadOnlyList<TenantWideGrant> OldGrants { get; init; } = [];

    /// <summary>Whether a permission is the one by which EWS opens every mailbox.</summary>
    internal static bool IsOld(DeclaredAccess access) => access.ResourceAppId == ExchangeOnline && access.Id == FullAccess;

    internal static readonly Guid ExchangeOnline = new("00000002-0000-0ff1-ce00-000000000000");

    internal static readonly Guid FullAccess = new("dc890d15-9560-4a4c-9b7f-a736ec74ec40");
}
