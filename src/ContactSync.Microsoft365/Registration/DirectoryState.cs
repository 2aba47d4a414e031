using Microsoft.Graph.Models;

namespace ContactSync.Microsoft365.Registration;

/// <summary>What the directory has of an app registration.</summary>
/// <param name="App">The registration; null where there is none.</param>
/// <param name="Principal">Its service principal; null where there is none.</param>
/// <param name="Resources">The service principals of the resources it needs; null for one the tenant has not.</param>
internal sealed record DirectoryState(
    Application? App, ServicePrincipal? Principal, IReadOnlyDictionary<Guid, ServicePrincipal?> Resources)
{
    /// <summary>True where the registration is deleted and can be restored.</summary>
    internal bool IsDeleted => App?.DeletedDateTime is not null;

    /// <summary>The application ids of other apps of the same name, where that was asked for.</summary>
    internal IReadOnlyList<string> Namesakes { get; init; } = [];

    /// <summary>Its picture, where that was asked for.</summary>
    internal byte[]? Logo { get; init; }

    /// <summary>Its owners, where that was asked for.</summary>
    internal IReadOnlyList<AppOwner> Owners { get; init; } = [];

    /// <summary>The owners that were asked for.</summary>
    internal IReadOnlyList<AppOwner> WantedOwners { get; init; } = [];
}
