namespace ContactSync.Microsoft365.Ews;

/// <summary>Whoever has an address: a mailbox, a list, someone outside.</summary>
/// <param name="Name">The name shown.</param>
/// <param name="Address">The address; of the form that <paramref name="RoutingType"/> names.</param>
/// <param name="RoutingType"><c>SMTP</c>, or <c>EX</c> for the name in an Exchange organisation.</param>
/// <param name="Type"><c>Mailbox</c>, <c>PublicDL</c>, <c>PrivateDL</c>, <c>Contact</c> …; null where the server does not say.</param>
/// <param name="ItemId">The item behind it, where it is one of the mailbox (a private list).</param>
/// <remarks>https://learn.microsoft.com/exchange/client-developer/web-service-reference/mailbox</remarks>
internal sealed record EwsMailbox(string? Name, string? Address, string? RoutingType, string? Type, string? ItemId = null)
{
    /// <summary>Reads a mailbox; the answer stands on it.</summary>
    public static EwsMailbox Read(EwsXml xml)
    {
        var mailbox = new EwsMailbox(null, null, null, null);
        foreach (var name in xml.Children())
        {
            mailbox = name switch
            {
                "Name" => mailbox with { Name = xml.TextOrNull() },
                "EmailAddress" => mailbox with { Address = xml.TextOrNull() },
                "RoutingType" => mailbox with { RoutingType = xml.TextOrNull() },
                "MailboxType" => mailbox with { Type = xml.TextOrNull() },
                "ItemId" => mailbox with { ItemId = xml.Attribute("Id") },
                _ => mailbox,
            };
        }
        return mailbox;
    }
}
