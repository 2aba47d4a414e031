using ContactSync.Microsoft365.Identity;

namespace ContactSync.Microsoft365.Registration;

/// <summary>Proves a credential by tokens of its own.</summary>
internal sealed class CredentialProof(TenantSession session, TimeProvider time)
{
    private readonly ConsentReader consents = new(session, new Replication(time));
    private readonly TokenProof proof = new(session, time);

    /// <summary>Returns when sign-ins succeed and fresh tokens carry every app role that is granted.</summary>
    /// <exception cref="SyncException">A refusal; or not within ten minutes: <c>NotProvenYet</c>.</exception>
    internal async Task WaitAsync(SyncAppRegistration app, AppCredential credential, CancellationToken cancellationToken)
    {
        var state = await consents.ReadAsync(app, cancellationToken).ConfigureAwait(false);
        await WaitAsync(app, credential, state.GrantedRoles(session.Environment), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns when sign-ins succeed, whatever the tokens carry.</summary>
    /// <exception cref="SyncException">A refusal; or not within ten minutes: <c>NotProvenYet</c>.</exception>
    internal Task WaitForSignInAsync(SyncAppRegistration app, AppCredential credential, CancellationToken cancellationToken) =>
        WaitAsync(app, credential, new Dictionary<string, IReadOnlyList<string>>(), cancellationToken);

    private async Task WaitAsync(
        SyncAppRegistration app, AppCredential credential, IReadOnlyDictionary<string, IReadOnlyList<string>> roles,
        CancellationToken cancellationToken)
    {
        await using var own = session.As(app.AppId, credential);
        await proof.WaitAsync(own, roles, cancellationToken).ConfigureAwait(false);
    }
}
