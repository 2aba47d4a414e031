namespace ContactSync.PowerShell.Connections.Products;

/// <summary>How a product takes in a connection: pure, text to text.</summary>
internal abstract class ProductFormat
{
    private static readonly ProductFormat[] All =
    [
        new UCwareFormat(), new ProCallFormat(), new DatapumpFormat(), new BueroWareFormat(), new MicrotechFormat(), new JsonFormat(),
        new EnvFormat(),
    ];

    /// <summary>Which one it is.</summary>
    public abstract SyncProductFormat Format { get; }

    /// <summary>The product, as its maker calls it.</summary>
    public abstract string Title { get; }

    /// <summary>The name of the file where only a folder is named.</summary>
    public abstract string FileName { get; }

    /// <summary>Whether it is the product's own file, which is nothing without the secret and of which a copy is kept.</summary>
    public virtual bool IsProductsOwn => false;

    /// <summary>What is left to do once it is written; {0} is the file. Null where nothing is.</summary>
    public virtual string? NextSteps => null;

    /// <summary>The format of that name.</summary>
    public static ProductFormat Of(SyncProductFormat format) => All.First(known => known.Format == format);

    /// <summary>Refuses what the product could not sign in with.</summary>
    /// <exception cref="SyncException">The product wants a client secret, a domain, an account.</exception>
    public virtual void Check(SyncConnection connection, ProductValues values)
    {
    }

    /// <summary>The text that the product takes in.</summary>
    /// <param name="values">What to write; a secret that is null is left out.</param>
    /// <param name="existing">What stands there; null where nothing does.</param>
    /// <returns>The same text where nothing is to be changed.</returns>
    /// <exception cref="SyncException">What stands there is not the product's.</exception>
    public abstract string Write(ProductValues values, ProductText? existing);

    /// <summary>What a text says.</summary>
    /// <exception cref="SyncException">It is not the product's; file, line and key are named.</exception>
    public abstract ProductValues Read(ProductText text);

    /// <summary>Refuses a connection that does not sign in as an app with a client secret.</summary>
    private protected void RequireSecret(SyncConnection connection)
    {
        if (connection.CredentialKind != CredentialKind.ClientSecret)
        {
            throw Texts.Catalog.Create(
                nameof(Errors.ProductNeedsSecret), SyncErrorKind.InvalidOperation, connection, connection.Name, Title,
                connection.CredentialKind?.ToString() ?? ContactSync.ExchangeAuthentication.Basic.ToString());
        }
    }

    /// <summary>Refuses a tenant that is known by its id alone, where the product wants a domain.</summary>
    private protected void RequireDomain(
        SyncConnection connection, ProductValues values, string example, Func<string, bool>? isRight = null)
    {
        if (values.Domain is not { } domain || isRight?.Invoke(domain) == false)
        {
            throw Texts.Catalog.Create(
                nameof(Errors.ProductNeedsDomain), SyncErrorKind.InvalidArgument, connection,
                connection.Name, Title, values.Domain ?? connection.TenantId, example, Format);
        }
    }
}
