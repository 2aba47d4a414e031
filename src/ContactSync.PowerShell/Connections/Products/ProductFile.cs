using System.Security;

namespace ContactSync.PowerShell.Connections.Products;

/// <summary>A product's file on disk. One that says the same already is not written again.</summary>
internal static class ProductFile
{
    /// <summary>The ending of the copy that is kept of a product's own file.</summary>
    public const string BackupSuffix = ".bak";

    /// <summary>
    /// Rewrites each file that a connection's secret was written into, with a new one. One that fails does not stop the others.
    /// </summary>
    /// <param name="connection">The connection.</param>
    /// <param name="newSecret">The new client secret.</param>
    /// <param name="cancellationToken">Ends the work between two files.</param>
    public static async Task<IReadOnlyList<ProductChange>> WriteAsync(
        SyncConnection connection, SecureString newSecret, CancellationToken cancellationToken)
    {
        var changes = new List<ProductChange>();
        foreach (var product in connection.ProductFiles)
        {
            cancellationToken.ThrowIfCancellationRequested();
            changes.Add(await RewriteAsync(connection, product, newSecret, cancellationToken).ConfigureAwait(false));
        }
        return changes;
    }

    /// <summary>The text that a product's file is to have, and the one it has; null where there is none.</summary>
    /// <exception cref="SyncException">The product could not sign in so, or what stands there is not its own.</exception>
    public static async Task<(string Wanted, string? Existing)> PlanAsync(
        SyncProductFile product, ProductValues values, CancellationToken cancellationToken)
    {
        var existing = File.Exists(product.Path)
            ? await ReadTextAsync(product.Path, cancellationToken).ConfigureAwait(false)
            : null;
        return (ProductFormat.Of(product.Format).Write(values, existing), existing?.Text);
    }

    /// <summary>Writes the text that was planned.</summary>
    /// <returns>What an administrator must know of it: a sentence each.</returns>
    public static IReadOnlyList<string> Write(SyncProductFile product, string text)
    {
        var format = ProductFormat.Of(product.Format);
        FileReplacement.Write(product.Path, text, format.IsProductsOwn ? product.Path + BackupSuffix : null);
        var warnings = new List<string>();
        if (format.NextSteps is { } steps)
            warnings.Add($"{product.Path}: {steps}");
        if (!OperatingSystem.IsWindows() && SecretFile.MayOthersRead(product.Path))
            warnings.Add(Texts.Catalog.Text(nameof(Errors.ProductFileOpen), product.Path));
        return warnings;
    }

    /// <summary>A file with its byte order mark, where it has one: whoever rewrites it keeps that.</summary>
    public static async Task<ProductText> ReadTextAsync(string path, CancellationToken cancellationToken)
    {
        var bytes = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        return new ProductText(path, System.Text.Encoding.UTF8.GetString(bytes));
    }

    /// <summary>A file that was removed is not made anew: nobody may be there any more to guard the secret in it.</summary>
    private static async Task<ProductChange> RewriteAsync(
        SyncConnection connection, SyncProductFile product, SecureString newSecret, CancellationToken cancellationToken)
    {
        try
        {
            if (!File.Exists(product.Path))
            {
                throw Texts.Catalog.Create(
                    nameof(Errors.ProductFileGone), SyncErrorKind.NotFound, product.Path, product.Path, connection.Name, product.Format);
            }
            var format = ProductFormat.Of(product.Format);
            var text = await ReadTextAsync(product.Path, cancellationToken).ConfigureAwait(false);
            var present = format.Read(text);
            var values = ProductValues.From(connection, product, new ConnectionSecrets { ClientSecret = newSecret }) with
            {
                UserName = present.UserName,
                Password = present.Password,
                AccountPassword = present.AccountPassword,
            };
            var wanted = format.Write(values, text);
            return new ProductChange(product, wanted == text.Text ? [] : Write(product, wanted), wanted != text.Text, null);
        }
        catch (Exception exception) when (exception is SyncException or IOException or UnauthorizedAccessException)
        {
            return new ProductChange(product, [], IsWritten: false, exception);
        }
    }
}
