namespace ContactSync;

/// <summary>How a connection proves itself to Exchange Web Services.</summary>
public enum ExchangeAuthentication
{
    /// <summary>A token of the connection's app: Exchange Online, or a server in hybrid modern authentication.</summary>
    OAuth,

    /// <summary>Name and password over TLS.</summary>
    Basic,

    /// <summary>NTLM.</summary>
    Ntlm,

    /// <summary>Kerberos where it can be had, else NTLM.</summary>
    Negotiate,
}
