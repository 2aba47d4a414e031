using ContactSync.Engine.Ports;
using ContactSync.Microsoft365.Graph;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;

namespace ContactSync.Microsoft365.Diagnosis;

/// <summary>The stages of a connection test.</summary>
/// <param name="session">The session under test.</param>
/// <param name="mailbox">The mailbox to read; null for the first user that has one.</param>
internal sealed class ConnectionStages(TenantSession session, string? mailbox)
{
    private const int UsersTried = 10;

    private const string RbacLink = "https://learn.microsoft.com/exchange/permissions-exo/application-rbac";

    private static readonly TimeSpan SkewLimit = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan CertificateWarning = TimeSpan.FromDays(14);

    private static readonly AppPreset Needs = AppPresets.Find("ContactImport");

    private static readonly string[] UserFields = ["id", "displayName", "mail"];

    private AccessToken? token;

    /// <summary>A stage: its name, what it is tried on, how.</summary>
    internal delegate Task<SyncCheck> Stage(CancellationToken cancellationToken);

    /// <summary>The stages after TLS, in their order.</summary>
    internal IEnumerable<(string Name, string Target, Stage Run)> AfterTls =>
    [
        (Checks.SignIn, session.ClientId, TestSignInAsync),
        (Checks.Token, session.Environment.GraphResource, TestTokenAsync),
        (Checks.Directory, session.Environment.GraphEndpoint.Authority, TestDirectoryAsync),
        (Checks.Mailbox, MailboxTarget(mailbox), TestMailboxAsync),
    ];

    /// <summary>The same stages where there is no session to try them with.</summary>
    internal static IEnumerable<(string Name, string Target, Stage Run)> Untried(TenantSessionOptions options, string? mailbox)
    {
        (string Name, string Target)[] stages =
        [
            (Checks.SignIn, options.ClientId), (Checks.Token, options.Environment.GraphResource),
            (Checks.Directory, options.Environment.GraphEndpoint.Authority), (Checks.Mailbox, MailboxTarget(mailbox)),
        ];
        return stages.Select(stage => (stage.Name, stage.Target, (Stage)(_ => Task.FromResult(Checks.Skipped(stage.Name, stage.Target)))));
    }

    /// <summary>Connects; whatever the server answers, it is there and its certificate is good.</summary>
    internal async Task<SyncCheck> TestTlsAsync(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await session.Anonymous.GetAsync(address, cancellationToken).ConfigureAwait(false);
            return CheckCertificate(address) ?? CheckClock(address, response.Headers.Date)
                ?? Checks.Passed(Checks.Tls, address.Authority, Certificate(address));
        }
        catch (Exception error) when (ConnectionErrors.Translate(error, address, cancellationToken) is { } lost)
        {
            return Checks.Failed(Checks.Tls, address.Authority, lost);
        }
    }

    private SyncCheck? CheckCertificate(Uri address) =>
        session.Trust.Seen(address.Host) is { } seen && seen.NotAfter - session.Time.GetUtcNow().UtcDateTime < CertificateWarning
            ? Checks.Warning(
                Checks.Tls, address.Authority, Certificate(address), Text(nameof(Errors.Text_RenewServerCertificate), address.Authority))
            : null;

    private SyncCheck? CheckClock(Uri address, DateTimeOffset? theirs)
    {
        var ours = session.Time.GetUtcNow();
        return theirs is { } date && (date - ours).Duration() > SkewLimit
            ? Checks.Warning(
                Checks.Tls, address.Authority, Text(nameof(Errors.Text_ClockSkew), ours.ToString("u"), date.ToString("u")),
                Text(nameof(Errors.Text_SetClock)))
            : null;
    }

    private string Certificate(Uri address) => session.Trust.Seen(address.Host) is { } seen
        ? Text(
            seen.FromOwnAuthority ? nameof(Errors.Text_CertificateByOwnAuthority) : nameof(Errors.Text_CertificateByMachine),
            seen.Subject, seen.Issuer, seen.NotAfter.ToString("yyyy-MM-dd"))
        : Text(nameof(Errors.Text_Answered));

    private Task<SyncCheck> TestSignInAsync(CancellationToken cancellationToken) => TryAsync(Checks.SignIn, session.ClientId, async () =>
    {
        token = await session.GetTokenAsync(session.Environment.GraphResource, forceRefresh: true, cancellationToken).ConfigureAwait(false);
        return Checks.Passed(
            Checks.SignIn, session.ClientId,
            Text(nameof(Errors.Text_SignedIn), token.TenantId ?? session.TenantId, token.Expires.ToLocalTime().ToString("t")));
    });

    private Task<SyncCheck> TestTokenAsync(CancellationToken cancellationToken)
    {
        var target = session.Environment.GraphResource;
        return TryAsync(Checks.Token, target, () => Task.FromResult(TokenCheck.Run(token!, session, Needs, target)));
    }

    private Task<SyncCheck> TestDirectoryAsync(CancellationToken cancellationToken)
    {
        var target = session.Environment.GraphEndpoint.Authority;
        return TryAsync(Checks.Directory, target, async () =>
        {
            await session.Call(Text(nameof(Errors.Text_TheUsers)), "User.ReadBasic.All").RequireAsync(
                token => session.Graph.Users.GetAsync(
                    request =>
                    {
                        request.QueryParameters.Top = 1;
                        request.QueryParameters.Select = UserFields;
                    },
                    token),
                cancellationToken).ConfigureAwait(false);
            var group = await FindGroupAsync(cancellationToken).ConfigureAwait(false);
            return Checks.Passed(Checks.Directory, target, group is null
                ? Text(nameof(Errors.Text_DirectoryWithoutGroups))
                : Text(nameof(Errors.Text_DirectoryReadable), group));
        });
    }

    /// <summary>The name of a group whose members could be read; null where there is no group.</summary>
    private async Task<string?> FindGroupAsync(CancellationToken cancellationToken)
    {
        var call = session.Call(Text(nameof(Errors.Text_TheGroups)), "GroupMember.Read.All");
        var groups = await call.RequireAsync(
            token => session.Graph.Groups.GetAsync(
                request =>
                {
                    request.QueryParameters.Top = 1;
                    request.QueryParameters.Select = ["id", "displayName"];
                },
                token),
            cancellationToken).ConfigureAwait(false);
        if (groups.Value is not [{ Id: { } id } group, ..])
            return null;
        await call.RequireAsync(
            token => session.Graph.Groups[id].TransitiveMembers.GetAsync(request => request.QueryParameters.Top = 1, token),
            cancellationToken).ConfigureAwait(false);
        return group.DisplayName ?? id;
    }

    private Task<SyncCheck> TestMailboxAsync(CancellationToken cancellationToken) => TryAsync(
        Checks.Mailbox, MailboxTarget(mailbox),
        () => mailbox is null ? TestAnyMailboxAsync(cancellationToken) : TestMailboxAsync(mailbox, cancellationToken));

    private async Task<SyncCheck> TestMailboxAsync(string address, CancellationToken cancellationToken)
    {
        await using var source = new GraphContactSource(session, session.Time);
        var listing = await source.ListMailboxesAsync(new MailboxQuery([], [address]), cancellationToken).ConfigureAwait(false);
        if (listing.Mailboxes is not [var found, ..])
        {
            return Checks.Failed(Checks.Mailbox, address, Texts.Catalog.Create(
                nameof(Errors.MailboxWithoutMail), SyncErrorKind.NotFound, address, address, listing.Skipped.FirstOrDefault()?.Reason));
        }
        return await ReadFoldersAsync(found.Id, found.Address, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The first of some users who has a mailbox that may be read.</summary>
    private async Task<SyncCheck> TestAnyMailboxAsync(CancellationToken cancellationToken)
    {
        var users = await session.Call(Text(nameof(Errors.Text_TheUsers)), "User.ReadBasic.All").RequireAsync(
            token => session.Graph.Users.GetAsync(
                request =>
                {
                    request.QueryParameters.Top = 50;
                    request.QueryParameters.Select = UserFields;
                },
                token),
            cancellationToken).ConfigureAwait(false);
        foreach (var user in (users.Value ?? []).Where(user => !string.IsNullOrWhiteSpace(user.Mail)).Take(UsersTried))
        {
            try
            {
                return await ReadFoldersAsync(user.Id!, user.Mail!, cancellationToken).ConfigureAwait(false);
            }
            catch (ServiceRefusedException error) when (error.StatusCode == 404)
            {
                // A user without a mailbox, or with one on-premises: the next one may have one.
            }
        }
        return Checks.Warning(
            Checks.Mailbox, MailboxTarget(null), Text(nameof(Errors.Text_NoMailboxFound)), Text(nameof(Errors.Text_GiveMailbox)));
    }

    private async Task<SyncCheck> ReadFoldersAsync(string id, string address, CancellationToken cancellationToken)
    {
        var contacts = Needs.Permissions.First(permission => permission.GrantedByExchange);
        var isInToken = contacts.IsIn(token!.Roles);
        var call = session.Call(Text(nameof(Errors.Text_TheMailbox), address), isInToken ? null : contacts.Permission);
        try
        {
            var folders = await call.RequireAsync(
                token => session.Graph.Users[id].ContactFolders.GetAsync(
                    request => request.QueryParameters.Select = ["id", "displayName"], token),
                cancellationToken).ConfigureAwait(false);
            return Checks.Passed(Checks.Mailbox, address, Text(nameof(Errors.Text_MailboxReadable), folders.Value?.Count ?? 0));
        }
        catch (ServiceRefusedException error) when (error.StatusCode == 403)
        {
            var advice = isInToken ? nameof(Errors.Text_AdviceScope) : nameof(Errors.Text_AdviceConsentOrScope);
            return Checks.Failed(Checks.Mailbox, address, error, Text(advice, session.ClientId, address), RbacLink);
        }
    }

    private static async Task<SyncCheck> TryAsync(string stage, string target, Func<Task<SyncCheck>> test)
    {
        try
        {
            return await test().ConfigureAwait(false);
        }
        catch (SyncException error)
        {
            return Checks.Failed(stage, target, error);
        }
    }

    private static string MailboxTarget(string? mailbox) => mailbox ?? Text(nameof(Errors.Text_AnyMailbox));

    private static string Text(string id, params object?[] arguments) => Texts.Catalog.Text(id, arguments);
}
