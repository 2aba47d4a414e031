using System.Runtime.CompilerServices;
using ContactSync.Engine.Ports;
using ContactSync.Microsoft365.Graph;
using ContactSync.Microsoft365.Identity;

namespace ContactSync.Microsoft365.Diagnosis;

/// <summary>One test, and what has failed in it so far.</summary>
/// <param name="request">What to test.</param>
/// <param name="session">The tenant's session; null where there is none, or it could not be made.</param>
/// <param name="refused">Why it could not be made.</param>
/// <param name="exchange">The Exchange that is read over EWS.</param>
internal sealed class ConnectionTestRun(
    ConnectionTestRequest request, TenantSession? session, SyncException? refused, ExchangeStages? exchange)
{
    private const int UsersTried = 10;

    private readonly TenantSessionOptions? options = request.Tenant;

    private readonly TokenNeeds? needs = request.OnlyExchangeResource is { } resource ? TokenNeeds.OverEws(resource)
        : request.Tenant is { } tenant ? TokenNeeds.OverGraph(tenant.Environment, request.Preset)
        : null;

    private bool tenantFailed = refused is not null;
    private bool exchangeFailed;
    private TenantStages? stages;
    private AppRecord? record;

    /// <summary>Whether mailboxes are looked for in the tenant's directory and read through Graph.</summary>
    private bool IsOverGraph => options is not null && request.OnlyExchangeResource is null;

    /// <summary>Whether any mailbox will do.</summary>
    private bool IsAny => request is { All: false, Mailboxes.Count: 0, Groups.Count: 0 };

    public async IAsyncEnumerable<SyncCheck> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var check in TestEndpointsAsync(cancellationToken).ConfigureAwait(false))
            yield return check;
        if (options is not null)
        {
            await foreach (var check in TestTenantAsync(options, cancellationToken).ConfigureAwait(false))
                yield return check;
        }
        if (exchange is not null)
        {
            var check = exchangeFailed || (exchange.IsOnline && tenantFailed)
                ? Checks.Skipped(Checks.SignIn, exchange.Account)
                : await exchange.SignInAsync(request.Mailboxes.FirstOrDefault(), cancellationToken).ConfigureAwait(false);
            exchangeFailed |= check.Status is CheckStatus.Failed or CheckStatus.Skipped;
            yield return check;
        }
        await foreach (var check in TestMailboxesAsync(cancellationToken).ConfigureAwait(false))
            yield return check;
    }

    private async IAsyncEnumerable<SyncCheck> TestEndpointsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var addresses = options is null ? [] : IsOverGraph
            ? new[] { options.Environment.Authority, options.Environment.GraphEndpoint }
            : [options.Environment.Authority];
        foreach (var address in addresses.DistinctBy(address => address.Authority, StringComparer.OrdinalIgnoreCase))
        {
            var check = session is null
                ? Checks.Failed(Checks.Tls, address.Authority, refused!)
                : await new EndpointCheck(session.Anonymous, session.Trust, session.Time).RunAsync(address, cancellationToken)
                    .ConfigureAwait(false);
            tenantFailed |= check.Status == CheckStatus.Failed;
            yield return check;
        }
        if (exchange is null || addresses.Any(address => address.Authority == exchange.Url.Authority))
            yield break;
        var server = await exchange.EndpointAsync(cancellationToken).ConfigureAwait(false);
        exchangeFailed = server.Status == CheckStatus.Failed;
        yield return server;
    }

    private async IAsyncEnumerable<SyncCheck> TestTenantAsync(
        TenantSessionOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        record = request.Administrator is { } administrator && !tenantFailed
            ? await AppRecord.ReadAsync(administrator, options.ClientId, cancellationToken).ConfigureAwait(false)
            : null;
        stages = session is null ? null : new TenantStages(session, needs!, record);
        yield return await TryAsync(Checks.SignIn, options.ClientId, stages => stages.SignInAsync(cancellationToken)).ConfigureAwait(false);
        yield return await TryAsync(Checks.Token, needs!.Resource, stages => stages.TokenAsync()).ConfigureAwait(false);
        // What an administrator sees needs nothing of what the app itself was refused.
        if (record is not null)
        {
            var check = await record.CheckAsync(needs, cancellationToken).ConfigureAwait(false);
            tenantFailed |= check.Status == CheckStatus.Failed;
            yield return check;
        }
        if (CredentialCheck.Run(options, request.CredentialEnd) is { } credential)
            yield return credential;
        if (IsOverGraph && needs.HasDirectory)
        {
            var target = options.Environment.GraphEndpoint.Authority;
            yield return await TryAsync(Checks.Directory, target, stages => stages.DirectoryAsync(cancellationToken)).ConfigureAwait(false);
        }
    }

    private async Task<SyncCheck> TryAsync(string stage, string target, Func<TenantStages, Task<SyncCheck>> run)
    {
        if (tenantFailed || stages is null)
            return Checks.Skipped(stage, target);
        var check = await run(stages).ConfigureAwait(false);
        tenantFailed |= check.Status == CheckStatus.Failed;
        return check;
    }

    private async IAsyncEnumerable<SyncCheck> TestMailboxesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var target = request.Mailboxes.FirstOrDefault() ?? Texts.Catalog.Text(nameof(Errors.Text_AnyMailbox));
        if (IsOverGraph ? tenantFailed : exchangeFailed)
        {
            foreach (var stage in MailboxStages.Names(IsOverGraph ? needs : null))
                yield return Checks.Skipped(stage, target);
            yield break;
        }
        await using var graph = IsOverGraph ? new GraphContactSource(session!, session!.Time) : null;
        var mailboxStages = new MailboxStages(IsOverGraph ? session : null, needs, stages?.Token, exchangeFailed ? null : exchange, record);
        var (mailboxes, notFound) = await FindMailboxesAsync((IContactSource?)graph ?? exchange!.Source, target, cancellationToken)
            .ConfigureAwait(false);
        foreach (var check in notFound)
            yield return check;
        foreach (var mailbox in mailboxes)
        {
            var rows = new List<SyncCheck>();
            await foreach (var row in mailboxStages.RunAsync(mailbox, cancellationToken).ConfigureAwait(false))
                rows.Add(row);
            // A user without a mailbox, or with one on-premises: the next one may have one.
            if (IsAny && rows[0].Status == CheckStatus.Failed && mailbox != mailboxes[^1])
                continue;
            foreach (var row in request.IsForMany ? Few(rows) : rows)
                yield return row;
            if (IsAny)
                yield break;
        }
    }

    /// <summary>Of many mailboxes, what is not as it should be; of one that is, its last row.</summary>
    private static IEnumerable<SyncCheck> Few(List<SyncCheck> rows)
    {
        var telling = rows.Where(row => row.Status is CheckStatus.Failed or CheckStatus.Warning).ToList();
        return telling.Exists(row => row.Status == CheckStatus.Failed) ? telling : [.. telling, rows[^1]];
    }

    /// <summary>The mailboxes to read, and a row for each that was named and is not to be found.</summary>
    private async Task<(IReadOnlyList<SourceMailbox> Mailboxes, IReadOnlyList<SyncCheck> NotFound)> FindMailboxesAsync(
        IContactSource source, string target, CancellationToken cancellationToken)
    {
        try
        {
            if (IsAny && !(IsOverGraph && needs!.HasDirectory))
            {
                return ([], [Checks.Warning(
                    Checks.Mailbox, target, Texts.Catalog.Text(nameof(Errors.Text_NoMailboxNamed)),
                    Texts.Catalog.Text(nameof(Errors.Text_NameMailbox)))]);
            }
            // An app that may not look users up can be told them.
            if (IsOverGraph && !needs!.HasDirectory && request is { All: false, Groups.Count: 0 })
                return ([.. request.Mailboxes.Select(address => new SourceMailbox(address, address, address, null))], []);
            if (request.All || IsAny)
            {
                var found = await ListAsync((ISourceBrowser)source, cancellationToken).ConfigureAwait(false);
                return found.Count > 0 ? (found, []) : ([], [Checks.Warning(
                    Checks.Mailbox, target, Texts.Catalog.Text(nameof(Errors.Text_NoMailboxFound)),
                    Texts.Catalog.Text(nameof(Errors.Text_GiveMailbox)))]);
            }
            var listing = await source.ListMailboxesAsync(new MailboxQuery(request.Groups, request.Mailboxes), cancellationToken)
                .ConfigureAwait(false);
            return (listing.Mailboxes, [.. listing.Skipped.Select(skipped => Checks.Failed(
                Checks.Mailbox, skipped.Name, skipped.Failure ?? Texts.Catalog.Create(
                    nameof(Errors.MailboxWithoutMail), SyncErrorKind.NotFound, skipped.Name, skipped.Name, skipped.Reason)))]);
        }
        catch (SyncException error)
        {
            return ([], [Checks.Failed(Checks.Mailbox, target, error)]);
        }
    }

    /// <summary>All mailboxes; without -All those of the first users.</summary>
    private async Task<IReadOnlyList<SourceMailbox>> ListAsync(ISourceBrowser browser, CancellationToken cancellationToken)
    {
        var mailboxes = new List<SourceMailbox>();
        await foreach (var found in browser.FindMailboxesAsync(null, cancellationToken).ConfigureAwait(false))
        {
            mailboxes.Add(new SourceMailbox(found.Id, found.PrimarySmtpAddress, found.DisplayName));
            if (!request.All && mailboxes.Count == UsersTried)
                break;
        }
        return mailboxes;
    }
}
