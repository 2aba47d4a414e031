namespace ContactSync.Sandbox.Mailboxes.Properties;

/// <summary>The properties of one of a contact's three postal addresses.</summary>
internal sealed record AddressSlot(
    MapiProperty Street,
    MapiProperty City,
    MapiProperty State,
    MapiProperty PostalCode,
    MapiProperty Country,
    MapiProperty PostOfficeBox);
