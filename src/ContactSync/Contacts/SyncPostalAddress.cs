namespace ContactSync;

/// <summary>The kinds of postal address a contact can have.</summary>
public enum PostalAddressKind
{
    /// <summary>At work.</summary>
    Business,

    /// <summary>At home.</summary>
    Home,

    /// <summary>Elsewhere.</summary>
    Other,
}

/// <summary>A postal address.</summary>
/// <param name="Kind">Which of the contact's addresses it is.</param>
/// <param name="Street">Street and number, possibly of several lines.</param>
/// <param name="PostalCode">The postal code.</param>
/// <param name="City">The city.</param>
/// <param name="State">The state or region.</param>
/// <param name="CountryOrRegion">The country's name, as typed.</param>
public sealed record SyncPostalAddress(
    PostalAddressKind Kind, string? Street, string? PostalCode, string? City, string? State, string? CountryOrRegion);
