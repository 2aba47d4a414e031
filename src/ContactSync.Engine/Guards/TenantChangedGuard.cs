namespace ContactSync.Engine.Guards;

/// <summary>
/// Stops where a connection's phone books all came from another tenant: its settings were changed, and two organisations' contacts
/// would lie side by side. Once lifted there are phone books of the present tenant, and it is quiet.
/// </summary>
public sealed class TenantChangedGuard : IGuard
{
    /// <inheritdoc/>
    public string Name => nameof(Errors.TenantChanged);

    /// <inheritdoc/>
    public SyncException? Check(GuardInput input)
    {
        var plan = input.Plan;
        return input.ConnectionTenants.Count > 0 && !input.ConnectionTenants.Contains(plan.Key.TenantId, StringComparer.OrdinalIgnoreCase)
            ? Texts.Catalog.Create(
                Name, SyncErrorKind.GuardStopped, plan.Owner, plan.Connection, input.ConnectionTenants[0], plan.Key.TenantId)
            : null;
    }
}
