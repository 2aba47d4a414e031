namespace ContactSync.Sandbox.Mailboxes.Properties;

/// <summary>The property sets that contacts use (MS-OXPROPS 1.3.2).</summary>
internal static class PropertySets
{
    public static readonly Guid Address = new("00062004-0000-0000-C000-000000000046");
    public static readonly Guid Common = new("00062008-0000-0000-C000-000000000046");
    public static readonly Guid PublicStrings = new("00020329-0000-0000-C000-000000000046");
    public static readonly Guid AirSync = new("71035549-0739-4DCB-9163-00F0580DBBDF");
}
