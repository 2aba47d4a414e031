using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace ContactSync.Tests.Sandbox;

/// <summary>Deleted apps, and what the directory takes of new ones.</summary>
public sealed class DeletedItemTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>
{
    private const string Deleted = "directory/deletedItems/";

    private readonly SandboxClient _sandbox = fixture.Client;

    [Fact]
    public async Task ADeletedAppKeepsItsUniqueNameUntilItIsDeletedForGood()
    {
        var admin = await _sandbox.AdminTokenAsync();
        var body = new JsonObject { ["displayName"] = "Kept", ["uniqueName"] = "kept" };
        var id = (string)(await _sandbox.PostAsync("applications", admin, body)).Json["id"]!;
        _sandbox.Settle();
        Assert.Equal(HttpStatusCode.NoContent, (await _sandbox.DeleteAsync("applications/" + id, admin)).Status);

        foreach (var name in new[] { "microsoft.graph.application", "graph.application" })
        {
            var listed = (await _sandbox.GetAsync(Deleted + name, admin)).Json["value"]!.AsArray();
            Assert.NotNull(Assert.Single(listed, item => (string)item!["id"]! == id)!["deletedDateTime"]);
        }
        Assert.Equal("kept", (string)(await _sandbox.GetAsync(Deleted + id, admin)).Json["uniqueName"]!);
        Assert.Contains("uniqueName already exists", (await _sandbox.PostAsync("applications", admin, body)).Message);

        Assert.Equal(HttpStatusCode.NoContent, (await _sandbox.DeleteAsync(Deleted + id, admin)).Status);
        Assert.Equal("Request_ResourceNotFound", (await _sandbox.DeleteAsync(Deleted + id, admin)).Code);
        Assert.Equal(HttpStatusCode.Created, (await _sandbox.PostAsync("applications", admin, body)).Status);
    }

    [Fact]
    public async Task AnAppAndItsPrincipalAreRestoredOneByOneWithWhatWasGranted()
    {
        var admin = await _sandbox.AdminTokenAsync();
        var app = await _sandbox.CreateAppAsync("Contacts.Read");
        await _sandbox.DeleteAsync("applications/" + app.Id, admin);
        Assert.Equal(HttpStatusCode.NotFound, (await _sandbox.GetAsync($"servicePrincipals(appId='{app.AppId}')", admin)).Status);

        var restored = await _sandbox.PostAsync($"{Deleted}{app.Id}/restore", admin, new JsonObject());
        _sandbox.Settle();
        Assert.Equal((HttpStatusCode.OK, app.AppId), (restored.Status, (string)restored.Json["appId"]!));
        Assert.Null((await _sandbox.GetAsync("applications/" + app.Id, admin)).Json["deletedDateTime"]);
        Assert.Equal(HttpStatusCode.NotFound, (await _sandbox.GetAsync("servicePrincipals/" + app.PrincipalId, admin)).Status);

        await _sandbox.PostAsync($"{Deleted}{app.PrincipalId}/microsoft.graph.restore", admin, new JsonObject());
        _sandbox.Settle();
        var roles = SandboxClient.Claims(await _sandbox.AppTokenAsync(app.AppId, app.Secret))["roles"]!.AsArray();
        Assert.Equal("Contacts.Read", (string)Assert.Single(roles)!);
    }

    [Fact]
    public async Task APrincipalMadeAnewKeepsTheDeletedOneFromComingBack()
    {
        var admin = await _sandbox.AdminTokenAsync();
        var app = await _sandbox.CreateAppAsync();
        await _sandbox.DeleteAsync("servicePrincipals/" + app.PrincipalId, admin);
        await _sandbox.PostAsync("servicePrincipals", admin, new JsonObject { ["appId"] = app.AppId });

        var refused = await _sandbox.PostAsync($"{Deleted}{app.PrincipalId}/restore", admin, new JsonObject());

        Assert.Equal((HttpStatusCode.Conflict, "Request_MultipleObjectsWithSameKeyValue"), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task WhatWasDeletedGoesAfterThirtyDays()
    {
        await using var sandbox = await SandboxClient.StartAsync(new() { MailboxCount = 1 });
        var app = await sandbox.CreateAppAsync();
        await sandbox.DeleteAsync("applications/" + app.Id, await sandbox.AdminTokenAsync());

        sandbox.Time.Advance(TimeSpan.FromDays(29));
        Assert.Equal(HttpStatusCode.OK, (await sandbox.GetAsync(Deleted + app.Id, await sandbox.AdminTokenAsync())).Status);
        sandbox.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(HttpStatusCode.NotFound, (await sandbox.GetAsync(Deleted + app.Id, await sandbox.AdminTokenAsync())).Status);
    }

    [Fact]
    public async Task OnlyWhoMayWriteAppsRestoresOrDeletesForGood()
    {
        var admin = await _sandbox.AdminTokenAsync();
        var reader = await _sandbox.CreateAppAsync("Application.Read.All");
        var owner = await _sandbox.CreateAppAsync("Application.ReadWrite.OwnedBy");
        var victim = await _sandbox.CreateAppAsync();
        await _sandbox.DeleteAsync("applications/" + victim.Id, admin);

        foreach (var app in new[] { reader, owner })
        {
            var token = await _sandbox.AppTokenAsync(app.AppId, app.Secret);
            Assert.Equal(HttpStatusCode.OK, (await _sandbox.GetAsync(Deleted + "microsoft.graph.application", token)).Status);
            Assert.Equal(HttpStatusCode.Forbidden, (await _sandbox.DeleteAsync(Deleted + victim.Id, token)).Status);
            var restored = await _sandbox.PostAsync($"{Deleted}{victim.Id}/restore", token, new JsonObject());
            Assert.Equal("Authorization_RequestDenied", restored.Code);
        }
        var nobody = await _sandbox.CreateAppAsync();
        var nothing = await _sandbox.AppTokenAsync(nobody.AppId, nobody.Secret);
        Assert.Equal(HttpStatusCode.Forbidden, (await _sandbox.GetAsync(Deleted + victim.Id, nothing)).Status);
    }

    [Fact]
    public async Task AFullDirectoryTakesNoAppUntilADeletedOneIsDeletedForGood()
    {
        await using var sandbox = await SandboxClient.StartAsync(new() { MailboxCount = 1 });
        var admin = await sandbox.AdminTokenAsync();
        var app = await sandbox.CreateAppAsync();
        await sandbox.ControlAsync(HttpMethod.Post, "directory", new JsonObject { ["objectQuota"] = 1 });
        var body = new JsonObject { ["displayName"] = "One too many" };

        var refused = await sandbox.PostAsync("applications", admin, body);
        Assert.Equal((HttpStatusCode.Forbidden, "Directory_QuotaExceeded"), (refused.Status, refused.Code));

        var tenant = sandbox.Host.Context.Tenant;
        var used = tenant.Users.Count + tenant.Groups.Count + tenant.Applications.Count + tenant.ServicePrincipals.Count;
        await sandbox.ControlAsync(HttpMethod.Post, "directory", new JsonObject { ["objectQuota"] = used });
        await sandbox.DeleteAsync("applications/" + app.Id, admin);
        Assert.Equal("Directory_QuotaExceeded", (await sandbox.PostAsync("applications", admin, body)).Code);
        await sandbox.DeleteAsync(Deleted + app.Id, admin);
        Assert.Equal(HttpStatusCode.Created, (await sandbox.PostAsync("applications", admin, body)).Status);
    }

    [Fact]
    public async Task AnAudienceThatThePolicyForbidsIsRefused()
    {
        await using var sandbox = await SandboxClient.StartAsync(new() { MailboxCount = 1 });
        await sandbox.ControlAsync(
            HttpMethod.Post, "directory", new JsonObject { ["forbiddenAudiences"] = new JsonArray("AzureADMultipleOrgs") });
        var body = new JsonObject { ["displayName"] = "x", ["signInAudience"] = "AzureADMultipleOrgs" };

        var refused = await sandbox.PostAsync("applications", await sandbox.AdminTokenAsync(), body);

        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        Assert.Contains("policy", refused.Message);
    }
}
