using Microsoft.Identity.Client;

namespace ContactSync.Microsoft365.Identity;

/// <summary>
/// A token of another identity provider (Kubernetes, GitHub Actions, …) that the app registration trusts: no secret of the app's exists.
/// Whoever issues it renews the file, so that it is read anew for each request.
/// </summary>
/// <param name="path">The file with the token.</param>
/// <remarks>https://learn.microsoft.com/entra/workload-id/workload-identity-federation</remarks>
public sealed class FederatedTokenCredential(string path) : AppCredential
{
    /// <inheritdoc/>
    internal override TokenRequest Open(TenantSessionOptions options, HttpClient http) => AppSignIn.ForApp(
        AppSignIn.Prepare(options, http).WithClientAssertion(request => ReadAsync(request.CancellationToken)).Build());

    private async Task<string> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var token = (await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false)).Trim();
            return token.Length > 0
                ? token
                : throw Texts.Catalog.Create(nameof(Errors.FederatedTokenFileEmpty), SyncErrorKind.InvalidData, path, path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Texts.Catalog.Create(error, nameof(Errors.FederatedTokenFileMissing), SyncErrorKind.NotFound, path, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Texts.Catalog.Create(
                error, nameof(Errors.FederatedTokenFileUnreadable), SyncErrorKind.PermissionDenied, path, path, error.Message.TrimEnd('.'));
        }
    }
}
