namespace ContactSync.Microsoft365.Identity;

/// <summary>What a caller lacks whom Graph answered 403, told by what the token shown does hold.</summary>
/// <param name="ErrorId">The error that says so.</param>
/// <param name="Permission">The permission it is about.</param>
/// <param name="RolePhrase">The least directory role, as a part of a sentence; "" where every user will do.</param>
/// <param name="UserName">Who is signed in; null for an app.</param>
internal sealed record PermissionLack(string ErrorId, string Permission, string RolePhrase, string? UserName)
{
    internal static PermissionLack Of(GraphCall call)
    {
        var wanted = DirectoryPermission.Of(call.Permission!);
        var token = call.Token?.Invoke();
        var missing = token is null ? wanted : wanted.AndAlso().FirstOrDefault(permission => !permission.IsIn(token));
        var role = call.Role ?? wanted.Role;
        if (token is { IsOfUser: true })
        {
            var user = token.UserName ?? Texts.Catalog.Text(nameof(Errors.Text_TheUser));
            return missing is null && role is not null
                ? new(nameof(Errors.DirectoryRoleMissing), wanted.Scope, role, user)
                : new(nameof(Errors.ScopeMissing), (missing ?? wanted).Scope, Phrase(nameof(Errors.Text_WithRole), role), user);
        }
        return missing is null && wanted.Name == DirectoryPermission.WriteApps
            ? new(nameof(Errors.NotOwner), DirectoryPermission.WriteAllApps, "", null)
            : new(nameof(Errors.PermissionMissing), (missing ?? wanted).Name, Phrase(nameof(Errors.Text_OrWithRole), role), null);
    }

    private static string Phrase(string id, string? role) => role is null ? "" : Texts.Catalog.Text(id, role);
}
