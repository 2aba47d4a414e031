using System.Text.Json;
using ContactSync.Microsoft365.ExchangeAdmin;
using Xunit;

namespace ContactSync.Tests.PowerShell;

public sealed class EwsPolicyCommandTests(ExchangeFixture tenant) : IClassFixture<ExchangeFixture>, IDisposable
{
    private static readonly string One = Guid.NewGuid().ToString();
    private static readonly string Two = Guid.NewGuid().ToString();

    public void Dispose()
    {
        tenant.Exchange.Settle();
        var settings = tenant.Server.Context.Ews;
        (settings.EwsEnabled, settings.AllowedAppIds, settings.AccessPolicy) = (null, [], null);
        settings.DisabledMailboxes.Clear();
    }

    [Fact]
    public void One_app_is_put_on_the_list_beside_the_others_and_taken_off_again()
    {
        Set(enabled: true, One);
        using var host = tenant.Connect();
        var path = Path.Combine(tenant.Folder, $"{Guid.NewGuid():N}.json");

        var set = host.Run("Set-SyncEwsPolicy -AppId $args[0] -BackupPath $args[1] -Confirm:$false", Two, path).ThrowOnError();
        var policy = Assert.Single(set.Objects<SyncEwsPolicy>());
        Assert.Equal([One, Two], policy.AllowedAppIds);
        Assert.True(policy.IsAllowed);
        Assert.Contains("24 hours", Assert.Single(set.Warnings));
        Assert.Contains("1 April 2027", set.Warnings[0]);
        using (var backup = JsonDocument.Parse(File.ReadAllText(path)))
            Assert.Equal(One, backup.RootElement.GetProperty("EwsAllowedAppIDs").GetString());
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));

        var again = tenant.RunReading(host, "Set-SyncEwsPolicy $args[0] -Confirm:$false", Two).ThrowOnError();
        Assert.Equal(2, Assert.Single(again.Objects<SyncEwsPolicy>()).AllowedAppIds.Count);
        Assert.Empty(again.Warnings);

        var removed = host.Run("Set-SyncEwsPolicy $args[0] -Remove -BackupPath $args[1] -Confirm:$false", One, path).ThrowOnError();
        Assert.Equal([Two], Assert.Single(removed.Objects<SyncEwsPolicy>()).AllowedAppIds);

        var last = tenant.RunReading(host, "Set-SyncEwsPolicy $args[0] -Remove -Confirm:$false", Two);
        Assert.StartsWith("EwsListWouldBeEmpty,", Assert.Single(last.Errors).FullyQualifiedErrorId);
    }

    [Fact]
    public void WhatIf_writes_neither_the_list_nor_a_file()
    {
        Set(enabled: null);
        using var host = tenant.Connect();
        var path = Path.Combine(tenant.Folder, $"{Guid.NewGuid():N}.json");

        Assert.Empty(tenant.RunReading(host, "Set-SyncEwsPolicy $args[0] -BackupPath $args[1] -WhatIf", One, path).ThrowOnError().Output);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void Each_gate_that_stays_shut_is_named()
    {
        using var host = tenant.Connect();
        Assert.True(Get().IsAllowed);
        Assert.Null(Assert.Single(host.Run("Get-SyncEwsPolicy").ThrowOnError().Objects<SyncEwsPolicy>()).IsAllowed);

        Set(enabled: true);
        Assert.Contains("empty", Assert.Single(Get().BlockedBy));
        Set(enabled: true, Two);
        Assert.Contains(One, Assert.Single(Get().BlockedBy));
        Set(enabled: false, One);
        Assert.Contains("EwsEnabled of the organisation is False", Assert.Single(Get().BlockedBy));
        Set(enabled: true, One);
        var settings = tenant.Server.Context.Ews;
        (settings.AccessPolicy, settings.BlockList) = ("EnforceBlockList", ["Old*"]);
        settings.DisabledMailboxes[tenant.Server.Context.Tenant.FindUser(tenant.Mailboxes[0])!.Id] = true;
        var policy = Get("-UserAgent OldClient/1");
        Assert.Equal(2, policy.BlockedBy.Count);
        Assert.Equal((tenant.Mailboxes[0], false), (policy.Mailbox, policy.MailboxEwsEnabled));

        SyncEwsPolicy Get(string more = "") => Assert.Single(tenant.RunReading(
            host, "Get-SyncEwsPolicy $args[0] -Mailbox $args[1] " + more, One, tenant.Mailboxes[0]).ThrowOnError().Objects<SyncEwsPolicy>());
    }

    [Fact]
    public async Task Who_wrote_in_between_is_not_overwritten()
    {
        Set(enabled: true, One);
        await using var session = tenant.Session();
        var service = new EwsPolicyService(session);
        var change = await service.PlanAsync(Guid.Parse(Two), remove: false, default);
        var third = Guid.NewGuid().ToString();
        Set(enabled: true, One, third);

        var error = await Assert.ThrowsAsync<SyncException>(() => service.ApplyAsync(change, default));
        Assert.Equal("EwsListChanged", error.ErrorId);
        Assert.Equal([One, third], tenant.Server.Context.Ews.AllowedAppIds);
    }

    private void Set(bool? enabled, params string[] appIds)
    {
        var settings = tenant.Server.Context.Ews;
        tenant.Exchange.Settle();
        (settings.EwsEnabled, settings.AllowedAppIds) = (enabled, appIds);
    }
}
