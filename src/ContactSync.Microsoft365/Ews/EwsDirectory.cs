using System.Runtime.CompilerServices;
using ContactSync.Engine.Ports;
using ContactSync.Microsoft365.Ews.Operations;

namespace ContactSync.Microsoft365.Ews;

/// <summary>Finds the mailboxes of distribution groups and of names in the directory of an Exchange Server.</summary>
/// <remarks>https://learn.microsoft.com/exchange/client-developer/exchange-web-services/distribution-groups-and-ews-in-exchange</remarks>
internal sealed class EwsDirectory(EwsClient client, EwsImpersonation? impersonation)
{
    private const string MailboxType = "Mailbox";

    private const string GroupType = "PublicDL";

    /// <summary>
    /// Finds the mailboxes asked for, each once, in the order found. A mail address is taken as it stands, without a request.
    /// </summary>
    /// <exception cref="SyncException">A name is not found or not one, a listing is incomplete, a refusal, a lost connection.</exception>
    public async Task<(IReadOnlyList<SourceMailbox> Mailboxes, IReadOnlyList<SkippedMember> Skipped)> FindAsync(
        MailboxQuery query, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, EwsMailbox>(StringComparer.OrdinalIgnoreCase);
        foreach (var group in query.Groups)
        {
            foreach (var member in await ListMembersAsync(group, query.AcceptsIncomplete, cancellationToken).ConfigureAwait(false))
                found.TryAdd(member.Address ?? member.Name ?? "", member);
        }
        foreach (var name in query.Mailboxes)
        {
            var mailbox = name.Contains('@')
                ? new EwsMailbox(null, name.Trim(), "SMTP", MailboxType)
                : await ResolveAsync(name, MailboxType, nameof(Errors.MailboxUnknown), cancellationToken).ConfigureAwait(false);
            found.TryAdd(mailbox.Address!, mailbox);
        }
        var skipped = found.Values.Select(ReasonToSkip).OfType<SkippedMember>();
        var mailboxes = found.Values.Where(member => ReasonToSkip(member) is null)
            .Select(member => new SourceMailbox(IdOf(member.Address!), member.Address!, member.Name ?? member.Address!));
        return ([.. mailboxes], [.. skipped]);
    }

    /// <summary>The mailboxes whose name or address begins with a text, up to the hundred names that a server shows.</summary>
    /// <exception cref="SyncException">There is no text, there are more names, a refusal, a lost connection.</exception>
    public async IAsyncEnumerable<SyncSourceMailbox> SearchAsync(
        string? search, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(search))
        {
            var host = client.Url.Authority;
            throw Texts.Catalog.Create(nameof(Errors.EwsSearchNeeded), SyncErrorKind.InvalidArgument, host, host);
        }
        if (await FindNamesAsync(search, cancellationToken).ConfigureAwait(false) is not { } page)
            yield break;
        foreach (var mailbox in page.Entries.Select(entry => entry.Mailbox).Where(entry => ReasonToSkip(entry) is null))
        {
            yield return new SyncSourceMailbox
            {
                PrimarySmtpAddress = mailbox.Address!,
                DisplayName = mailbox.Name ?? mailbox.Address!,
                Id = IdOf(mailbox.Address!),
                Protocol = SyncProtocol.Ews,
            };
        }
        if (!page.IsLast || page.Total > page.Entries.Count)
            throw Texts.Catalog.Create(nameof(Errors.EwsTooManyNames), SyncErrorKind.InvalidArgument, search, search, page.Entries.Count);
    }

    private async Task<EwsPage<EwsResolution>?> FindNamesAsync(string search, CancellationToken cancellationToken)
    {
        try
        {
            var call = client.Call(Texts.Catalog.Text(nameof(Errors.Text_TheName), search), impersonation);
            return await client.GetAsync(new ResolveNames(search.Trim()), call, cancellationToken).ConfigureAwait(false);
        }
        catch (ServiceRefusedException error) when (error.ErrorId == nameof(Errors.EwsNameUnknown))
        {
            return null;
        }
    }

    /// <summary>The directory's id is not among what a group tells of its members; an address names one mailbox at a time.</summary>
    internal static string IdOf(string address) => address.ToLowerInvariant();

    private static SkippedMember? ReasonToSkip(EwsMailbox member)
    {
        if (member.Type != MailboxType)
            return Skip(member, Texts.Catalog.Text(nameof(Errors.Text_MemberNotUser), member.Type ?? "Unknown"));
        return member.Address?.Contains('@') == true ? null : Skip(member, Texts.Catalog.Text(nameof(Errors.Text_MemberWithoutMail)));
    }

    private static SkippedMember Skip(EwsMailbox member, string reason) => new(member.Name ?? member.Address ?? "?", reason);

    /// <summary>A group's members, those of nested groups included. Groups may hold one another in a circle; each is read once.</summary>
    private async Task<IReadOnlyCollection<EwsMailbox>> ListMembersAsync(
        string name, bool acceptsIncomplete, CancellationToken cancellationToken)
    {
        var group = name.Contains('@')
            ? new EwsMailbox(name, name.Trim(), null, GroupType)
            : await ResolveAsync(name, GroupType, nameof(Errors.EwsNotAGroup), cancellationToken).ConfigureAwait(false);
        var members = new Dictionary<string, EwsMailbox>(StringComparer.OrdinalIgnoreCase);
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { group.Address! };
        var open = new Queue<EwsMailbox>([group]);
        while (open.TryDequeue(out var next))
        {
            foreach (var member in await ExpandAsync(next, acceptsIncomplete, cancellationToken).ConfigureAwait(false))
            {
                if (member is { Type: GroupType, Address: { } address })
                {
                    if (seen.Add(address))
                        open.Enqueue(member);
                }
                else
                {
                    members.TryAdd(member.Address ?? member.Name ?? "", member);
                }
            }
        }
        return members.Values.Any(member => member.Type == MailboxType)
            ? members.Values
            : throw Texts.Catalog.Create(nameof(Errors.GroupEmpty), SyncErrorKind.NotFound, name, group.Name ?? name);
    }

    private async Task<IReadOnlyList<EwsMailbox>> ExpandAsync(
        EwsMailbox group, bool acceptsIncomplete, CancellationToken cancellationToken)
    {
        var name = group.Name ?? group.Address!;
        var call = client.Call(Texts.Catalog.Text(nameof(Errors.Text_TheGroup), name), impersonation);
        var page = await client.GetAsync(new ExpandDL(group), call, cancellationToken).ConfigureAwait(false);
        return acceptsIncomplete || (page.IsLast && (page.Total ?? page.Entries.Count) == page.Entries.Count)
            ? page.Entries
            : throw Texts.Catalog.Create(
                nameof(Errors.ListingIncomplete), SyncErrorKind.GuardStopped, name, name, page.Total ?? -1, page.Entries.Count);
    }

    /// <summary>The one entry of that type whose name is given, or whose name begins so where no other's does.</summary>
    private async Task<EwsMailbox> ResolveAsync(string name, string type, string errorId, CancellationToken cancellationToken)
    {
        var call = client.Call(Texts.Catalog.Text(nameof(Errors.Text_TheName), name), impersonation);
        var page = await client.GetAsync(new ResolveNames(name), call, cancellationToken).ConfigureAwait(false);
        var candidates = page.Entries.Select(entry => entry.Mailbox)
            .Where(entry => entry.Type == type && entry.Address is not null).ToList();
        var exact = candidates.Where(entry => string.Equals(entry.Name, name, StringComparison.OrdinalIgnoreCase)).ToList();
        return (exact.Count > 0 ? exact : candidates) switch
        {
            [var one] => one,
            [] => throw Texts.Catalog.Create(errorId, SyncErrorKind.NotFound, name, name),
            var several => throw Texts.Catalog.Create(
                nameof(Errors.EwsNameAmbiguous), SyncErrorKind.InvalidArgument, name, name, several.Count,
                string.Join(", ", several.Take(5).Select(entry => entry.Address))),
        };
    }
}
