using System.Text.Json.Nodes;
using System.Xml;
using ContactSync.Sandbox.Ews.Soap;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Ews.Access;

/// <summary>Somebody in the global address list: a user with a mailbox, or a group.</summary>
/// <param name="Object">The object of the directory.</param>
/// <param name="Name">Display name.</param>
/// <param name="Address">Primary SMTP address.</param>
internal sealed record DirectoryEntry(DirectoryObject Object, string Name, string Address)
{
    private const string T = EwsNames.TypesUri;

    public bool IsGroup => Object is DirectoryGroup;

    public static DirectoryEntry? Of(DirectoryObject one, Tenant tenant) => one switch
    {
        DirectoryUser { Mail: { } mail } user => new(user, user.Text("displayName") ?? mail, mail),
        // Every group has an address on the own server, under the nickname that the directory keeps.
        DirectoryGroup group => new(group, group.Text("displayName") ?? "", $"{group.Text("mailNickname")}@{tenant.Domain}"),
        _ => null,
    };

    /// <summary>Ambiguous name resolution: the beginning of a word of the name, of the alias or of an address.</summary>
    public bool Matches(string text)
    {
        bool Begins(string? value) => value is not null && value.StartsWith(text, StringComparison.OrdinalIgnoreCase);
        if (text.StartsWith("smtp:", StringComparison.OrdinalIgnoreCase))
            return Addresses().Contains(text[5..], StringComparer.OrdinalIgnoreCase);
        return Begins(Name) || Begins(Object.Text("surname")) || Begins(Object.Text("mailNickname")) || Addresses().Any(Begins);
    }

    public void WriteMailbox(XmlWriter writer)
    {
        writer.WriteStartElement("Mailbox", T);
        writer.WriteElementString("Name", T, SoapValues.Clean(Name));
        writer.WriteElementString("EmailAddress", T, Address);
        writer.WriteElementString("RoutingType", T, "SMTP");
        writer.WriteElementString("MailboxType", T, IsGroup ? "PublicDL" : "Mailbox");
        writer.WriteEndElement();
    }

    /// <summary>The entry as a contact, as ResolveNames returns it with full contact data.</summary>
    public void WriteContact(XmlWriter writer)
    {
        writer.WriteStartElement("Contact", T);
        Write(writer, "DisplayName", Name);
        Write(writer, "GivenName", Object.Text("givenName"));
        Write(writer, "CompanyName", Object.Text("companyName"));
        writer.WriteStartElement("EmailAddresses", T);
        WriteEntry(writer, "EmailAddress1", "SMTP:" + Address);
        writer.WriteEndElement();
        WriteAddress(writer);
        WritePhones(writer);
        Write(writer, "ContactSource", "ActiveDirectory");
        Write(writer, "Department", Object.Text("department"));
        Write(writer, "JobTitle", Object.Text("jobTitle"));
        Write(writer, "OfficeLocation", Object.Text("officeLocation"));
        Write(writer, "Surname", Object.Text("surname"));
        Write(writer, "Alias", Object.Text("mailNickname"));
        writer.WriteEndElement();
    }

    private IEnumerable<string> Addresses() => (Object.Properties["proxyAddresses"] as JsonArray ?? [])
        .Select(proxy => (string)proxy!)
        .Where(proxy => proxy.StartsWith("smtp:", StringComparison.OrdinalIgnoreCase))
        .Select(proxy => proxy[5..])
        .Append(Address);

    private void WriteAddress(XmlWriter writer)
    {
        (string Element, string Property)[] parts =
            [("City", "city"), ("CountryOrRegion", "country"), ("PostalCode", "postalCode")];
        if (Array.TrueForAll(parts, part => Object.Text(part.Property) is null))
            return;
        writer.WriteStartElement("PhysicalAddresses", T);
        writer.WriteStartElement("Entry", T);
        writer.WriteAttributeString("Key", "Business");
        foreach (var (element, property) in parts)
            Write(writer, element, Object.Text(property));
        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    private void WritePhones(XmlWriter writer)
    {
        var business = (Object.Properties["businessPhones"] as JsonArray)?.Select(phone => (string?)phone).FirstOrDefault();
        var mobile = Object.Text("mobilePhone");
        if (business is null && mobile is null)
            return;
        writer.WriteStartElement("PhoneNumbers", T);
        if (business is not null)
            WriteEntry(writer, "BusinessPhone", business);
        if (mobile is not null)
            WriteEntry(writer, "MobilePhone", mobile);
        writer.WriteEndElement();
    }

    private static void WriteEntry(XmlWriter writer, string key, string text)
    {
        writer.WriteStartElement("Entry", T);
        writer.WriteAttributeString("Key", key);
        writer.WriteString(SoapValues.Clean(text));
        writer.WriteEndElement();
    }

    private static void Write(XmlWriter writer, string element, string? text)
    {
        if (!string.IsNullOrEmpty(text))
            writer.WriteElementString(element, T, SoapValues.Clean(text));
    }
}
