using System.Security;
using ContactSync.Engine.Ports;
using ContactSync.Engine.Publishing;

namespace ContactSync.PhoneBooks.Destinations;

/// <summary>The kinds of destination that are servers.</summary>
public static class DestinationServers
{
    /// <summary>The way to a destination of such a kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="settings">Its settings; the place is the server's address.</param>
    /// <param name="password">The password of the user in the settings; null where there is none.</param>
    /// <exception cref="SyncException">The settings make no sense for the kind.</exception>
    public static IItemDestination Open(DestinationKind kind, DestinationSettings settings, SecureString? password) =>
        throw new ArgumentOutOfRangeException(nameof(kind), kind, "This kind is no server.");
}
