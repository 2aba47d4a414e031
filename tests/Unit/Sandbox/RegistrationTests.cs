using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Xunit;

namespace ContactSync.Tests.Sandbox;

public sealed class RegistrationTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>
{
    private const string GraphAppId = "00000003-0000-0000-c000-000000000000";
    private const string ContactsReadRole = "089fe4d0-434a-44c5-8827-41ba8a0b17f5";

    private static readonly (string, string) _createIfMissing = ("Prefer", "create-if-missing");

    private readonly SandboxClient _sandbox = fixture.Client;

    [Fact]
    public async Task ANewAppIsKnownHereAndThereBeforeItIsKnownEverywhere()
    {
        var admin = await _sandbox.AdminTokenAsync();
        var created = await _sandbox.PostAsync("applications", admin, new JsonObject { ["displayName"] = "Flicker" });
        Assert.Equal(HttpStatusCode.Created, created.Status);
        var id = (string)created.Json["id"]!;

        var seen = new List<HttpStatusCode>();
        for (var read = 0; read < 6; read++)
            seen.Add((await _sandbox.GetAsync("applications/" + id, admin)).Status);
        Assert.Contains(HttpStatusCode.OK, seen);
        Assert.Contains(HttpStatusCode.NotFound, seen[(seen.IndexOf(HttpStatusCode.OK) + 1)..]);
        var early = await _sandbox.PostAsync("servicePrincipals", admin, new JsonObject { ["appId"] = (string)created.Json["appId"]! });
        Assert.Equal((HttpStatusCode.BadRequest, "Request_BadRequest"), (early.Status, early.Code));
        Assert.Contains("does not reference a valid application object", early.Message);

        _sandbox.Settle();
        for (var read = 0; read < 6; read++)
            Assert.Equal(HttpStatusCode.OK, (await _sandbox.GetAsync("applications/" + id, admin)).Status);
    }

    [Fact]
    public async Task AnUpsertCreatesOnceAndChangesAfterwards()
    {
        var admin = await _sandbox.AdminTokenAsync();
        const string Path = "applications(uniqueName='contoso-pbx')";
        var body = new JsonObject { ["displayName"] = "Contoso PBX", ["signInAudience"] = "AzureADMyOrg" };

        Assert.Equal(HttpStatusCode.NotFound, (await _sandbox.PatchAsync(Path, admin, body)).Status);
        var created = await _sandbox.PatchAsync(Path, admin, body, _createIfMissing);
        Assert.Equal(HttpStatusCode.Created, created.Status);
        Assert.Equal("contoso-pbx", (string)created.Json["uniqueName"]!);
        body["displayName"] = "Contoso PBX 2";
        var changed = await _sandbox.PatchAsync(Path, admin, body, _createIfMissing);
        Assert.Equal((HttpStatusCode.NoContent, ""), (changed.Status, changed.Text));

        _sandbox.Settle();
        var read = (await _sandbox.GetAsync(Path, admin)).Json;
        Assert.Equal(((string)created.Json["id"]!, "Contoso PBX 2"), ((string)read["id"]!, (string)read["displayName"]!));
        foreach (var filter in new[] { "displayName eq 'Contoso PBX 2'", "uniqueName eq 'contoso-pbx'", $"appId eq '{read["appId"]}'" })
        {
            var found = await _sandbox.GetAsync("applications?$filter=" + Uri.EscapeDataString(filter), admin);
            Assert.Equal((string)read["id"]!, (string)Assert.Single(found.Json["value"]!.AsArray())!["id"]!);
        }
        var moved = await _sandbox.PatchAsync("applications/" + read["id"], admin, new JsonObject { ["uniqueName"] = "other" });
        Assert.Equal(HttpStatusCode.BadRequest, moved.Status);
        var same = new JsonObject { ["displayName"] = "x", ["uniqueName"] = "contoso-pbx" };
        var second = await _sandbox.PostAsync("applications", admin, same);
        Assert.Contains("uniqueName already exists", second.Message);
    }

    public static TheoryData<string, string> WrongBodies => new()
    {
        { """{"displayName":"x","colour":"red"}""", "colour" },
        { """{"displayName":"x","web":{"redirectUrls":[]}}""", "web.redirectUrls" },
        { """{"displayName":"x","DisplayName":"y"}""", "DisplayName" },
        { """{"displayName":"x","appId":"1"}""", "appId" },
        { """{"displayName":"x","passwordCredentials":[]}""", "passwordCredentials" },
        { """{"displayName":5}""", "displayName" },
        { """{"displayName":""}""", "displayName" },
        { """{"signInAudience":"AzureADMyOrg"}""", "displayName" },
        { """{"displayName":"x","signInAudience":"Everybody"}""", "signInAudience" },
        { """{"displayName":"x","tags":"one"}""", "tags" },
        { """{"displayName":"x","publicClient":{"redirectUris":["http://example.com/*"]}}""", "publicClient.redirectUris" },
        { """{"displayName":"x","requiredResourceAccess":[{"resourceAppId":"00000003-0000-0000-c000-000000000000"}]}""", "resourceAccess" },
        {
            """
            {"displayName":"x","requiredResourceAccess":[{"resourceAppId":"00000003-0000-0000-c000-000000000000",
            "resourceAccess":[{"id":"11111111-2222-3333-4444-555555555555","type":"Role"}]}]}
            """,
            "11111111-2222-3333-4444-555555555555"
        },
        {
            """
            {"displayName":"x","requiredResourceAccess":[{"resourceAppId":"00000003-0000-0000-c000-000000000000",
            "resourceAccess":[{"id":"089fe4d0-434a-44c5-8827-41ba8a0b17f5","type":"Scope"}]}]}
            """,
            "089fe4d0-434a-44c5-8827-41ba8a0b17f5"
        },
        { """{"displayName":"x","keyCredentials":[{"type":"AsymmetricX509Cert","usage":"Verify","key":"AAAA"}]}""", "keyCredentials.key" },
    };

    [Theory]
    [MemberData(nameof(WrongBodies))]
    public async Task AWrongBodyIsRefusedByTheNameOfWhatIsWrong(string body, string named)
    {
        var answer = await _sandbox.PostAsync("applications", await _sandbox.AdminTokenAsync(), JsonNode.Parse(body)!);

        Assert.Equal((HttpStatusCode.BadRequest, "Request_BadRequest"), (answer.Status, answer.Code));
        Assert.Contains(named, answer.Message);
    }

    [Fact]
    public async Task AnIdentifierIsOfTheAppOrOfAVerifiedDomain()
    {
        var admin = await _sandbox.AdminTokenAsync();
        var app = await _sandbox.CreateAppAsync();
        Task<SandboxAnswer> SetAsync(string uri) => _sandbox.PatchAsync(
            "applications/" + app.Id, admin, new JsonObject { ["identifierUris"] = new JsonArray(uri) });

        Assert.Contains("verified domain", (await SetAsync("https://fabrikam.example/app")).Message);
        Assert.Contains("verified domain", (await SetAsync($"api://{Guid.NewGuid()}")).Message);
        Assert.Equal(HttpStatusCode.NoContent, (await SetAsync("https://pbx.contoso.example")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await SetAsync("api://" + app.AppId)).Status);
    }

    [Fact]
    public async Task APermissionTheAppOffersIsDisabledBeforeItGoes()
    {
        var admin = await _sandbox.AdminTokenAsync();
        var app = await _sandbox.CreateAppAsync();
        JsonObject Roles(params bool[] enabled) => new()
        {
            ["appRoles"] = new JsonArray(Array.ConvertAll(enabled, isEnabled => (JsonNode?)new JsonObject
            {
                ["id"] = "7d9f353d-0000-4000-8000-000000000001",
                ["allowedMemberTypes"] = new JsonArray("Application"),
                ["displayName"] = "Call",
                ["value"] = "Call.All",
                ["isEnabled"] = isEnabled,
            })),
        };

        Assert.Equal(HttpStatusCode.NoContent, (await _sandbox.PatchAsync("applications/" + app.Id, admin, Roles(true))).Status);
        var tooEarly = await _sandbox.PatchAsync("applications/" + app.Id, admin, Roles());
        Assert.Contains("unless disabled first", tooEarly.Message);
        Assert.Equal(HttpStatusCode.NoContent, (await _sandbox.PatchAsync("applications/" + app.Id, admin, Roles(false))).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await _sandbox.PatchAsync("applications/" + app.Id, admin, Roles())).Status);
    }

    [Fact]
    public async Task WhatIsNoJsonIsRefused()
    {
        var admin = await _sandbox.AdminTokenAsync();
        const string Json = "application/json";
        foreach (var (text, type) in new[] { ("{", Json), ("{\"displayName\":\"x\"}", "text/plain"), ("[]", Json), ("{\"a\":1,\"a\":2}", Json) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1.0/applications");
            request.Headers.Authorization = new("Bearer", admin);
            request.Content = new StringContent(text, null, type);
            using var response = await _sandbox.Http.SendAsync(request);
            Assert.Equal((HttpStatusCode.BadRequest, "BadRequest"), (response.StatusCode, (await SandboxAnswer.ReadAsync(response)).Code));
        }
    }

    [Fact]
    public async Task ASecretIsShownOnce()
    {
        var admin = await _sandbox.AdminTokenAsync();
        var app = await _sandbox.CreateAppAsync();

        var added = (await _sandbox.PostAsync($"applications/{app.Id}/addPassword", admin, new JsonObject
        {
            ["passwordCredential"] = new JsonObject { ["displayName"] = "second" },
        })).Json;
        var text = (string)added["secretText"]!;
        Assert.Equal((40, text[..3]), (text.Length, (string)added["hint"]!));

        var read = await _sandbox.GetAsync("applications/" + app.Id, admin);
        Assert.DoesNotContain(text, read.Text);
        Assert.DoesNotContain(app.Secret, read.Text);
        Assert.Equal(2, read.Json["passwordCredentials"]!.AsArray().Count);

        var removed = await _sandbox.PostAsync(
            $"applications/{app.Id}/removePassword", admin, new JsonObject { ["keyId"] = (string)added["keyId"]! });
        Assert.Equal(HttpStatusCode.NoContent, removed.Status);
        Assert.Single((await _sandbox.GetAsync("applications/" + app.Id, admin)).Json["passwordCredentials"]!.AsArray());
        var again = await _sandbox.PostAsync(
            $"applications/{app.Id}/removePassword", admin, new JsonObject { ["keyId"] = (string)added["keyId"]! });
        Assert.Contains("No password credential found", again.Message);
        var inThePast = await _sandbox.PostAsync($"applications/{app.Id}/addPassword", admin, new JsonObject
        {
            ["passwordCredential"] = new JsonObject { ["endDateTime"] = "2020-01-01T00:00:00Z" },
        });
        Assert.Contains("endDateTime", inThePast.Message);
        var own = await _sandbox.PostAsync($"applications/{app.Id}/addPassword", admin, new JsonObject
        {
            ["passwordCredential"] = new JsonObject { ["secretText"] = "my own idea of a secret" },
        });
        Assert.Contains("passwordCredential.secretText", own.Message);
    }

    [Fact]
    public async Task CertificatesAreReplacedAsAWhole()
    {
        var admin = await _sandbox.AdminTokenAsync();
        var app = await _sandbox.CreateAppAsync();
        using var key = RSA.Create(2048);
        var now = _sandbox.Time.GetUtcNow();
        using var certificate = new CertificateRequest("CN=one", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        JsonObject Body(string endDateTime) => new()
        {
            ["keyCredentials"] = new JsonArray(new JsonObject
            {
                ["type"] = "AsymmetricX509Cert",
                ["usage"] = "Verify",
                ["key"] = Convert.ToBase64String(certificate.RawData),
                ["endDateTime"] = endDateTime,
            }),
        };

        var tooLong = await _sandbox.PatchAsync("applications/" + app.Id, admin, Body(now.AddYears(1).ToString("o")));
        Assert.Equal("KeyCredentialsInvalidEndDate", tooLong.Code);
        var withKey = await _sandbox.PatchAsync("applications/" + app.Id, admin, new JsonObject
        {
            ["keyCredentials"] = new JsonArray(new JsonObject
            {
                ["type"] = "AsymmetricX509Cert",
                ["usage"] = "Verify",
                ["key"] = Convert.ToBase64String(certificate.Export(X509ContentType.Pkcs12)),
            }),
        });
        Assert.Equal(HttpStatusCode.BadRequest, withKey.Status);
        var right = await _sandbox.PatchAsync("applications/" + app.Id, admin, Body(now.AddDays(20).ToString("o")));
        Assert.Equal(HttpStatusCode.NoContent, right.Status);

        var plain = (await _sandbox.GetAsync("applications/" + app.Id, admin)).Json["keyCredentials"]!.AsArray();
        Assert.Null(Assert.Single(plain)!["key"]);
        Assert.Equal(Convert.ToBase64String(certificate.GetCertHash()), (string)plain[0]!["customKeyIdentifier"]!);
        var selected = (await _sandbox.GetAsync($"applications/{app.Id}?$select=keyCredentials", admin)).Json["keyCredentials"]!.AsArray();
        Assert.Equal(Convert.ToBase64String(certificate.RawData), (string)selected[0]!["key"]!);

        var kept = await _sandbox.PatchAsync(
            "applications/" + app.Id, admin, new JsonObject { ["keyCredentials"] = new JsonArray(plain[0]!.DeepClone()) });
        Assert.Equal(HttpStatusCode.NoContent, kept.Status);
        await _sandbox.PatchAsync("applications/" + app.Id, admin, new JsonObject { ["keyCredentials"] = new JsonArray() });
        Assert.Empty((await _sandbox.GetAsync("applications/" + app.Id, admin)).Json["keyCredentials"]!.AsArray());
    }

    [Fact]
    public async Task TheResourcesOfferTheTruePermissions()
    {
        var graph = await _sandbox.ResourceAsync();
        Assert.Equal("Microsoft Graph", (string)graph["displayName"]!);
        var role = Assert.Single(graph["appRoles"]!.AsArray(), one => (string)one!["value"]! == "Contacts.Read")!;
        Assert.Equal(ContactsReadRole, (string)role["id"]!);
        var scope = Assert.Single(graph["oauth2PermissionScopes"]!.AsArray(), one => (string)one!["value"]! == "Contacts.Read")!;
        Assert.Equal(("ff74d97f-43af-4b68-9f2a-b77ee6968c5d", "User"), ((string)scope["id"]!, (string)scope["type"]!));

        var exchange = await _sandbox.ResourceAsync("00000002-0000-0ff1-ce00-000000000000");
        Assert.Contains(exchange["appRoles"]!.AsArray(), one => (string)one!["id"]! == "dc890d15-9560-4a4c-9b7f-a736ec74ec40");
        await using var other = await SandboxClient.StartAsync(new() { Seed = 2, MailboxCount = 1 });
        Assert.NotEqual((string)graph["id"]!, (string)(await other.ResourceAsync())["id"]!);
    }

    [Fact]
    public async Task ASecondServicePrincipalIsRefused()
    {
        var app = await _sandbox.CreateAppAsync();

        var answer = await _sandbox.PostAsync(
            "servicePrincipals", await _sandbox.AdminTokenAsync(), new JsonObject { ["appId"] = app.AppId });

        Assert.Equal((HttpStatusCode.Conflict, "Request_MultipleObjectsWithSameKeyValue"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task AnAssignmentIsMadeOnceAndWithARoleThatExists()
    {
        var app = await _sandbox.CreateAppAsync();
        Assert.Equal(HttpStatusCode.Created, (await _sandbox.AssignAsync(app, "Contacts.Read")).Status);

        var again = await _sandbox.AssignAsync(app, "Contacts.Read");
        Assert.Equal((HttpStatusCode.BadRequest, "Permission being assigned already exists on the object"), (again.Status, again.Message));

        var admin = await _sandbox.AdminTokenAsync();
        var graph = await _sandbox.ResourceAsync();
        var unknown = await _sandbox.PostAsync($"servicePrincipals/{app.PrincipalId}/appRoleAssignments", admin, new JsonObject
        {
            ["principalId"] = app.PrincipalId,
            ["resourceId"] = (string)graph["id"]!,
            ["appRoleId"] = "11111111-2222-3333-4444-555555555555",
        });
        Assert.Equal($"Permission being assigned was not found on application '{GraphAppId}'.", unknown.Message);

        var listed = await _sandbox.GetAsync($"servicePrincipals/{app.PrincipalId}/appRoleAssignments", admin);
        var assignment = Assert.Single(listed.Json["value"]!.AsArray())!;
        Assert.Equal(ContactsReadRole, (string)assignment["appRoleId"]!);
        var removed = await _sandbox.DeleteAsync($"servicePrincipals/{graph["id"]}/appRoleAssignedTo/{assignment["id"]}", admin);
        Assert.Equal(HttpStatusCode.NoContent, removed.Status);
        _sandbox.Settle();
        Assert.Null(SandboxClient.Claims(await _sandbox.AppTokenAsync(app.AppId, app.Secret))["roles"]);
    }

    [Fact]
    public async Task AGrantIsOneForEachClientAndResource()
    {
        var admin = await _sandbox.AdminTokenAsync();
        var app = await _sandbox.CreateAppAsync();
        var graph = await _sandbox.ResourceAsync();
        JsonObject Body(string scope) => new()
        {
            ["clientId"] = app.PrincipalId,
            ["consentType"] = "AllPrincipals",
            ["resourceId"] = (string)graph["id"]!,
            ["scope"] = scope,
        };

        Assert.Contains("Nonsense.Read", (await _sandbox.PostAsync("oauth2PermissionGrants", admin, Body("Nonsense.Read"))).Message);
        var created = await _sandbox.PostAsync("oauth2PermissionGrants", admin, Body("User.Read"));
        Assert.Equal(HttpStatusCode.Created, created.Status);
        Assert.Equal(HttpStatusCode.Conflict, (await _sandbox.PostAsync("oauth2PermissionGrants", admin, Body("User.Read"))).Status);
        var changed = await _sandbox.PatchAsync(
            "oauth2PermissionGrants/" + created.Json["id"], admin, new JsonObject { ["scope"] = "User.Read Contacts.Read" });
        Assert.Equal(HttpStatusCode.NoContent, changed.Status);

        var filter = Uri.EscapeDataString($"clientId eq '{app.PrincipalId}' and consentType eq 'AllPrincipals'");
        var found = await _sandbox.GetAsync("oauth2PermissionGrants?$filter=" + filter, admin);
        Assert.Equal("User.Read Contacts.Read", (string)Assert.Single(found.Json["value"]!.AsArray())!["scope"]!);
    }

    [Fact]
    public async Task AnAppThatMayChangeItsOwnChangesNoOther()
    {
        var owner = await _sandbox.CreateAppAsync("Application.ReadWrite.OwnedBy");
        var other = await _sandbox.CreateAppAsync();
        var token = await _sandbox.AppTokenAsync(owner.AppId, owner.Secret);

        var foreign = await _sandbox.PatchAsync("applications/" + other.Id, token, new JsonObject { ["notes"] = "mine now" });
        Assert.Equal((HttpStatusCode.Forbidden, "Authorization_RequestDenied"), (foreign.Status, foreign.Code));
        var created = await _sandbox.PostAsync("applications", token, new JsonObject { ["displayName"] = "Owned" });
        _sandbox.Settle();
        Assert.Equal(HttpStatusCode.NoContent, (await _sandbox.PatchAsync(
            "applications/" + created.Json["id"], token, new JsonObject { ["notes"] = "mine" })).Status);
        var graph = await _sandbox.ResourceAsync();
        var consent = await _sandbox.PostAsync($"servicePrincipals/{graph["id"]}/appRoleAssignedTo", token, new JsonObject());
        Assert.Equal((HttpStatusCode.Forbidden, "Authorization_RequestDenied"), (consent.Status, consent.Code));
    }

    [Fact]
    public async Task ADeletedAppIsGoneWithItsPrincipal()
    {
        var admin = await _sandbox.AdminTokenAsync();
        var app = await _sandbox.CreateAppAsync("Contacts.Read");

        Assert.Equal(HttpStatusCode.NoContent, (await _sandbox.DeleteAsync("applications/" + app.Id, admin)).Status);

        Assert.Equal(HttpStatusCode.NotFound, (await _sandbox.GetAsync("applications/" + app.Id, admin)).Status);
        Assert.Equal("Request_ResourceNotFound", (await _sandbox.GetAsync("servicePrincipals/" + app.PrincipalId, admin)).Code);
    }

    [Fact]
    public async Task OwnersAreAddedByReference()
    {
        var admin = await _sandbox.AdminTokenAsync();
        var app = await _sandbox.CreateAppAsync();
        var body = new JsonObject { ["@odata.id"] = $"https://graph.microsoft.com/v1.0/directoryObjects/{app.PrincipalId}" };

        Assert.Equal(HttpStatusCode.NoContent, (await _sandbox.PostAsync($"applications/{app.Id}/owners/$ref", admin, body)).Status);
        Assert.Contains("already exist", (await _sandbox.PostAsync($"applications/{app.Id}/owners/$ref", admin, body)).Message);
        var owners = (await _sandbox.GetAsync($"applications/{app.Id}/owners", admin)).Json["value"]!.AsArray();
        Assert.Equal("#microsoft.graph.servicePrincipal", (string)Assert.Single(owners)!["@odata.type"]!);
    }
}
