namespace ContactSync.Sandbox.Mailboxes.Properties;

/// <summary>One of the three fixed places for an e-mail address; the numbers of a slot follow its first one.</summary>
internal sealed class EmailSlot(int firstId)
{
    public MapiProperty DisplayName { get; } = MapiProperty.Named(MapiType.String, PropertySets.Address, firstId);

    public MapiProperty AddressType { get; } = MapiProperty.Named(MapiType.String, PropertySets.Address, firstId + 2);

    public MapiProperty Address { get; } = MapiProperty.Named(MapiType.String, PropertySets.Address, firstId + 3);

    public MapiProperty OriginalDisplayName { get; } = MapiProperty.Named(MapiType.String, PropertySets.Address, firstId + 4);
}
