namespace ContactSync.PowerShell.Connections.Products;

/// <summary>What a product's form can hold of a connection; null is what it does not say. Kept no longer than needed.</summary>
internal sealed record ProductValues
{
    /// <summary>The connection's name.</summary>
    public string? Name { get; init; }

    /// <summary>The kind of credential, where the form knows more than one.</summary>
    public CredentialKind? Kind { get; init; }

    /// <summary>The address of sign-in.</summary>
    public Uri? Authority { get; init; }

    /// <summary>The directory (tenant) id or a domain.</summary>
    public string? TenantId { get; init; }

    /// <summary>The domain, for products that want one where others take the tenant's id.</summary>
    public string? Domain { get; init; }

    /// <summary>The application (client) id.</summary>
    public string? ClientId { get; init; }

    /// <summary>The client secret, or the password of the certificate's file.</summary>
    public string? Secret { get; init; }

    /// <summary>The certificate's file.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>The certificate's thumbprint in the certificate store.</summary>
    public string? CertificateThumbprint { get; init; }

    /// <summary>The user whose password the product signs in with at the tenant.</summary>
    public string? UserName { get; init; }

    /// <summary>That user's password.</summary>
    public string? Password { get; init; }

    /// <summary>The address of Exchange Web Services that it reads from.</summary>
    public Uri? EwsUrl { get; init; }

    /// <summary>That of the environment, for products that need one.</summary>
    public Uri? DefaultEwsUrl { get; init; }

    /// <summary>The account on an Exchange Server.</summary>
    public string? Account { get; init; }

    /// <summary>That account's password.</summary>
    public string? AccountPassword { get; init; }

    /// <summary>The redirect URI that the product and the app agree on.</summary>
    public Uri? RedirectUri { get; init; }

    /// <summary>Whether it is an Exchange Server and no tenant that is signed in to.</summary>
    public bool IsServer => ClientId is null && Account is not null;

    /// <summary>Whether anything in it is secret.</summary>
    public bool HasSecret => (Secret ?? Password ?? AccountPassword) is not null;

    /// <summary>What a connection says.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="product">What the product is told beside.</param>
    /// <param name="secrets">Its secrets; null leaves them out.</param>
    public static ProductValues From(SyncConnection connection, SyncProductFile product, ConnectionSecrets? secrets)
    {
        var isUser = connection.CredentialKind == CredentialKind.Password;
        var secret = connection.CredentialKind == CredentialKind.Certificate ? secrets?.CertificatePassword : secrets?.ClientSecret;
        return new ProductValues
        {
            Name = connection.Name,
            Kind = connection.CredentialKind,
            Authority = connection.CredentialKind is null ? null : connection.Environment.Authority,
            TenantId = connection.TenantId,
            Domain = product.Domain ?? DomainOf(connection.TenantId),
            ClientId = connection.ClientId,
            Secret = Reveal(secret),
            CertificatePath = secrets?.CertificatePath,
            CertificateThumbprint = secrets?.CertificateThumbprint,
            UserName = isUser ? secrets?.UserName : null,
            Password = isUser ? Reveal(secrets?.Password) : null,
            EwsUrl = connection.EwsUrl,
            DefaultEwsUrl = connection.EwsUrl ?? connection.Environment.EwsUrl,
            Account = connection.ExchangeAccount,
            AccountPassword = Reveal(secrets?.ExchangePassword),
            RedirectUri = product.RedirectUri,
        };
    }

    /// <summary>What may be shown to anybody.</summary>
    public ProductValues WithoutSecrets() => this with { Secret = null, Password = null, AccountPassword = null };

    /// <summary>The tenant by a domain, where it is not known by its id alone.</summary>
    private static string? DomainOf(string? tenantId) => Guid.TryParse(tenantId, out _) ? null : tenantId;

    private static string? Reveal(System.Security.SecureString? secret) => secret is null ? null : SecretText.Reveal(secret);
}
