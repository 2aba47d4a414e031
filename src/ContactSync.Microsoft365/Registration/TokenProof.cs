using System.Security;
using ContactSync.Microsoft365.Identity;

namespace ContactSync.Microsoft365.Registration;

/// <summary>Waits until the identity platform knows a new secret, and puts newly granted roles into new tokens.</summary>
/// <param name="session">The administrator's session: same environment, same tenant.</param>
/// <param name="time">The clock and the pauses.</param>
internal sealed class TokenProof(TenantSession session, TimeProvider time)
{
    /// <summary>What a token server that lags behind answers: no such secret, certificate or app, no service principal.</summary>
    private static readonly HashSet<string> Lagging = new(StringComparer.Ordinal)
    {
        "AADSTS7000215", "AADSTS700027", "AADSTS700016", "AADSTS7000229",
    };

    private static readonly TimeSpan Ceiling = TimeSpan.FromMinutes(10);

    /// <summary>Signs the app in with a secret until its tokens carry the roles.</summary>
    /// <exception cref="SyncException">Another refusal; or not within ten minutes: <c>NotProvenYet</c>.</exception>
    internal async Task WaitAsync(
        string appId, SecureString secret, IReadOnlyDictionary<string, IReadOnlyList<string>> roles, CancellationToken cancellationToken)
    {
        await using var own = session.As(appId, new ClientSecretCredential(secret));
        await WaitAsync(own, roles, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>As above, for a session that is the app's own.</summary>
    internal async Task WaitAsync(
        TenantSession own, IReadOnlyDictionary<string, IReadOnlyList<string>> roles, CancellationToken cancellationToken)
    {
        var pause = new Replication.Pause(time, Ceiling);
        for (var proven = 0; proven < Replication.Confirmations;)
        {
            var lacking = await TryAsync(own, roles, cancellationToken).ConfigureAwait(false);
            if (lacking is null)
                proven++;
            else if (await pause.WaitAsync(cancellationToken).ConfigureAwait(false))
                proven = 0;
            else
                throw Texts.Catalog.Create(nameof(Errors.NotProvenYet), SyncErrorKind.NotFound, own.ClientId, own.ClientId, lacking);
        }
    }

    /// <summary>What fresh tokens lack; null where they lack nothing.</summary>
    private async Task<string?> TryAsync(
        TenantSession own, IReadOnlyDictionary<string, IReadOnlyList<string>> roles, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var resource in roles.Keys.DefaultIfEmpty(session.Environment.GraphResource))
            {
                var token = await own.GetTokenAsync(resource, forceRefresh: true, cancellationToken).ConfigureAwait(false);
                var missing = (roles.GetValueOrDefault(resource) ?? []).Except(token.Roles).ToList();
                if (missing.Count > 0)
                    return string.Join(", ", missing);
            }
            return null;
        }
        catch (ServiceRefusedException error) when (error.Code is not null && Lagging.Contains(error.Code))
        {
            return error.Code;
        }
    }
}
