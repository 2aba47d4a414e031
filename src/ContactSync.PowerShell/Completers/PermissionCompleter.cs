using System.Management.Automation.Runspaces;
using ContactSync.Microsoft365.Registration;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell.Completers;

/// <summary>
/// The permissions that the tenant's resources offer. The one completer that asks a service: once for each sign-in, and for no longer
/// than a person waits for the Tab key; without a tenant, those of the presets.
/// </summary>
public abstract class PermissionCompleter : NameCompleter
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private protected abstract PermissionType Type { get; }

    /// <inheritdoc/>
    protected sealed override IEnumerable<(string Name, string ToolTip)> Choices() =>
        (Offered() ?? OfPresets()).Select(name => (name, $"{name} ({Type})"));

    private IEnumerable<string> OfPresets() => AppPresets.All.SelectMany(preset => preset.Permissions)
        .Where(one => one.Type == Type)
        .Select(one => one.Resource == "Microsoft Graph" ? one.Permission : $"{one.Resource}/{one.Permission}")
        .Distinct().Order(StringComparer.Ordinal);

    private IReadOnlyList<string>? Offered()
    {
        var session = SyncSession.Of(Runspace.DefaultRunspace);
        if (session.TenantEnvironment is null)
            return null;
        var catalog = PermissionCatalog.Of(session.Tenant);
        using var ending = new CancellationTokenSource(Patience);
        try
        {
            return Task.Run(() => catalog.ListAsync(Type, ending.Token), CancellationToken.None).GetAwaiter().GetResult();
        }
        catch (Exception error) when (error is SyncException or OperationCanceledException)
        {
            return null;
        }
    }
}

/// <summary>Application permissions.</summary>
public sealed class ApplicationPermissionCompleter : PermissionCompleter
{
    private protected override PermissionType Type => PermissionType.Application;
}

/// <summary>Delegated permissions.</summary>
public sealed class DelegatedPermissionCompleter : PermissionCompleter
{
    private protected override PermissionType Type => PermissionType.Delegated;
}
