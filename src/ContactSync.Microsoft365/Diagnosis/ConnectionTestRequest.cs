using ContactSync.Microsoft365.Ews;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;

namespace ContactSync.Microsoft365.Diagnosis;

/// <summary>What of a connection is to be tested.</summary>
public sealed record ConnectionTestRequest
{
    /// <summary>The tenant, and as whom; null where there is only an Exchange Server.</summary>
    public TenantSessionOptions? Tenant { get; init; }

    /// <summary>The Exchange that is read over EWS; null where there is none. Given the tenant's session for its tokens.</summary>
    public Func<TenantSession?, EwsClientOptions>? Exchange { get; init; }

    /// <summary>How mailboxes are named there.</summary>
    public EwsSourceOptions? ExchangeSource { get; init; }

    /// <summary>
    /// What tokens of the app are asked for where Exchange Online is read over EWS and Graph not at all; null where Graph is read, or a
    /// server of the company's own signs an account in.
    /// </summary>
    public string? OnlyExchangeResource { get; init; }

    /// <summary>What the app is for, and so what it needs; without EWS.</summary>
    public AppPreset Preset { get; init; } = AppPresets.Find("ContactImport");

    /// <summary>
    /// An administrator's session in the same tenant, which sees what the app itself may not; null where nobody is signed in.
    /// </summary>
    public TenantSession? Administrator { get; init; }

    /// <summary>The mailboxes to read, by address or id. Without any, and without groups, the first that can be found.</summary>
    public IReadOnlyList<string> Mailboxes { get; init; } = [];

    /// <summary>Groups whose members' mailboxes are read.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>True for every mailbox that there is.</summary>
    public bool All { get; init; }

    /// <summary>When the credential ends, where known.</summary>
    public DateTimeOffset? CredentialEnd { get; init; }

    /// <summary>Whether a preset's app opens mailboxes over EWS in Exchange Online.</summary>
    public static bool IsOverEws(AppPreset preset) => TokenNeeds.IsOverEws(preset);

    /// <summary>Whether there may be so many mailboxes that each is told in one row.</summary>
    internal bool IsForMany => All || Groups.Count > 0 || Mailboxes.Count > 1;
}
