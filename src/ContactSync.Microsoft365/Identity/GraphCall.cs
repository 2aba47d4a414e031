namespace ContactSync.Microsoft365.Identity;

/// <summary>What a call to Graph is about, so that its failure can name it.</summary>
/// <param name="ClientId">The app that calls.</param>
/// <param name="Endpoint">Microsoft Graph's address.</param>
/// <param name="Target">The thing the call is about, as an admin calls it: <c>group 'Phone users'</c>.</param>
/// <param name="Permission">The application permission it needs, by which <see cref="DirectoryPermission"/> knows the rest.</param>
/// <param name="Role">The least directory role, where it is another than the permission's own.</param>
public sealed record GraphCall(string ClientId, Uri Endpoint, string Target, string? Permission = null, string? Role = null)
{
    /// <summary>
    /// The token that Graph was shown, so that a refusal can tell what is missing from what is there; null where unknown.
    /// </summary>
    internal Func<AccessToken?>? Token { get; init; }

    /// <summary>Makes the call and turns what it throws into an error that an admin can act on.</summary>
    /// <exception cref="ServiceRefusedException">Graph, or the identity platform, said no.</exception>
    /// <exception cref="ConnectionLostException">No answer, or not the whole of it.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        try
        {
            return await call(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (GraphErrors.Translate(error, this, cancellationToken) is { } known)
        {
            throw known;
        }
    }

    /// <summary>As <see cref="RunAsync{T}"/>, for a call whose answer must not be empty.</summary>
    public async Task<T> RequireAsync<T>(Func<CancellationToken, Task<T?>> call, CancellationToken cancellationToken)
        where T : class =>
        await RunAsync(call, cancellationToken).ConfigureAwait(false) ?? throw GraphErrors.Unreadable(this, null);

    /// <summary>As <see cref="RunAsync{T}"/>, for an object of the directory that may not be there: then null.</summary>
    public async Task<T?> FindAsync<T>(Func<CancellationToken, Task<T?>> call, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await RequireAsync(call, cancellationToken).ConfigureAwait(false);
        }
        catch (ServiceRefusedException error) when (error is { StatusCode: 404, Code: "Request_ResourceNotFound" })
        {
            return null;
        }
    }

    /// <summary>As <see cref="RunAsync{T}"/>, for a call without an answer.</summary>
    public Task RunAsync(Func<CancellationToken, Task> call, CancellationToken cancellationToken) =>
        RunAsync(
            async token =>
            {
                await call(token).ConfigureAwait(false);
                return true;
            },
            cancellationToken);
}
