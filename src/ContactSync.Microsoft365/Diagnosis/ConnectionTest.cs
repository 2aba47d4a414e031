using System.Runtime.CompilerServices;
using ContactSync.Microsoft365.Identity;

namespace ContactSync.Microsoft365.Diagnosis;

/// <summary>
/// Goes the way a sync goes, stage by stage: each server's name and certificate, sign-in, token, the app and its consent, the credential's
/// end, the directory, and of mailboxes protocol, permission and folders. Only reads; signs in afresh; tells what is, and so does not
/// wait for what may still come.
/// </summary>
public static class ConnectionTest
{
    /// <summary>Days before its end from which a credential is worth a warning.</summary>
    public const int CredentialWarningDays = 30;

    /// <summary>Tests a connection; each stage's row comes as soon as it is known.</summary>
    /// <param name="request">What to test.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>A row a stage; after a failure those that need what failed are skipped.</returns>
    public static async IAsyncEnumerable<SyncCheck> RunAsync(
        ConnectionTestRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (session, refused) = Open(request.Tenant);
        await using var _ = session;
        var exchange = request.Exchange is { } open ? new ExchangeStages(open(session), request.ExchangeSource!) : null;
        await using var __ = exchange;
        var run = new ConnectionTestRun(request, session, refused, exchange);
        await foreach (var check in run.RunAsync(cancellationToken).ConfigureAwait(false))
            yield return check;
    }

    /// <summary>A test is to answer soon, and to show what an admin would otherwise never see for all the repeating.</summary>
    private static (TenantSession? Session, SyncException? Refused) Open(TenantSessionOptions? options)
    {
        if (options is null)
            return (null, null);
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
}
