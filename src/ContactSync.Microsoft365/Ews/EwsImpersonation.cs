using System.Xml;

namespace ContactSync.Microsoft365.Ews;

/// <summary>By what a mailbox is named when an account works in its name.</summary>
public enum EwsImpersonationKind
{
    /// <summary>The primary mail address; an alias is refused.</summary>
    PrimarySmtpAddress,

    /// <summary>Any mail address of the mailbox; Exchange Online understands it, older servers may not.</summary>
    SmtpAddress,

    /// <summary>The user principal name.</summary>
    PrincipalName,

    /// <summary>The security identifier.</summary>
    Sid,
}

/// <summary>In whose name a request is made.</summary>
/// <param name="Kind">What <paramref name="Value"/> is.</param>
/// <param name="Value">The address, name or identifier.</param>
/// <remarks>https://learn.microsoft.com/exchange/client-developer/web-service-reference/exchangeimpersonation</remarks>
public sealed record EwsImpersonation(EwsImpersonationKind Kind, string Value)
{
    /// <summary>
    /// The address by which a request finds the mailbox's server (X-AnchorMailbox). A security identifier leads nowhere; give the mail
    /// address beside it, where it is known.
    /// </summary>
    public string? Anchor { get; init; } = Kind == EwsImpersonationKind.Sid ? null : Value;

    /// <summary>Writes the SOAP header.</summary>
    internal void Write(XmlWriter writer)
    {
        writer.WriteStartElement("t", "ExchangeImpersonation", EwsNames.Types);
        writer.WriteStartElement("t", "ConnectingSID", EwsNames.Types);
        writer.WriteElementString("t", ElementOf(Kind), EwsNames.Types, Value);
        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    private static string ElementOf(EwsImpersonationKind kind) => kind switch
    {
        EwsImpersonationKind.PrimarySmtpAddress => "PrimarySmtpAddress",
        EwsImpersonationKind.SmtpAddress => "SmtpAddress",
        EwsImpersonationKind.PrincipalName => "PrincipalName",
        EwsImpersonationKind.Sid => "SID",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
