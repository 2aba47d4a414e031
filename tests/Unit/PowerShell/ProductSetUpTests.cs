using System.Management.Automation;
using System.Net;
using System.Text.Json.Nodes;
using ContactSync.Sandbox.Tenants;
using ContactSync.Tests.Hosting;
using Xunit;

namespace ContactSync.Tests.PowerShell;

/// <summary>
/// examples/set-up-products.ps1 against the makers' manuals: what the directory holds afterwards, property by property. Nothing here is
/// taken from the preset files.
/// </summary>
public sealed class ProductSetUpTests(TenantFixture tenant) : IClassFixture<TenantFixture>
{
    private const string Graph = "00000003-0000-0000-c000-000000000000", Exchange = "00000002-0000-0ff1-ce00-000000000000";

    /// <summary>The rights by the ids they have in every tenant.</summary>
    private static readonly (string Resource, string Type, string Id, string Value)
        FullAccess = (Exchange, "Role", "dc890d15-9560-4a4c-9b7f-a736ec74ec40", "full_access_as_app"),
        ExchangeEws = (Exchange, "Scope", "3b5f3d61-589b-4a3c-a359-5dd4b5ee5bd5", "EWS.AccessAsUser.All"),
        GraphEws = (Graph, "Scope", "9769c687-087d-48ac-9cb3-c37dde652038", "EWS.AccessAsUser.All"),
        Presence = (Graph, "Scope", "76bc735e-aecd-4a1d-8b4c-2b915deabb79", "Presence.Read"),
        PresenceOfAll = (Graph, "Scope", "9c7a330d-35b3-4aa1-963d-cb2b9f927841", "Presence.Read.All"),
        OwnProfile = (Graph, "Scope", "e1fe6dd8-ba31-4d61-89e7-88639da4683d", "User.Read"),
        SetPresence = (Graph, "Role", "83cded22-8297-4ff6-a7fa-e97e9545a259", "Presence.ReadWrite.All");

    private static readonly Product[] Products =
    [
        new("UCware", "UCware", [], [], [FullAccess]),
        new("ProCall", "estos ProCall", [], ["http://localhost"], [Presence, PresenceOfAll, OwnProfile, SetPresence]),
        new("Datapump", "welcome-soft", ["http://localhost:8080/ews"], [], [GraphEws, ExchangeEws, FullAccess]),
        new("BueroWare", "SoftENGINE Mailserver", [], ["bw-link://o365/oauth2"], [FullAccess]),
        new("Microtech", "microtech büro+ Client", [], [], [FullAccess]),
    ];

    private Tenant Directory => tenant.Server.Context.Tenant;

    [Fact]
    public void One_script_sets_up_every_product_from_nothing_and_a_second_time_writes_nothing()
    {
        var first = Run();
        Assert.Equal(
            Products.Select(product => (1, product.Preset, "Created")).Concat(Products.Select(product => (2, product.Preset, "Unchanged"))),
            first.Select(row => ((int)row.Pass, (string)row.Product, (string)row.Change)));
        Assert.All(first, row => Assert.Equal(0, (int)row.Missing));

        foreach (var product in Products)
        {
            var app = Assert.Single(Directory.Applications, one => one.Text("displayName") == product.App);
            AssertRegistration(product, app);
            AssertConsent(product, Directory.FindPrincipal(app.AppId)!);
        }
        var before = (tenant.Server.Requests.Writes, Snapshot());
        Assert.All(Run(), row => Assert.Equal("Unchanged", (string)row.Change));
        Assert.Equal(before, (tenant.Server.Requests.Writes, Snapshot()));
    }

    private static void AssertRegistration(Product product, Application app)
    {
        var properties = app.Properties;
        Assert.Equal("AzureADMyOrg", app.Text("signInAudience"));
        Assert.Equal(product.Web, Texts(properties["web"]!["redirectUris"]));
        Assert.Equal(product.PublicClient, Texts(properties["publicClient"]!["redirectUris"]));
        Assert.Empty(Texts(properties["spa"]!["redirectUris"]));
        // Each of the five signs in with its own secret.
        Assert.False((bool?)properties["isFallbackPublicClient"] ?? false);
        Assert.Equal(
            product.Permissions.Select(one => (one.Resource, one.Type, one.Id)).Order(),
            (from resource in properties["requiredResourceAccess"]!.AsArray()
             from access in resource!["resourceAccess"]!.AsArray()
             select ((string)resource["resourceAppId"]!, (string)access!["type"]!, (string)access["id"]!)).Order());
        Assert.Empty(app.Secrets);
        Assert.Empty(app.Keys);
        Assert.Empty(properties["identifierUris"]!.AsArray());
        Assert.Null((string?)properties["notes"]);
        Assert.False((bool)properties["web"]!["implicitGrantSettings"]!["enableAccessTokenIssuance"]!);
        Assert.False((bool)properties["web"]!["implicitGrantSettings"]!["enableIdTokenIssuance"]!);
    }

    private void AssertConsent(Product product, ServicePrincipal principal)
    {
        Assert.Contains("WindowsAzureActiveDirectoryIntegratedApp", Texts(principal.Properties["tags"]));
        Assert.Equal(
            product.Permissions.Where(one => one.Type == "Role").Select(one => (one.Resource, one.Id)).Order(),
            Directory.Assignments.Where(one => one.Principal == principal)
                .Select(one => (one.Resource.AppId, one.RoleId.ToString())).Order());
        var grants = Directory.Grants.Where(one => one.Client == principal).ToList();
        Assert.All(grants, grant => Assert.Null(grant.User));
        Assert.Equal(
            product.Permissions.Where(one => one.Type == "Scope").Select(one => (one.Resource, one.Value)).Order(),
            grants.SelectMany(grant => grant.Scopes.Select(scope => (grant.Resource.AppId, scope))).Order());
    }

    private List<dynamic> Run()
    {
        using var host = new HostedModule();
        return
        [
            .. host.Run(
                "& $args[0] -Environment $args[1] -ClientId $args[2] -ClientSecret $args[3]",
                Path.Combine(HostedModule.FindRoot(), "examples", "set-up-products.ps1"), tenant.Lab, tenant.Server.AdminClientId,
                new NetworkCredential("", tenant.Server.AdminClientSecret).SecurePassword).ThrowOnError().Output
                .Where(one => one.BaseObject is PSCustomObject),
        ];
    }

    private string Snapshot() => string.Join('\n', Directory.Applications.Concat<DirectoryObject>(Directory.ServicePrincipals)
        .Select(one => one.Properties.ToJsonString()));

    private static IEnumerable<string> Texts(JsonNode? list) => list?.AsArray().Select(one => (string)one!) ?? [];

    /// <param name="Preset">Our name of the product.</param>
    /// <param name="App">The name its maker gives the app.</param>
    /// <param name="Web">Redirect URIs of a web server.</param>
    /// <param name="PublicClient">Redirect URIs of a program.</param>
    /// <param name="Permissions">The rights it declares and is granted, and no others.</param>
    private sealed record Product(
        string Preset, string App, string[] Web, string[] PublicClient,
        (string Resource, string Type, string Id, string Value)[] Permissions);
}
