using System.Text.Json.Nodes;
using ContactSync.Sandbox.Control;
using ContactSync.Sandbox.Mailboxes.Properties;
using ContactSync.Sandbox.Mailboxes.Store;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Mailboxes.Control;

/// <summary>
/// Distribution lists: POST lists {"displayName", "folder", "members"}, POST lists/{id} {"members"}. A member is {"item": id of a
/// contact or list}, or {"address", "name"}.
/// </summary>
internal sealed class ListControl(SandboxContext sandbox)
{
    public JsonObject Add(Mailbox mailbox, ContactFolder folder, JsonObject body) =>
        MailboxControl.Show(mailbox, mailbox.AddList(folder, body.Require("displayName"), Members(mailbox, body)));

    public JsonObject? Change(Mailbox mailbox, HttpContext context, JsonObject body)
    {
        var list = Find(mailbox, (string?)context.GetRouteValue("list") ?? "");
        if (!list.IsList)
            throw new ControlException(400, "The id is that of a contact, not of a list.");
        return mailbox.SetMembers(list.Number, Members(mailbox, body)) is { } changed ? MailboxControl.Show(mailbox, changed) : null;
    }

    private List<ListMember> Members(Mailbox mailbox, JsonObject body) =>
        [.. (body["members"] as JsonArray ?? []).Select(member => Member(mailbox, member as JsonObject ?? []))];

    private ListMember Member(Mailbox mailbox, JsonObject member)
    {
        if ((string?)member["item"] is { } id)
            return Of(Find(mailbox, id));
        var address = member.Require("address");
        var name = (string?)member["name"];
        lock (sandbox.Tenant.Gate)
        {
            if (sandbox.Tenant.Users.FirstOrDefault(user => address.Equals(user.Mail, StringComparison.OrdinalIgnoreCase)) is { } user)
                return new ListMember(ListMemberKind.Mailbox, name ?? user.Text("displayName")!, address);
            var group = sandbox.Tenant.Groups.FirstOrDefault(one => address.Equals(Address(one), StringComparison.OrdinalIgnoreCase));
            return group is null
                ? new ListMember(ListMemberKind.OneOff, name ?? address, address)
                : new ListMember(ListMemberKind.PublicDL, name ?? group.Text("displayName")!, address);
        }
    }

    public static ListMember Of(StoredContact item)
    {
        var name = item.Properties.Text(ContactFields.DisplayName) ?? "";
        return item.IsList
            ? new ListMember(ListMemberKind.PrivateDL, name, null, item.Number)
            : new ListMember(ListMemberKind.Contact, name, item.Properties.NonEmpty(ContactFields.Email1.Address), item.Number);
    }

    private string Address(DirectoryGroup group) => $"{group.Text("mailNickname")}@{sandbox.Tenant.Domain}";

    private static StoredContact Find(Mailbox mailbox, string text) =>
        ExchangeId.TryParse(text.Replace('+', '-').Replace('/', '_'), out var id) && mailbox.TryFind(id, out var item)
            ? item
            : throw new ControlException(404, $"There is no contact or list '{text}' in {mailbox.Address}.");
}
