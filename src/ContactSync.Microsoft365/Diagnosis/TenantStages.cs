using ContactSync.Microsoft365.Identity;

namespace ContactSync.Microsoft365.Diagnosis;

/// <summary>What a connection needs of the tenant: a token with the right contents, and for Graph the directory.</summary>
/// <param name="session">The session under test.</param>
/// <param name="needs">For what service, and what must be in the token.</param>
/// <param name="record">What an administrator sees of the app; null where nobody is signed in.</param>
internal sealed class TenantStages(TenantSession session, TokenNeeds needs, AppRecord? record)
{
    private static readonly string[] UserFields = ["id"];

    /// <summary>The token, once the app has signed in.</summary>
    public AccessToken? Token { get; private set; }

    /// <summary>Signs in afresh.</summary>
    public Task<SyncCheck> SignInAsync(CancellationToken cancellationToken) =>
        TryAsync(Checks.SignIn, session.ClientId, async () =>
        {
            Token = await session.GetTokenAsync(needs.Resource, forceRefresh: true, cancellationToken).ConfigureAwait(false);
            return Checks.Passed(
                Checks.SignIn, session.ClientId,
                Text(nameof(Errors.Text_SignedIn), Token.TenantId ?? session.TenantId, Token.Expires.ToLocalTime().ToString("t")));
        });

    /// <summary>Looks into the token.</summary>
    public Task<SyncCheck> TokenAsync() => TryAsync(
        Checks.Token, needs.Resource, () => Task.FromResult(TokenCheck.Run(Token!, session, needs)));

    /// <summary>Reads a user, a group and its members.</summary>
    public Task<SyncCheck> DirectoryAsync(CancellationToken cancellationToken)
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

    /// <summary>A failure that what is new would explain says how new it is; it is not waited for.</summary>
    private async Task<SyncCheck> TryAsync(string stage, string target, Func<Task<SyncCheck>> test)
    {
        var check = await Checks.TryAsync(stage, target, test).ConfigureAwait(false);
        return check.Status == CheckStatus.Failed && record?.Newness is { } newness
            ? Checks.WithDetail(check, $"{check.Detail} {newness}")
            : check;
    }

    private static string Text(string id, params object?[] arguments) => Texts.Catalog.Text(id, arguments);
}
