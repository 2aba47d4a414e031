using System.Security;

namespace ContactSync.PowerShell.Connections.Products;

/// <summary>What a product's form means for a connection; a secret that the connection has already leaves it as it is.</summary>
/// <param name="values">What the form says.</param>
/// <param name="basis">The connection of that name; null where there is none.</param>
/// <param name="clientSecret">The client secret, where the form has none.</param>
internal sealed class ProductImport(ProductValues values, SyncConnection? basis, SecureString? clientSecret)
{
    private bool isSame;

    /// <summary>Whether the form has no secret and there is none to keep. Known once the secrets were made.</summary>
    public bool LacksSecret => !isSame && Kind is not CredentialKind.ManagedIdentity
        && (values.IsServer ? values.AccountPassword is null : Kind switch
        {
            CredentialKind.Certificate => false,
            CredentialKind.Password => values.Password is null,
            _ => Secret is null,
        });

    private SecureString? Secret => clientSecret ?? Protect(values.Secret);

    private CredentialKind? Kind => values switch
    {
        { IsServer: true, Kind: null } => null,
        { Kind: { } kind } => kind,
        { CertificatePath: not null } => CredentialKind.Certificate,
        { UserName: not null } => CredentialKind.Password,
        _ => CredentialKind.ClientSecret,
    };

    /// <summary>What the form says anew.</summary>
    public ConnectionSecrets ToSecrets(ConnectionStore store)
    {
        var isCertificate = Kind == CredentialKind.Certificate;
        var given = new ConnectionSecrets
        {
            ClientSecret = isCertificate ? null : Secret,
            CertificatePath = values.CertificatePath,
            CertificateThumbprint = values.CertificateThumbprint,
            CertificatePassword = isCertificate ? Secret : null,
            UserName = values.UserName,
            Password = Protect(values.Password),
            ExchangePassword = Protect(values.AccountPassword),
        };
        isSame = basis is not null && basis.CredentialKind == Kind && IsSaid(given, store);
        return isSame ? new ConnectionSecrets() : given;
    }

    /// <summary>What is asked of the connection.</summary>
    public ConnectionRequest ToRequest(string name, SyncEnvironment environment) => new()
    {
        Name = name,
        Environment = environment,
        Basis = basis,
        GivenKind = isSame ? null : Kind,
        ClientId = values.ClientId,
        ExchangeAccount = values.Account,
        HasExchangePassword = !isSame && values.AccountPassword is not null,
    };

    /// <summary>Whether the connection says all of it already. One that cannot be read, or refers to elsewhere, does not.</summary>
    private bool IsSaid(ConnectionSecrets given, ConnectionStore store)
    {
        try
        {
            var saved = store.ReadSecrets(basis!);
            return Fits(given.ClientSecret, saved.ClientSecret, basis!.CredentialReference)
                && Fits(given.Password, saved.Password, basis.CredentialReference)
                && Fits(given.CertificatePassword, saved.CertificatePassword, basis.CredentialReference)
                && Fits(given.ExchangePassword, saved.ExchangePassword, basis.ExchangeReference)
                && (given.UserName ?? saved.UserName) == saved.UserName
                && (given.CertificatePath ?? saved.CertificatePath) == saved.CertificatePath
                && (given.CertificateThumbprint ?? saved.CertificateThumbprint) == saved.CertificateThumbprint
                && (values.Account ?? basis.ExchangeAccount) == basis.ExchangeAccount;
        }
        catch (SyncException)
        {
            return false;
        }

        static bool Fits(SecureString? given, SecureString? saved, SyncSecretReference? reference) =>
            given is null || (saved is not null && reference is null && SecretText.Reveal(given) == SecretText.Reveal(saved));
    }

    private static SecureString? Protect(string? text) => text is null ? null : SecretText.FromCharacters(text);
}
