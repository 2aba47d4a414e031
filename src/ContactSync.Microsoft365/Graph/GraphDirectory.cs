using System.Runtime.CompilerServices;
using ContactSync.Engine.Numbers;
using ContactSync.Engine.Ports;
using ContactSync.Microsoft365.Identity;
using Microsoft.Graph.Models;

namespace ContactSync.Microsoft365.Graph;

/// <summary>Finds the mailboxes of groups and of names in the directory.</summary>
/// <remarks>https://learn.microsoft.com/graph/api/group-list-transitivemembers</remarks>
internal sealed class GraphDirectory(TenantSession session, GraphTransport transport)
{
    private const string UserSelect = "id,displayName,mail,userPrincipalName";

    private const string UserType = "#microsoft.graph.user";

    /// <summary>Permissions that show more of a user than User.ReadBasic.All does: the usage location, further addresses.</summary>
    private static readonly HashSet<string> FullProfile = new(StringComparer.OrdinalIgnoreCase)
    {
        "User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All",
    };

    /// <summary>Finds the mailboxes asked for, each once, in the order found.</summary>
    /// <exception cref="SyncException">A group is not found, a listing is incomplete, a refusal, a lost connection.</exception>
    public async Task<(IReadOnlyList<SourceMailbox> Mailboxes, IReadOnlyList<SkippedMember> Skipped)> FindAsync(
        MailboxQuery query, CancellationToken cancellationToken)
    {
        var seesAll = await SeesAllAsync(cancellationToken).ConfigureAwait(false);
        var select = seesAll ? UserSelect + ",usageLocation,country" : UserSelect;

        var users = new Dictionary<string, User>(StringComparer.OrdinalIgnoreCase);
        foreach (var group in query.Groups)
        {
            var members = await ListMembersAsync(group, select, query.AcceptsIncomplete, cancellationToken).ConfigureAwait(false);
            foreach (var user in members)
                users.TryAdd(user.Id!, user);
        }
        var (named, missing) = await FindUsersAsync(query.Mailboxes, select, seesAll, cancellationToken).ConfigureAwait(false);
        var aliases = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (user, alias) in named)
        {
            users.TryAdd(user.Id!, user);
            if (alias is not null)
                aliases.TryAdd(user.Id!, alias);
        }

        var skipped = users.Values.Select(ReasonToSkip).OfType<SkippedMember>().Concat(missing);
        var mailboxes = users.Values.Where(user => ReasonToSkip(user) is null)
            .Select(user => new SourceMailbox(
                user.Id!, user.Mail!, user.DisplayName ?? user.Mail!, RegionOf(user), aliases.GetValueOrDefault(user.Id!)));
        return ([.. mailboxes], [.. skipped]);
    }

    /// <summary>
    /// The users with a mail address whose name or address begins with a text, page by page; with their further addresses where the app may
    /// see those.
    /// </summary>
    /// <exception cref="SyncException">A refusal, a lost connection.</exception>
    public async IAsyncEnumerable<SyncSourceMailbox> SearchAsync(
        string? search, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seesAll = await SeesAllAsync(cancellationToken).ConfigureAwait(false);
        var call = session.Call(Texts.Catalog.Text(nameof(Errors.Text_TheUsers)), "User.ReadBasic.All");
        var followed = new HashSet<string>(StringComparer.Ordinal);
        var text = string.IsNullOrWhiteSpace(search) ? null : search.Trim();
        for (var link = GraphLinks.Users(text, seesAll ? UserSelect + ",proxyAddresses" : UserSelect); ;)
        {
            var answer = await transport.GetAsync(call, link, cancellationToken).ConfigureAwait(false);
            foreach (var user in answer.Read(call, GraphUsers.Read).Where(user => !string.IsNullOrWhiteSpace(user.Mail)))
                yield return Show(user);
            if (answer.Read(call, GraphLinks.NextOf) is not { } next)
                yield break;
            if (!followed.Add(next))
                throw GraphLinks.Loop(call);
            link = transport.Links.Require(next, call);
        }
    }

    private async Task<bool> SeesAllAsync(CancellationToken cancellationToken)
    {
        var token = await session.GetTokenAsync(session.Environment.GraphResource, forceRefresh: false, cancellationToken)
            .ConfigureAwait(false);
        return token.Roles.Any(FullProfile.Contains);
    }

    private static SyncSourceMailbox Show(User user) => new()
    {
        PrimarySmtpAddress = user.Mail!,
        DisplayName = user.DisplayName ?? user.Mail!,
        UserPrincipalName = user.UserPrincipalName,
        Id = user.Id!,
        Protocol = SyncProtocol.Graph,
        // The primary one stands in capitals; addresses of other kinds are no mail addresses.
        Aliases = [.. (user.ProxyAddresses ?? []).Where(address => address.StartsWith("smtp:", StringComparison.OrdinalIgnoreCase))
            .Select(address => address["smtp:".Length..])
            .Where(address => !address.Equals(user.Mail, StringComparison.OrdinalIgnoreCase))],
    };

    /// <summary>A user without a licence has no usage location, but perhaps a country, as somebody typed it.</summary>
    private static string? RegionOf(User user) =>
        string.IsNullOrEmpty(user.UsageLocation) ? Countries.FindRegion(user.Country) : user.UsageLocation;

    private static SkippedMember? ReasonToSkip(User user)
    {
        var name = user.DisplayName ?? user.UserPrincipalName ?? user.Id!;
        if (user.OdataType is { } type && type != UserType)
            return new SkippedMember(name, Texts.Catalog.Text(nameof(Errors.Text_MemberNotUser), type.Split('.')[^1]));
        return string.IsNullOrWhiteSpace(user.Mail)
            ? new SkippedMember(name, Texts.Catalog.Text(nameof(Errors.Text_MemberWithoutMail)))
            : null;
    }

    /// <summary>
    /// Lists a group's users, those of nested groups included. A listing short of the service's own count is read once more.
    /// </summary>
    private async Task<IReadOnlyCollection<User>> ListMembersAsync(
        string name, string select, bool acceptsIncomplete, CancellationToken cancellationToken)
    {
        var group = await GroupFinder.FindAsync(session, name, cancellationToken).ConfigureAwait(false);
        var (users, expected) = await ListOnceAsync(group, select, cancellationToken).ConfigureAwait(false);
        if (users.Count != expected)
            (users, expected) = await ListOnceAsync(group, select, cancellationToken).ConfigureAwait(false);
        if (users.Count != expected && !acceptsIncomplete)
        {
            throw Texts.Catalog.Create(
                nameof(Errors.ListingIncomplete), SyncErrorKind.GuardStopped, name, group.DisplayName ?? name, expected, users.Count);
        }
        return users.Count > 0
            ? users
            : throw Texts.Catalog.Create(nameof(Errors.GroupEmpty), SyncErrorKind.NotFound, name, group.DisplayName ?? name);
    }

    private async Task<(IReadOnlyCollection<User> Users, long Expected)> ListOnceAsync(
        Group group, string select, CancellationToken cancellationToken)
    {
        var call = session.Call(Texts.Catalog.Text(nameof(Errors.Text_TheGroup), group.DisplayName), "GroupMember.Read.All");
        var members = session.Graph.Groups[group.Id].TransitiveMembers.GraphUser;
        var page = await call.RequireAsync(
            token => members.GetAsync(
                request =>
                {
                    request.Headers.Add("ConsistencyLevel", "eventual");
                    request.QueryParameters.Count = true;
                    request.QueryParameters.Select = select.Split(',');
                    request.QueryParameters.Top = 999;
                },
                token),
            cancellationToken).ConfigureAwait(false);

        var users = new Dictionary<string, User>(StringComparer.OrdinalIgnoreCase);
        var followed = new HashSet<string>(StringComparer.Ordinal);
        var expected = page.OdataCount;
        while (true)
        {
            foreach (var user in page.Value ?? throw GraphErrors.Unreadable(call, null))
                users.TryAdd(user.Id ?? throw GraphErrors.Unreadable(call, null), user);
            if (page.OdataNextLink is not { } next)
                return (users.Values, expected ?? users.Count);
            transport.Links.Require(next, call);
            if (!followed.Add(next))
                throw GraphLinks.Loop(call);
            page = await call.RequireAsync(
                token => members.WithUrl(next).GetAsync(request => request.Headers.Add("ConsistencyLevel", "eventual"), token),
                cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Finds users by name, and by an alias where the app may see those. One that is not found, a user deleted since yesterday for one,
    /// does not keep the others from being read.
    /// </summary>
    private async Task<(IReadOnlyList<(User User, string? Alias)> Users, IReadOnlyList<SkippedMember> Missing)> FindUsersAsync(
        IReadOnlyList<string> names, string select, bool seesAll, CancellationToken cancellationToken)
    {
        if (names.Count == 0)
            return ([], []);
        var found = await LookUpAsync(names, name => GraphLinks.User(name, select), cancellationToken).ConfigureAwait(false);
        string[] unknown = seesAll ? [.. names.Where(name => found[name].Count == 0 && name.Contains('@'))] : [];
        var byAlias = await LookUpAsync(unknown, name => GraphLinks.UserByAlias(name, select), cancellationToken).ConfigureAwait(false);
        var users = new List<(User User, string? Alias)>();
        var missing = new List<SkippedMember>();
        foreach (var name in names)
        {
            if (Choose(name, found[name]) is { } user)
                users.Add((user, null));
            else if (byAlias.GetValueOrDefault(name) is [var owner])
                users.Add((owner, name));
            else
                missing.Add(Miss(name, found[name]));
        }
        return (users, missing);
    }

    private async Task<Dictionary<string, IReadOnlyList<User>>> LookUpAsync(
        IReadOnlyList<string> names, Func<string, string> question, CancellationToken cancellationToken)
    {
        var call = session.Call(Texts.Catalog.Text(nameof(Errors.Text_TheUsers)), "User.ReadBasic.All");
        var answers = await transport.GetManyAsync(call, [.. names.Select(question)], cancellationToken).ConfigureAwait(false);
        var found = new Dictionary<string, IReadOnlyList<User>>(StringComparer.Ordinal);
        foreach (var (name, answer) in names.Zip(answers))
            found[name] = answer.Status == 404 ? [] : answer.Read(call, GraphUsers.Read);
        return found;
    }

    /// <summary>One user's mail address can be another one's user principal name; the mail address is what was meant.</summary>
    private static User? Choose(string name, IReadOnlyList<User> found)
    {
        var byMail = found.Where(user => name.Equals(user.Mail, StringComparison.OrdinalIgnoreCase)).ToList();
        return (found, byMail) switch
        {
            ([var only], _) => only,
            (_, [var only]) => only,
            _ => null,
        };
    }

    private static SkippedMember Miss(string name, IReadOnlyList<User> found)
    {
        var error = found.Count == 0
            ? Texts.Catalog.Create(nameof(Errors.MailboxUnknown), SyncErrorKind.NotFound, name, name)
            : Texts.Catalog.Create(
                nameof(Errors.MailboxAmbiguous), SyncErrorKind.InvalidArgument, name, name,
                string.Join(", ", found.Select(user => user.Id).Order(StringComparer.Ordinal)));
        return new SkippedMember(name, error.Message, error);
    }
}
