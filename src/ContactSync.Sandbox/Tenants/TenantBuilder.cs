using System.Text.Json.Nodes;

namespace ContactSync.Sandbox.Tenants;

/// <summary>The tenant a sandbox starts with, and the app with which an administrator sets up more.</summary>
internal sealed class TenantBuilder
{
    public const string MainGroup = "Phone users";

    /// <summary>Whoever was made with a mailbox, in the cloud or on the organisation's own server.</summary>
    public const string Everyone = "Everyone";

    private static readonly string[] _administratorPermissions =
    [
        "Application.ReadWrite.All", "AppRoleAssignment.ReadWrite.All", "DelegatedPermissionGrant.ReadWrite.All",
        "Directory.Read.All", "Organization.Read.All", "Domain.Read.All", "Policy.Read.All",
    ];

    private readonly Random _random;
    private readonly SandboxOptions _options;
    private readonly List<DirectoryObject> _everyone = [];

    private TenantBuilder(SandboxOptions options)
    {
        _options = options;
        _random = new Random(options.Seed);
        var number = _random.Next(1000, 9999);
        Tenant = new Tenant(SandboxIds.Next(_random), "Contoso GmbH", $"contoso{number}.onmicrosoft.com", "contoso.example", options);
    }

    private Tenant Tenant { get; }

    /// <summary>Builds the tenant.</summary>
    /// <param name="options">Seed and number of mailboxes.</param>
    /// <param name="administrator">The app registration with the permissions that set-up needs, and one secret.</param>
    public static Tenant Build(SandboxOptions options, out Application administrator)
    {
        var builder = new TenantBuilder(options);
        builder.AddPeople();
        builder.AddResources();
        administrator = builder.AddAdministratorApp();
        // Last, so that the ids drawn before it are those of a tenant without an own server.
        builder.AddGroup(Everyone, builder._everyone);
        return builder.Tenant;
    }

    private void AddPeople()
    {
        Tenant.Users.Add(Tenant.People.Create("Admin", "", MailboxPlace.None, isAdministrator: true));
        var withMailbox = new List<DirectoryObject>();
        for (var count = 0; count < _options.MailboxCount; count++)
            withMailbox.Add(AddUser(Tenant.People.Next(MailboxPlace.Cloud)));
        var unlicensed = AddUser(Tenant.People.Create("Konrad", "Ohnepost", MailboxPlace.None));
        var onPremises = AddUser(Tenant.People.Create("Gerda", "Kellermann", MailboxPlace.OnPremises));

        _everyone.AddRange(withMailbox);
        for (var count = 0; count < _options.OnPremisesMailboxCount; count++)
            _everyone.Add(AddUser(Tenant.People.Next(MailboxPlace.OnPremises)));

        // A third of the members comes through nested groups, two levels deep, and one of them twice.
        var direct = withMailbox.Count - withMailbox.Count / 3;
        var deep = withMailbox.Count - withMailbox.Count / 6;
        var night = AddGroup("Field staff night shift", withMailbox[deep..]);
        var field = AddGroup("Field staff", [.. withMailbox[direct..deep], night, .. withMailbox.Take(1)]);
        AddGroup(MainGroup, [.. withMailbox[..direct], field]);
        AddGroup("Empty group", []);
        AddGroup("No mailbox", [unlicensed]);
        AddGroup("On-premises", [onPremises]);
        AddGroup("Mixed group", [.. withMailbox.Take(2), unlicensed, onPremises]);
    }

    private DirectoryUser AddUser(DirectoryUser user)
    {
        user.Properties["createdDateTime"] = Created;
        Tenant.Users.Add(user);
        return user;
    }

    private DirectoryGroup AddGroup(string name, IEnumerable<DirectoryObject> members)
    {
        var group = Groups.Create(SandboxIds.Next(_random), name, Created);
        group.Members.AddRange(members);
        Tenant.Groups.Add(group);
        return group;
    }

    private void AddResources()
    {
        foreach (var appId in ServicePrincipals.MicrosoftAppIds)
            Tenant.ServicePrincipals.Add(ServicePrincipals.CreateMicrosoft(SandboxIds.Next(_random), appId, Created));
    }

    private Application AddAdministratorApp()
    {
        var application = Applications.Create(SandboxIds.Next(_random), SandboxIds.Next(_random).ToString(), Tenant,
            new JsonObject { ["displayName"] = "ContactSync set-up", ["signInAudience"] = "AzureADMyOrg" }, Created);
        var now = _options.TimeProvider.GetUtcNow();
        application.Secrets.Add(new ApplicationSecret(
            SandboxIds.Next(_random), "Sandbox", SandboxIds.Secret(), now.AddDays(-1), now.AddYears(2), now));
        application.ShowCredentials();
        Tenant.Applications.Add(application);

        var client = ServicePrincipals.Create(SandboxIds.Next(_random), application, Tenant, Created);
        Tenant.ServicePrincipals.Add(client);
        client.Roles.Add(DirectoryRoles.ExchangeAdministrator);
        foreach (var value in _administratorPermissions)
            Assign(client, "https://graph.microsoft.com", value, now);
        Assign(client, "https://outlook.office365.com", "Exchange.ManageAsApp", now);
        return application;
    }

    private void Assign(ServicePrincipal client, string resourceName, string value, DateTimeOffset now)
    {
        var resource = Tenant.FindResource(resourceName)!;
        var role = resource.Permissions.First(permission => permission.Value == value).RoleId!.Value;
        Tenant.Assignments.Add(new AppRoleAssignment(Tenant.NewLinkId(), client, resource, role, now, now));
    }

    private string Created => GraphTime.Format(_options.TimeProvider.GetUtcNow().AddDays(-200));
}
