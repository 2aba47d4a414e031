using System.Xml;

namespace ContactSync.Microsoft365.Ews.Operations;

/// <summary>
/// Whoever a name or an address may mean; at most a hundred. Several come with the warning ErrorNameResolutionMultipleResults, none with
/// the error ErrorNameResolutionNoResults.
/// </summary>
/// <param name="name">A name, part of one, or an address.</param>
/// <param name="withContact">Whether the directory's fields of each come too.</param>
/// <param name="scope">Where to look.</param>
/// <remarks>https://learn.microsoft.com/exchange/client-developer/web-service-reference/resolvenames-operation</remarks>
internal sealed class ResolveNames(string name, bool withContact = false, EwsNameScope scope = EwsNameScope.ActiveDirectory)
    : EwsOperation<EwsPage<EwsResolution>>
{
    public override string Name => "ResolveNames";

    public override void Write(XmlWriter writer)
    {
        writer.WriteAttributeString("ReturnFullContactData", XmlConvert.ToString(withContact));
        writer.WriteAttributeString("SearchScope", scope.ToString());
        if (withContact)
            writer.WriteAttributeString("ContactDataShape", nameof(EwsBaseShape.AllProperties));
        writer.WriteElementString("UnresolvedEntry", EwsNames.Messages, name);
    }

    public override EwsPage<EwsResolution>? Take(string name, EwsXml xml, EwsPage<EwsResolution>? payload)
    {
        if (name != "ResolutionSet")
            return payload;
        var page = EwsPage<EwsResolution>.ReadAttributes(xml);
        var entries = new List<EwsResolution>();
        foreach (var _ in xml.Children())
            entries.Add(EwsResolution.Read(xml));
        return page with { Entries = entries };
    }
}

/// <summary>Where names are looked up.</summary>
internal enum EwsNameScope
{
    ActiveDirectory,
    ActiveDirectoryContacts,
    Contacts,
    ContactsActiveDirectory,
}

/// <summary>One that the name may mean.</summary>
/// <param name="Mailbox">The address.</param>
/// <param name="Contact">The fields the directory or the mailbox has of it, where they were asked for.</param>
internal sealed record EwsResolution(EwsMailbox Mailbox, SyncContact? Contact)
{
    /// <summary>Reads one; the answer stands on it.</summary>
    /// <exception cref="FormatException">It has no mailbox.</exception>
    public static EwsResolution Read(EwsXml xml)
    {
        EwsMailbox? mailbox = null;
        SyncContact? contact = null;
        foreach (var name in xml.Children())
        {
            if (name == "Mailbox")
                mailbox = EwsMailbox.Read(xml);
            else if (name == "Contact")
                contact = EwsItem.Read(xml).Contact;
        }
        return mailbox is null ? throw new FormatException("A name was resolved to nothing.") : new EwsResolution(mailbox, contact);
    }
}
