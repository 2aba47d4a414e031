using ContactSync.Engine.Numbers;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell.Connections;

/// <summary>What is asked of a connection; null is what is not. It is made into a connection without a look at disk or network.</summary>
internal sealed record ConnectionRequest
{
    /// <summary>The connection's name.</summary>
    public required string Name { get; init; }

    /// <summary>Where its tenant is.</summary>
    public required SyncEnvironment Environment { get; init; }

    /// <summary>The connection of which what is not asked for is kept; null for a new one.</summary>
    public SyncConnection? Basis { get; init; }

    /// <summary>The kind of credential that is given.</summary>
    public CredentialKind? GivenKind { get; init; }

    /// <summary>The app's credential as it was issued.</summary>
    public SyncAppCredential? Credential { get; init; }

    /// <summary>The application (client) id.</summary>
    public string? ClientId { get; init; }

    /// <summary>The object id of the app registration.</summary>
    public string? AppObjectId { get; init; }

    /// <summary>The tenant.</summary>
    public string? TenantId { get; init; }

    /// <summary>The user whose password lies elsewhere.</summary>
    public string? UserName { get; init; }

    /// <summary>Where a secret lies.</summary>
    public SyncSecretReference? Reference { get; init; }

    /// <summary>Whether that may be the secret for the tenant, which then is not given otherwise.</summary>
    public bool TakesReference { get; init; }

    /// <summary>The account on an Exchange Server.</summary>
    public string? ExchangeAccount { get; init; }

    /// <summary>Whether that account's password is given.</summary>
    public bool HasExchangePassword { get; init; }

    /// <summary>How that account proves itself.</summary>
    public ExchangeAuthentication? ExchangeAuthentication { get; init; }

    /// <summary>The address of Exchange Web Services.</summary>
    public Uri? EwsUrl { get; init; }

    /// <summary>The protocol mailboxes are read by.</summary>
    public SyncProtocol? Protocol { get; init; }

    /// <summary>The region numbers are read in.</summary>
    public string? Region { get; init; }

    /// <summary>How the phone system dials.</summary>
    public SyncDialRule? DialRule { get; init; }

    /// <summary>The phone book store's file, in full.</summary>
    public string? StorePath { get; init; }

    /// <summary>An account proves itself as asked for, or as before; where there is none, the app does.</summary>
    public ExchangeAuthentication Authentication => (Account, ExchangeAuthentication) switch
    {
        (null, _) => Basis?.ExchangeAuthentication ?? ContactSync.ExchangeAuthentication.OAuth,
        (_, { } asked) => asked,
        _ when Basis?.ExchangeAuthentication is { } before and not ContactSync.ExchangeAuthentication.OAuth => before,
        _ => ContactSync.ExchangeAuthentication.Basic,
    };

    private string? Account => ExchangeAccount ?? Basis?.ExchangeAccount;

    /// <summary>Whether the reference is to the Exchange account's password: one is named, or there is nothing else.</summary>
    private bool IsForExchange => Reference is not null
        && ((ExchangeAccount is not null && !HasExchangePassword) || (Basis is { CredentialKind: null } && ClientId is null));

    private SyncSecretReference? TenantReference => IsForExchange ? null : Reference;

    private CredentialKind? Kind => GivenKind
        ?? (UserName is not null ? CredentialKind.Password : Basis?.CredentialKind)
        ?? (TenantReference is not null ? CredentialKind.ClientSecret : (CredentialKind?)null);

    private bool IsTenantGiven => GivenKind is not null || TenantReference is not null;

    /// <summary>Refuses what does not fit together.</summary>
    /// <exception cref="SyncException">Two things contradict each other.</exception>
    public void Check()
    {
        if (Account is not null && ExchangeAuthentication == ContactSync.ExchangeAuthentication.OAuth)
            throw Texts.Catalog.Create(nameof(Errors.ExchangeAccountWithToken), SyncErrorKind.InvalidArgument, Name);
        var isAccountAlone = (ExchangeAccount is not null && !HasExchangePassword) || UserName is not null;
        if (isAccountAlone && Reference is null)
        {
            throw Texts.Catalog.Create(
                nameof(Errors.AccountWithoutPassword), SyncErrorKind.InvalidArgument, Name, UserName ?? ExchangeAccount);
        }
        var isTwice = IsForExchange ? HasExchangePassword
            : Reference is not null && (!TakesReference || Kind == CredentialKind.ManagedIdentity);
        if (isTwice)
            throw Texts.Catalog.Create(nameof(Errors.OnePlaceOnly), SyncErrorKind.InvalidArgument, Name);
        if (EwsUrl is not null and not { IsAbsoluteUri: true, Scheme: "https" })
            throw Texts.Catalog.Create(nameof(Errors.EwsUrlNotHttps), SyncErrorKind.InvalidArgument, EwsUrl, EwsUrl);
    }

    /// <summary>The connection; its <see cref="SyncConnection.Path"/> is where it will have been saved.</summary>
    /// <param name="found">The address of Exchange that was found out.</param>
    /// <exception cref="SyncException">Something is missing that it needs.</exception>
    public SyncConnection ToConnection(Uri? found)
    {
        var ewsUrl = EwsUrl ?? found ?? ChooseExchange();
        if (Kind is null && (ewsUrl is null || Authentication == ContactSync.ExchangeAuthentication.OAuth))
            throw Texts.Catalog.Create(nameof(Errors.NothingToSignInWith), SyncErrorKind.InvalidArgument, Name, Name);
        var region = new PhoneNumberReader(Region ?? Basis?.Region ?? MachineRegion.Require(Name)).Region;
        return new SyncConnection
        {
            Name = Basis?.Name ?? Name,
            Environment = Environment,
            TenantId = Kind is null ? null : RequireTenant(),
            ClientId = Kind is null ? null : RequireClient(),
            AppObjectId = Kind is null ? null : AppObjectId ?? (ClientId is null && Credential is null ? Basis?.AppObjectId : null),
            CredentialKind = Kind,
            CredentialEnd = Credential?.End ?? (IsTenantGiven ? null : Basis?.CredentialEnd),
            CredentialReference = TenantReference ?? (IsTenantGiven ? null : Basis?.CredentialReference),
            Protocol = Protocol ?? Basis?.Protocol ?? SyncProtocol.Auto,
            EwsUrl = ewsUrl,
            ExchangeAuthentication = ewsUrl is null ? null : Authentication,
            ExchangeAccount = ewsUrl is null ? null : Account,
            ExchangeReference = IsForExchange ? Reference : HasExchangePassword ? null : Basis?.ExchangeReference,
            Region = region,
            DialRule = new DialRule(DialRule ?? Basis?.DialRule ?? new SyncDialRule(), region).Settings,
            StorePath = StorePath ?? Basis?.StorePath ?? DataFolder.DefaultStore(DataFolder.Of(Environment)),
            ProductFiles = Basis?.ProductFiles ?? [],
            Path = Basis?.Path ?? "",
        };
    }

    /// <summary>The address there was, or that of the environment; null where no Exchange is asked for.</summary>
    private Uri? ChooseExchange()
    {
        if (Basis?.EwsUrl is { } before)
            return before;
        if (ExchangeAccount is not null && Environment.IsMicrosoftCloud)
            throw Texts.Catalog.Create(nameof(Errors.EwsUrlNeeded), SyncErrorKind.InvalidArgument, Name, Name);
        return ExchangeAccount is not null || Protocol == SyncProtocol.Ews ? Environment.EwsUrl : null;
    }

    private string RequireTenant() => TenantId ?? Credential?.TenantId ?? Basis?.TenantId ?? Environment.TenantId
        ?? throw Texts.Catalog.Create(nameof(Errors.TenantIdMissing), SyncErrorKind.InvalidArgument, Environment, Environment.Name);

    /// <summary>An app's id is not a managed identity's, and a credential is its own app's only.</summary>
    private string? RequireClient()
    {
        var isIdentity = Kind == CredentialKind.ManagedIdentity;
        var client = ClientId ?? (isIdentity == (Basis?.CredentialKind == CredentialKind.ManagedIdentity) ? Basis?.ClientId : null);
        if (Credential is not null && client is not null && !string.Equals(client, Credential.AppId, StringComparison.OrdinalIgnoreCase))
        {
            throw Texts.Catalog.Create(
                nameof(Errors.CredentialOfOtherApp), SyncErrorKind.InvalidArgument, Credential, Credential.AppId, client);
        }
        return client ?? Credential?.AppId ?? (isIdentity ? null : throw Texts.Catalog.Create(
            nameof(Errors.ClientIdMissing), SyncErrorKind.InvalidArgument, Name, Name));
    }
}
