namespace ContactSync.Sandbox.Tenants;

/// <summary>
/// Directory roles, and what a user with one of them may do. With delegated permissions an app can never do more than its user could.
/// https://learn.microsoft.com/entra/identity/role-based-access-control/permissions-reference
/// </summary>
internal static class DirectoryRoles
{
    public const string GlobalAdministrator = "Global Administrator";
    public const string PrivilegedRoleAdministrator = "Privileged Role Administrator";
    public const string ApplicationAdministrator = "Application Administrator";
    public const string CloudApplicationAdministrator = "Cloud Application Administrator";
    public const string ApplicationDeveloper = "Application Developer";
    public const string ExchangeAdministrator = "Exchange Administrator";
    public const string DirectoryReaders = "Directory Readers";

    /// <summary>Change any app registration and enterprise application.</summary>
    public static readonly string[] Applications = [GlobalAdministrator, ApplicationAdministrator, CloudApplicationAdministrator];

    /// <summary>Register apps; those of one's own may then be changed.</summary>
    public static readonly string[] NewApplications = [.. Applications, ApplicationDeveloper];

    /// <summary>Consent to delegated permissions, and to application permissions of everything but Microsoft Graph.</summary>
    public static readonly string[] Consent = [.. Applications, PrivilegedRoleAdministrator];

    /// <summary>Consent to application permissions of Microsoft Graph.</summary>
    public static readonly string[] GraphConsent = [GlobalAdministrator, PrivilegedRoleAdministrator];

    /// <summary>The roles by name, with the template ids that the claim <c>wids</c> of a token lists.</summary>
    public static readonly IReadOnlyDictionary<string, string> Templates = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        [GlobalAdministrator] = "62e90394-69f5-4237-9190-012177145e10",
        [PrivilegedRoleAdministrator] = "e8611ab8-c189-46e8-94e1-60213ab1f814",
        [ApplicationAdministrator] = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3",
        [CloudApplicationAdministrator] = "158c047a-c907-4556-b7ef-446551a6b5f7",
        [ApplicationDeveloper] = "cf1c38e5-3621-4004-a7cb-879624dced7c",
        [ExchangeAdministrator] = "29232cdf-9323-42fd-ade2-1d097af3e4de",
        [DirectoryReaders] = "88d8e3e3-8f55-4a1e-953a-9b9898b8876b",
    };
}
