using System.Text.Json.Nodes;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.ExchangeAdmin.Commands;

/// <summary>Get- and Set-CASMailbox, as far as EWS is concerned.</summary>
internal sealed class MailboxCommands(SandboxContext sandbox)
{
    private DelayedSettings Policy => sandbox.Exchange.Policy;

    public void Add(AdminCommands commands)
    {
        commands.Add("Get-CASMailbox", "Identity ResultSize", Get);
        commands.Add("Set-CASMailbox", "Identity EwsEnabled", Set);
    }

    private AdminResult Get(AdminCommand command)
    {
        Policy.Apply();
        if (command.Text("Identity") is { } identity)
            return AdminResult.Of(Show(sandbox.Exchange.Directory.Mailbox(identity)));
        var mailboxes = sandbox.Tenant.Users.Where(user => user.Mailbox == MailboxPlace.Cloud).Select(Show).ToList();
        if (command.Text("ResultSize") == "Unlimited" || mailboxes.Count <= 1000)
            return AdminResult.Of(mailboxes);
        const string More =
            "By default, only the first 1000 items are returned. Use the ResultSize parameter to specify the number of items "
            + "returned. To return all items, specify \"-ResultSize Unlimited\".";
        return new AdminResult([.. mailboxes.Take(1000)], [More]);
    }

    private AdminResult Set(AdminCommand command)
    {
        var user = sandbox.Exchange.Directory.Mailbox(command.Require("Identity"));
        if (!command.Has("EwsEnabled"))
            return AdminResult.Warn("The command completed successfully but no settings have been modified.");
        var enabled = command.Truth("EwsEnabled") ?? true;
        Policy.Write(Name(user), enabled, OrganizationCommands.PolicyDelay, () =>
        {
            if (enabled)
                sandbox.Ews.DisabledMailboxes.TryRemove(user.Id, out _);
            else
                sandbox.Ews.DisabledMailboxes[user.Id] = true;
        });
        return AdminResult.Nothing;
    }

    private JsonObject Show(DirectoryUser user) => new()
    {
        ["Name"] = user.Text("mailNickname"),
        ["DisplayName"] = user.Text("displayName"),
        ["PrimarySmtpAddress"] = user.Mail,
        ["ExternalDirectoryObjectId"] = user.Id.ToString(),
        ["EwsEnabled"] = Policy.Read(Name(user), !sandbox.Ews.DisabledMailboxes.ContainsKey(user.Id)),
        ["EwsApplicationAccessPolicy"] = null,
        ["EwsAllowList"] = null,
        ["EwsBlockList"] = null,
    };

    private static string Name(DirectoryUser user) => $"EwsEnabled of {user.Id}";
}
