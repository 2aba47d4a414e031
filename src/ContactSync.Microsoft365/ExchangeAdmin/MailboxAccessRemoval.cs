namespace ContactSync.Microsoft365.ExchangeAdmin;

/// <summary>What has to be removed so that Exchange no longer lets an app into mailboxes. Made by reading only.</summary>
public sealed class MailboxAccessRemoval
{
    internal MailboxAccessRemoval(
        SyncAppRegistration app, IReadOnlyList<ExchangeObject> assignments, IReadOnlyList<string> scopes,
        IReadOnlyList<ExchangeObject> groups, bool removesPrincipal)
    {
        (App, Assignments, Scopes, Groups, RemovesPrincipal) = (app, assignments, scopes, groups, removesPrincipal);
        Changes =
        [
            .. assignments.Select(one => Texts.Catalog.Text(
                nameof(Errors.Text_RemoveRole), one.Text("Role"), app.Name, one.Text("CustomResourceScope"))),
            .. scopes.Select(scope => Texts.Catalog.Text(nameof(Errors.Text_RemoveScope), scope)),
            .. groups.Select(group => Texts.Catalog.Text(nameof(Errors.Text_RemoveFlatGroup), group.Text("DisplayName"))),
            .. removesPrincipal ? [Texts.Catalog.Text(nameof(Errors.Text_RemoveExchangePrincipal), app.Name)] : Array.Empty<string>(),
        ];
    }

    /// <summary>What will be removed, a sentence each; empty where there is nothing.</summary>
    public IReadOnlyList<string> Changes { get; }

    internal SyncAppRegistration App { get; }

    internal IReadOnlyList<ExchangeObject> Assignments { get; }

    internal IReadOnlyList<string> Scopes { get; }

    /// <summary>The flat groups that were kept for those scopes.</summary>
    internal IReadOnlyList<ExchangeObject> Groups { get; }

    /// <summary>True where the app keeps no role.</summary>
    internal bool RemovesPrincipal { get; }
}
