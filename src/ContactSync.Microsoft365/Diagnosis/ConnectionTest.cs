using System.Runtime.CompilerServices;
using ContactSync.Microsoft365.Identity;

namespace ContactSync.Microsoft365.Diagnosis;

/// <summary>
/// Goes the way a sync goes, stage by stage: TLS, sign-in, the token's roles, the directory, a mailbox. Only reads; signs in afresh;
/// tells what is, and so does not wait for what may still come.
/// </summary>
public static class ConnectionTest
{
    /// <summary>Days before its end from which a credential is worth a warning.</summary>
    public const int CredentialWarningDays = 30;

    /// <summary>Tests a connection; each stage's row comes as soon as it is known.</summary>
    /// <param name="options">Where and as whom.</param>
    /// <param name="mailbox">The mailbox to read, by address or id; null for the first user that has one.</param>
    /// <param name="credentialEnd">When the credential ends, where known.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>A row a stage; after a failure the later ones are skipped.</returns>
    public static async IAsyncEnumerable<SyncCheck> RunAsync(
        TenantSessionOptions options, string? mailbox, DateTimeOffset? credentialEnd,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var hosts = new[] { options.Environment.Authority, options.Environment.GraphEndpoint }
            .DistinctBy(address => address.Authority, StringComparer.OrdinalIgnoreCase).ToList();
        var (session, refused) = Open(options);
        await using var _ = session;
        var stages = session is null ? null : new ConnectionStages(session, mailbox);

        var failed = refused is not null;
        foreach (var host in hosts)
        {
            var check = stages is null ? Checks.Failed(Checks.Tls, host.Authority, refused!) :
                await stages.TestTlsAsync(host, cancellationToken).ConfigureAwait(false);
            failed |= check.Status == CheckStatus.Failed;
            yield return check;
        }
        if (CheckCredential(options, credentialEnd) is { } warning)
            yield return warning;
        foreach (var (stage, target, run) in stages?.AfterTls ?? ConnectionStages.Untried(options, mailbox))
        {
            var check = failed ? Checks.Skipped(stage, target) : await run(cancellationToken).ConfigureAwait(false);
            failed |= check.Status == CheckStatus.Failed;
            yield return check;
        }
    }

    /// <summary>A test is to answer soon, and to show what an admin would otherwise never see for all the repeating.</summary>
    private static (TenantSession? Session, SyncException? Refused) Open(TenantSessionOptions options)
    {
        var hasty = options.Retry with
        {
            TryTimeout = TimeSpan.FromSeconds(30),
            TotalTime = TimeSpan.FromMinutes(1),
            ConnectionRetries = Math.Min(options.Retry.ConnectionRetries, 1),
        };
        try
        {
            return (TenantSession.Create(options with { Retry = hasty }), null);
        }
        catch (SyncException error)
        {
            return (null, error);
        }
    }

    private static SyncCheck? CheckCredential(TenantSessionOptions options, DateTimeOffset? end)
    {
        if (end is null || end - options.TimeProvider.GetUtcNow() > TimeSpan.FromDays(CredentialWarningDays))
            return null;
        var days = Math.Floor((end.Value - options.TimeProvider.GetUtcNow()).TotalDays);
        var text = days < 0 ? nameof(Errors.Text_CredentialEnded) : nameof(Errors.Text_CredentialEnds);
        return new SyncCheck
        {
            Stage = Checks.Credential,
            Target = options.ClientId,
            Status = CheckStatus.Warning,
            Detail = Texts.Catalog.Text(text, end.Value.ToLocalTime().ToString("d"), days),
            Advice = Texts.Catalog.Text(nameof(Errors.Text_RenewCredential), options.ClientId),
        };
    }
}
