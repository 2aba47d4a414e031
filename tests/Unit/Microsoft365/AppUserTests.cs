using System.Collections.Concurrent;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;
using Microsoft.Graph.Models;
using Xunit;

namespace ContactSync.Tests.Microsoft365;

/// <summary>Users and groups assigned to an app, against the sandbox.</summary>
public sealed class AppUserTests(SandboxTenant tenant) : IClassFixture<SandboxTenant>
{
    private string User => tenant.Host.Users[0].Address;

    [Fact]
    public async Task Users_and_groups_are_assigned_once_and_taken_off_once()
    {
        var requests = new ConcurrentQueue<string>();
        await using var session = tenant.Administrator(requests);
        var app = await SandboxTenant.RegisterAsync(session, "With users");
        var service = new AppUserService(session, TimeProvider.System);

        var plan = await service.PlanAddAsync(app, [User, User], ["Phone users"], null, true, default);
        var added = await service.ApplyAsync(plan, default);
        requests.Clear();
        var again = await service.PlanAddAsync(app, [User], ["Phone users"], null, true, default);
        var unchanged = await service.ApplyAsync(again, default);

        Assert.Equal(3, plan.Changes.Count);
        Assert.All(added, row => Assert.Equal(("Added", "Default access"), (row.Change, row.Role)));
        Assert.Empty(again.Changes);
        Assert.All(unchanged, row => Assert.Equal(("Unchanged", true), (row.Change, row.AssignmentRequired)));
        Assert.Empty(SandboxTenant.Writing(requests));
        Assert.Equal(
            [AppUserType.Group, AppUserType.User], (await service.GetAsync(app, default)).Select(row => row.Type).OrderDescending());

        var leaving = await service.PlanRemoveAsync(app, [User], [], default);
        await service.RemoveAsync(app, leaving, default);
        await service.RemoveAsync(app, leaving, default);

        Assert.Equal("Removed", Assert.Single(leaving).Change);
        Assert.Equal("Phone users", Assert.Single(await service.GetAsync(app, default)).Name);
        Assert.Empty(await service.PlanRemoveAsync(app, [User], [], default));
    }

    [Fact]
    public async Task An_app_with_roles_wants_one_of_them()
    {
        await using var session = tenant.Administrator();
        var app = await SandboxTenant.RegisterAsync(session, "With roles");
        await session.Graph.Applications[app.ObjectId].PatchAsync(new()
        {
            AppRoles =
            [
                new AppRole
                {
                    Id = Guid.NewGuid(), AllowedMemberTypes = ["User"], DisplayName = "Readers", Description = "Read.", IsEnabled = true,
                    Value = "Reader",
                },
            ],
        });
        var service = new AppUserService(session, TimeProvider.System);

        var needed = await Assert.ThrowsAsync<SyncException>(() => service.PlanAddAsync(app, [User], [], null, null, default));
        var unknown = await Assert.ThrowsAsync<SyncException>(() => service.PlanAddAsync(app, [User], [], "Writer", null, default));
        var added = await service.ApplyAsync(await service.PlanAddAsync(app, [User], [], "readers", null, default), default);

        Assert.Equal(("AppRoleNeeded", "AppRoleNotFound"), (needed.ErrorId, unknown.ErrorId));
        Assert.Contains("Reader", needed.Advice);
        Assert.Equal("Reader", Assert.Single(added).Role);
    }
}
