using System.Globalization;
using System.Xml;
using ContactSync.Sandbox.Ews.Access;
using ContactSync.Sandbox.Ews.Items;
using ContactSync.Sandbox.Ews.Soap;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Ews.Operations;

/// <summary>
/// https://learn.microsoft.com/exchange/client-developer/web-service-reference/expanddl-operation. A group in a group is one entry:
/// the client has to expand it too, and to mind groups that contain each other.
/// </summary>
internal static class ExpandDL
{
    public const string Name = "ExpandDL";

    public static void Answer(EwsCall call, XmlWriter writer) =>
        ResponseMessages.Write(writer, Name, [call.Child("Mailbox")!], mailbox =>
        {
            var address = (string?)mailbox.Element(EwsNames.T + "EmailAddress");
            if (mailbox.Element(EwsNames.T + "ItemId") is { } reference)
                return OfList(call.Item(reference));
            var entry = call.Directory.Entries().FirstOrDefault(one => one.IsGroup && IsNamed(one, address ?? ""));
            if (entry?.Object is not DirectoryGroup group)
                throw NoResults();
            var members = call.Directory.Members(group);
            return Expansion(members, (answer, member) => member.WriteMailbox(answer));
        });

    /// <summary>A list of the user's own, which only its id names.</summary>
    private static Action<XmlWriter> OfList(EwsItem item) => item.Contact.IsList
        ? Expansion(item.Contact.Members, (answer, member) => ListWriters.WriteMailbox(answer, member, item.Linked(member)))
        : throw NoResults();

    private static Action<XmlWriter> Expansion<T>(IReadOnlyList<T> members, Action<XmlWriter, T> write) => answer =>
    {
        answer.WriteStartElement("DLExpansion", EwsNames.MessagesUri);
        answer.WriteAttributeString("TotalItemsInView", members.Count.ToString(CultureInfo.InvariantCulture));
        answer.WriteAttributeString("IncludesLastItemInRange", "true");
        foreach (var member in members)
            write(answer, member);
        answer.WriteEndElement();
    };

    /// <summary>By its address or, as Exchange takes it too, by its name.</summary>
    private static bool IsNamed(DirectoryEntry entry, string text) =>
        text.Equals(entry.Address, StringComparison.OrdinalIgnoreCase) || text.Equals(entry.Name, StringComparison.OrdinalIgnoreCase);

    private static EwsException NoResults() => new("ErrorNameResolutionNoResults", "No results were found.");
}
