using System.Security;
using ContactSync.Engine.Ports;
using ContactSync.Engine.Publishing;
using ContactSync.PhoneBooks.Destinations.CardDav;
using ContactSync.PhoneBooks.Destinations.Ldap;

namespace ContactSync.PhoneBooks.Destinations;

/// <summary>The kinds of destination that are servers.</summary>
public static class DestinationServers
{
    /// <summary>The way to a destination of such a kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="settings">Its settings; the place is the server's address.</param>
    /// <param name="password">The password of the user in the settings; null where there is none.</param>
    /// <exception cref="SyncException">The settings make no sense for the kind.</exception>
    public static IItemDestination Open(DestinationKind kind, DestinationSettings settings, SecureString? password) => kind switch
    {
        DestinationKind.CardDav => new CardDavDestination(settings, password),
        DestinationKind.Ldap => new LdapDestination(settings, password),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This kind is no server."),
    };

    /// <summary>Looks at what a destination of such a kind is to be, before it is registered.</summary>
    /// <exception cref="SyncException">The settings make no sense for the kind.</exception>
    public static void Check(DestinationKind kind, DestinationSettings settings)
    {
        _ = new ServerTrust(settings.TrustedCertificate);
        if (kind == DestinationKind.CardDav)
            CardDavDestination.Check(settings);
        else if (kind == DestinationKind.Ldap)
            LdapDestination.Check(settings);
    }
}
