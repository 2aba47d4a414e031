using ContactSync.Engine.Publishing;

namespace ContactSync.PhoneBooks.Destinations.Ldap;

/// <summary>Where a subtree is.</summary>
/// <param name="Host">The server's name.</param>
/// <param name="Port">Its port.</param>
/// <param name="IsSecure">Whether TLS comes first; else it is begun by StartTLS before anything else.</param>
/// <param name="BaseName">The distinguished name of the entry that ours lie beneath.</param>
internal sealed record LdapAddress(string Host, int Port, bool IsSecure, string BaseName)
{
    /// <summary>What such an address looks like.</summary>
    public const string Example = "ldaps://ldap.example.com/ou=phonebook,dc=example,dc=com";

    /// <summary>The server, as shown to people.</summary>
    public string Server => $"{Host}:{Port}";

    /// <summary>Reads the address in settings.</summary>
    /// <exception cref="SyncException">DestinationAddressInvalid.</exception>
    public static LdapAddress Read(DestinationSettings settings)
    {
        if (!Uri.TryCreate(settings.Place, UriKind.Absolute, out var place) || place.Scheme is not ("ldap" or "ldaps")
            || place.Host.Length == 0 || place.UserInfo.Length > 0 || place.Query.Length > 0 || place.Fragment.Length > 0)
        {
            throw ServerErrors.AddressInvalid(settings.Place, Example);
        }
        var isSecure = place.Scheme == "ldaps";
        var name = settings.BaseDn ?? Uri.UnescapeDataString(place.AbsolutePath.TrimStart('/'));
        if (!name.Contains('=', StringComparison.Ordinal))
            throw ServerErrors.AddressInvalid(settings.Place, Example);
        return new LdapAddress(place.IdnHost.Trim('[', ']'), place.Port > 0 ? place.Port : isSecure ? 636 : 389, isSecure, name.Trim());
    }
}
