namespace ContactSync.Microsoft365.ExchangeAdmin;

/// <summary>What has to be written so that an app reaches the mailboxes of a group and no others. Made by reading only.</summary>
public sealed class MailboxAccessPlan
{
    private readonly List<string> changes = [];

    internal MailboxAccessPlan(SyncAppRegistration app, MailboxAccessState state, bool removesGrants)
    {
        App = app;
        State = state;
        if (!state.HasPrincipal)
            Say(nameof(Errors.Text_AddExchangePrincipal), app.Name);
        if (state.Flat is { } flat)
        {
            if (flat.Group is null)
                Say(nameof(Errors.Text_MakeFlatGroup), flat.Name, flat.Source);
            if (flat.IsStale)
                Say(nameof(Errors.Text_FillFlatGroup), flat.Name, flat.Members.Count, flat.Source);
        }
        if (!state.HasScope)
            Say(nameof(Errors.Text_MakeScope), state.Scope, state.GroupName);
        foreach (var role in state.MissingRoles)
            Say(nameof(Errors.Text_AssignRole), role, app.Name, state.Scope);
        RemovesGrants = removesGrants && state.Cancelling.Count > 0;
        if (RemovesGrants)
        {
            foreach (var grant in state.Cancelling)
                Say(nameof(Errors.Text_RemoveTenantGrant), grant.Permission.Permission, grant.Permission.Resource, app.Name);
        }
    }

    /// <summary>What will be written, a sentence each; empty where nothing has to be.</summary>
    public IReadOnlyList<string> Changes => changes;

    /// <summary>True where grants of Entra are taken back, which the app may live on.</summary>
    public bool RemovesGrants { get; }

    /// <summary>What an admin must know: members that stay out, grants that cancel the scope.</summary>
    public IReadOnlyList<string> Warnings
    {
        get
        {
            var warnings = new List<string>();
            if (State.Outside is { Count: > 0 } outside)
            {
                var names = string.Join(", ", outside.Take(10)) + (outside.Count > 10 ? ", …" : "");
                warnings.Add(Texts.Catalog.Text(nameof(Errors.Text_NestedMembersOutside), State.GroupName, outside.Count, names));
            }
            if (!RemovesGrants && State.Cancelling.Count > 0)
            {
                var names = string.Join(", ", State.Cancelling.Select(grant => grant.Permission.Permission));
                warnings.Add(Texts.Catalog.Text(nameof(Errors.Text_ScopeCancelled), names, App.Name));
            }
            return warnings;
        }
    }

    internal SyncAppRegistration App { get; }

    internal MailboxAccessState State { get; }

    private void Say(string text, params object?[] arguments) => changes.Add(Texts.Catalog.Text(text, arguments));
}

/// <summary>What Exchange and the directory have of an app's access.</summary>
internal sealed record MailboxAccessState
{
    internal required bool HasPrincipal { get; init; }

    /// <summary>The display name of the group that the scope is made of.</summary>
    internal required string GroupName { get; init; }

    /// <summary>Its distinguished name; null where it is yet to be made.</summary>
    internal required string? GroupPath { get; init; }

    /// <summary>The flat group; null where none is kept.</summary>
    internal FlatGroup? Flat { get; init; }

    /// <summary>Members by way of groups within the group, whom its scope leaves out.</summary>
    internal IReadOnlyList<string> Outside { get; init; } = [];

    internal required string Scope { get; init; }

    internal required bool HasScope { get; init; }

    internal required IReadOnlyList<string> Roles { get; init; }

    internal required IReadOnlyList<string> MissingRoles { get; init; }

    /// <summary>Grants of Entra that open the same for all mailboxes.</summary>
    internal required IReadOnlyList<TenantWideGrant> Cancelling { get; init; }
}

/// <summary>A group that holds directly whoever is in another one, however deep.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Source">The other group.</param>
/// <param name="Group">What Exchange has of it; null where it is yet to be made.</param>
/// <param name="Members">Whom it shall hold: directory ids.</param>
/// <param name="IsStale">Whether it holds others.</param>
internal sealed record FlatGroup(string Name, string Source, ExchangeObject? Group, IReadOnlyList<string> Members, bool IsStale);
