using System.Text.Json.Nodes;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.ExchangeAdmin.Commands;

/// <summary>Get-Group, New-, Set- and Remove-DistributionGroup, Get- and Update-DistributionGroupMember.</summary>
internal sealed class GroupCommands(SandboxContext sandbox)
{
    private ExchangeDirectory Directory => sandbox.Exchange.Directory;

    public void Add(AdminCommands commands)
    {
        commands.Add("Get-Group", "Identity", command => AdminResult.Of(Show(Directory.Group(command.Require("Identity")))));
        commands.Add("New-DistributionGroup", "Name DisplayName Alias Type Notes", New);
        commands.Add("Set-DistributionGroup", "Identity HiddenFromAddressListsEnabled", command =>
        {
            var group = Directory.Group(command.Require("Identity"));
            group.Properties["hideFromAddressLists"] = command.Truth("HiddenFromAddressListsEnabled") ?? false;
            return AdminResult.Nothing;
        });
        commands.Add("Remove-DistributionGroup", "Identity BypassSecurityGroupManagerCheck", command =>
        {
            sandbox.Tenant.Groups.Remove(Directory.Group(command.Require("Identity")));
            return AdminResult.Nothing;
        });
        commands.Add("Get-DistributionGroupMember", "Identity ResultSize", command => AdminResult.Of(
            Directory.Group(command.Require("Identity")).Members.Select(ShowMember)));
        commands.Add("Update-DistributionGroupMember", "Identity Members BypassSecurityGroupManagerCheck", Update);
    }

    private AdminResult New(AdminCommand command)
    {
        var name = command.Require("Name");
        if (name.Length > 64)
            throw AdminException.Invalid("The length of the property is too long. The maximum length is 64 and the length of the value "
                + $"provided is {name.Length}.");
        if (sandbox.Tenant.Groups.Any(group => name.Equals(group.Text("displayName"), StringComparison.OrdinalIgnoreCase)))
            throw AdminException.Exists(name);
        var group = Groups.Create(Guid.NewGuid(), name, GraphTime.Format(sandbox.Time.GetUtcNow()));
        if (command.Text("Alias") is { } alias)
            group.Properties["mailNickname"] = alias;
        Groups.EnableMail(group, sandbox.Tenant.Domain);
        group.Properties["description"] = command.Text("Notes");
        group.Properties["securityEnabled"] = command.Text("Type") == "Security";
        sandbox.Tenant.Groups.Add(group);
        return AdminResult.Of(Show(group));
    }

    private AdminResult Update(AdminCommand command)
    {
        var group = Directory.Group(command.Require("Identity"));
        var members = command.Texts("Members").Select(Directory.Recipient).Distinct().ToList();
        group.Members.Clear();
        group.Members.AddRange(members);
        return AdminResult.Nothing;
    }

    private JsonObject Show(DirectoryGroup group) => new()
    {
        ["Name"] = group.Text("displayName"),
        ["DisplayName"] = group.Text("displayName"),
        ["DistinguishedName"] = Directory.DistinguishedName(group),
        ["ExternalDirectoryObjectId"] = group.Id.ToString(),
        ["WindowsEmailAddress"] = group.Text("mail"),
        ["Notes"] = group.Text("description"),
        ["RecipientTypeDetails"] = (bool?)group.Properties["securityEnabled"] ?? false
            ? "MailUniversalSecurityGroup"
            : "MailUniversalDistributionGroup",
    };

    private static JsonObject ShowMember(DirectoryObject member) => new()
    {
        ["DisplayName"] = member.Text("displayName"),
        ["PrimarySmtpAddress"] = member.Text("mail"),
        ["ExternalDirectoryObjectId"] = member.Id.ToString(),
        ["RecipientType"] = member switch
        {
            DirectoryUser { Mailbox: MailboxPlace.Cloud } => "UserMailbox",
            DirectoryUser => "MailUser",
            _ => "MailUniversalSecurityGroup",
        },
    };
}
