using ContactSync.Microsoft365.Identity;

namespace ContactSync.Microsoft365.ExchangeAdmin;

/// <summary>
/// Which permissions of an app Exchange holds within a scope. Entra knows nothing of that: consent to one of them opens all mailboxes, and
/// the scope has no effect any more.
/// </summary>
public sealed class ScopedPermissions
{
    private ScopedPermissions(IReadOnlyList<SyncPermission> permissions, string? warning, bool isKnown = true) =>
        (Permissions, Warning, IsKnown) = (permissions, warning, isKnown);

    /// <summary>False where Exchange could not be asked.</summary>
    public bool IsKnown { get; }

    /// <summary>Those that consent would open for all mailboxes.</summary>
    public IReadOnlyList<SyncPermission> Permissions { get; }

    /// <summary>
    /// What an admin must know: what is left out and why, or that Exchange could not be asked; null where there is nothing.
    /// </summary>
    public string? Warning { get; }

    /// <summary>Asks Exchange, where the session may, and where one of the permissions is one of mailboxes at all.</summary>
    /// <param name="session">The session of an administrator. A person is not asked to sign in to Exchange for this.</param>
    /// <param name="app">The app.</param>
    /// <param name="permissions">Those about to be granted.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<ScopedPermissions> FindAsync(
        TenantSession session, SyncAppRegistration app, IEnumerable<SyncPermission> permissions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(app);
        var ofMailboxes = permissions.Where(permission => ApplicationRoles.For(permission) is not null).ToList();
        if (ofMailboxes.Count == 0)
            return new([], null);
        try
        {
            if (!session.MayAskSilently(session.Environment.ExchangeResource))
                return new([], Say(nameof(Errors.Text_ScopeUnknown), ofMailboxes), isKnown: false);
            var reader = new MailboxAccessReader(session, new ExchangeAdminClient(session));
            var assignments = (await reader.ReadAssignmentsAsync(app, cancellationToken).ConfigureAwait(false))
                .Where(one => one.Text("CustomResourceScope") is { Length: > 0 }).ToList();
            var scoped = ofMailboxes.FindAll(permission =>
                assignments.Exists(one => ApplicationRoles.Cancels(permission, one.Text("Role") ?? "")));
            return new(scoped, scoped.Count == 0 ? null : Say(nameof(Errors.Text_ScopeKept), scoped));
        }
        catch (SyncException error)
        {
            session.Trace?.Invoke(error.Message);
            return new([], Say(nameof(Errors.Text_ScopeUnknown), ofMailboxes), isKnown: false);
        }

        string Say(string text, List<SyncPermission> named) =>
            Texts.Catalog.Text(text, string.Join(", ", named.Select(permission => permission.Permission)), app.Name, app.AppId);
    }
}
