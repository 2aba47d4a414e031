using System.Runtime.CompilerServices;
using ContactSync.Microsoft365.Identity;

namespace ContactSync.Microsoft365.ExchangeAdmin;

/// <summary>Reads who may use EWS in Exchange Online, and puts an app on the list or takes it off.</summary>
/// <remarks>
/// The list is one text that is overwritten as a whole. So it is read, merged, written only where nobody wrote in between, and read again.
/// </remarks>
public sealed class EwsPolicyService
{
    private readonly ExchangeAdminClient exchange;

    /// <summary>Makes the service over an administrator's session.</summary>
    public EwsPolicyService(TenantSession session) => exchange = new ExchangeAdminClient(session);

    /// <summary>The gates of the organisation, and of each mailbox asked about.</summary>
    /// <param name="appId">The app to judge; null for none.</param>
    /// <param name="userAgent">What it calls itself; null where that is not known.</param>
    /// <param name="mailboxes">The mailboxes; none for the organisation alone.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<SyncEwsPolicy> GetAsync(
        string? appId, string? userAgent, IReadOnlyList<string> mailboxes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mailboxes);
        var policy = await ReadAsync(cancellationToken).ConfigureAwait(false);
        if (mailboxes.Count == 0)
            yield return Show(policy, appId, userAgent, null, null);
        foreach (var mailbox in mailboxes)
        {
            var command = new ExchangeCommand("Get-CASMailbox", Texts.Catalog.Text(nameof(Errors.Text_OneMailbox), mailbox))
            {
                ["Identity"] = mailbox,
            };
            var found = await exchange.GetAsync(command, cancellationToken).ConfigureAwait(false);
            yield return Show(policy, appId, userAgent, found.Text("PrimarySmtpAddress") ?? mailbox, found.Truth("EwsEnabled"));
        }
    }

    /// <summary>Says what has to be written. Reads only.</summary>
    /// <exception cref="SyncException"><c>EwsListWouldBeEmpty</c>: the last one cannot be taken off.</exception>
    public async Task<EwsPolicyChange> PlanAsync(Guid appId, bool remove, CancellationToken cancellationToken) =>
        EwsPolicyChange.Make(await ReadAsync(cancellationToken).ConfigureAwait(false), appId.ToString(), remove);

    /// <summary>Writes the list, unless somebody else wrote in between, and looks whether it arrived.</summary>
    /// <exception cref="SyncException"><c>EwsListChanged</c>: somebody wrote in between.</exception>
    public async Task<SyncEwsPolicy> ApplyAsync(EwsPolicyChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (change.Changes.Count > 0)
        {
            await CheckAsync(change.Before.AppIds, cancellationToken).ConfigureAwait(false);
            var command = new ExchangeCommand("Set-OrganizationConfig", Target) { ["EwsAllowedAppIDs"] = string.Join(',', change.AppIds) };
            await exchange.RunAsync(command, cancellationToken).ConfigureAwait(false);
        }
        var policy = await CheckAsync(change.AppIds, cancellationToken).ConfigureAwait(false);
        return Show(policy, change.AppId, null, null, null);
    }

    private static string Target => Texts.Catalog.Text(nameof(Errors.Text_TheEwsPolicy));

    private async Task<EwsPolicy> CheckAsync(IReadOnlyList<string> expected, CancellationToken cancellationToken)
    {
        var policy = await ReadAsync(cancellationToken).ConfigureAwait(false);
        return policy.AppIds.ToHashSet(StringComparer.OrdinalIgnoreCase).SetEquals(expected)
            ? policy
            : throw Texts.Catalog.Create(
                nameof(Errors.EwsListChanged), SyncErrorKind.InvalidOperation, policy.Organisation,
                policy.Organisation, string.Join(", ", policy.AppIds));
    }

    private async Task<EwsPolicy> ReadAsync(CancellationToken cancellationToken) => EwsPolicy.Read(await exchange.GetAsync(
        new ExchangeCommand("Get-OrganizationConfig", Target) { ["RetrieveEwsOperationAccessPolicy"] = true },
        cancellationToken).ConfigureAwait(false));

    private static SyncEwsPolicy Show(EwsPolicy policy, string? appId, string? userAgent, string? mailbox, bool? mailboxEnabled) => new()
    {
        Organisation = policy.Organisation,
        EwsEnabled = policy.Enabled,
        AllowedAppIds = policy.AppIds,
        ApplicationAccessPolicy = policy.AccessPolicy,
        AllowList = policy.AllowList,
        BlockList = policy.BlockList,
        Mailbox = mailbox,
        MailboxEwsEnabled = mailboxEnabled,
        AppId = appId,
        BlockedBy = [.. policy.ShutGates(appId, userAgent, mailbox, mailboxEnabled)],
    };
}
