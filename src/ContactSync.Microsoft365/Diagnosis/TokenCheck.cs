using ContactSync.Microsoft365.Identity;

namespace ContactSync.Microsoft365.Diagnosis;

/// <summary>
/// Judges what a token says of itself. A role for mailbox data may rightly be missing, where Exchange alone grants it (RBAC for
/// Applications); that is worth a word, and the mailbox itself tells. A role for the directory may not.
/// </summary>
internal static class TokenCheck
{
    internal static SyncCheck Run(AccessToken token, TenantSession session, TokenNeeds needs)
    {
        var target = needs.Resource;
        if (token.Audience is null)
        {
            return Checks.Warning(
                Checks.Token, target, Text(nameof(Errors.Text_TokenOpaque)), Text(nameof(Errors.Text_TokenOpaqueAdvice)));
        }
        if (!needs.IsAudience(token.Audience))
            throw Texts.Catalog.Create(nameof(Errors.TokenForOther), SyncErrorKind.InvalidData, target, token.Audience, target);
        if (Guid.TryParse(session.TenantId, out var asked) && Guid.TryParse(token.TenantId, out var given) && asked != given)
            throw Texts.Catalog.Create(nameof(Errors.TokenOfOtherTenant), SyncErrorKind.InvalidData, target, given, asked);

        var missing = needs.Permissions.Where(permission => !permission.IsIn(token.Roles.Concat(token.Scopes))).ToList();
        var names = string.Join(", ", missing.Select(permission => permission.Permission));
        if (missing.Any(permission => !permission.GrantedByExchange))
        {
            throw Texts.Catalog.Create(
                nameof(Errors.RolesMissing), SyncErrorKind.PermissionDenied, target, session.ClientId, names, Held(token));
        }
        return missing.Count == 0
            ? Checks.Passed(Checks.Token, target, Held(token))
            : Checks.Warning(
                Checks.Token, target, Text(nameof(Errors.Text_RolesByExchange), names),
                Text(nameof(Errors.Text_RolesByExchangeAdvice), session.ClientId),
                "https://learn.microsoft.com/exchange/permissions-exo/application-rbac");
    }

    private static string Held(AccessToken token) => token.Roles.Count + token.Scopes.Count == 0
        ? Text(nameof(Errors.Text_NoRoles))
        : Text(nameof(Errors.Text_Roles), string.Join(", ", token.Roles.Concat(token.Scopes).Order(StringComparer.Ordinal)));

    private static string Text(string id, params object?[] arguments) => Texts.Catalog.Text(id, arguments);
}
