using System.Collections.Concurrent;
using ContactSync.Sandbox.Ews.Access;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Ews;

/// <summary>What an administrator of Exchange has set: who may use EWS, and with which rights. Safe for many threads.</summary>
internal sealed class EwsSettings(ExchangeServer onPremises, string domain)
{
    /// <summary>The organisation's own Exchange: its NetBIOS name, as before the backslash of an account.</summary>
    public const string NetBiosName = "CONTOSO";

    public const string EnforceAllowList = "EnforceAllowList";
    public const string EnforceBlockList = "EnforceBlockList";

    /// <summary>Version of the organisation's own server; Exchange Online answers whoever signs in with a token.</summary>
    public ExchangeServer OnPremises { get; set; } = onPremises;

    /// <summary>The service account on the own server, with the role ApplicationImpersonation.</summary>
    public string ServiceAccount { get; } = $"svc-contactsync@{domain}";

    public string ServicePassword { get; } = SandboxIds.Password();

    /// <summary>Windows authentication of the own server is switched on; where the machine lacks NTLM it does nothing.</summary>
    public bool WindowsAuthentication { get; set; } = true;

    /// <summary>The own server offers NTLM and Negotiate.</summary>
    public bool OffersIntegrated => WindowsAuthentication && NtlmProvider.Absence is null;

    /// <summary>Addresses that the scope of the service account's role leaves out.</summary>
    public ConcurrentDictionary<string, bool> OutOfScope { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The organisation's EwsEnabled in Exchange Online: null allows all until the tenant's wave comes.</summary>
    public bool? EwsEnabled { get; set; }

    /// <summary>EwsAllowedAppIDs; asked only where <see cref="EwsEnabled"/> is true.</summary>
    public IReadOnlyList<string> AllowedAppIds { get; set; } = [];

    /// <summary>EwsApplicationAccessPolicy: which of the two lists of user agents counts; null for none.</summary>
    public string? AccessPolicy { get; set; }

    /// <summary>Patterns of user agents that alone may come in.</summary>
    public IReadOnlyList<string> AllowList { get; set; } = [];

    /// <summary>Patterns of user agents that may not.</summary>
    public IReadOnlyList<string> BlockList { get; set; } = [];

    /// <summary>Mailboxes with EwsEnabled false.</summary>
    public ConcurrentDictionary<Guid, bool> DisabledMailboxes { get; } = [];

    /// <summary>Mailboxes with a licence that has no EWS (Kiosk, F1, F3).</summary>
    public ConcurrentDictionary<Guid, bool> KioskMailboxes { get; } = [];

    /// <summary>Photos of users by object id.</summary>
    public ConcurrentDictionary<Guid, byte[]> Photos { get; } = [];

    /// <summary>Where Autodiscover sends clients that ask for an address or a domain: another address, or a URL.</summary>
    public ConcurrentDictionary<string, string> Redirects { get; } = new(StringComparer.OrdinalIgnoreCase);
}
