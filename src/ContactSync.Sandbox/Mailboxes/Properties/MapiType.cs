namespace ContactSync.Sandbox.Mailboxes.Properties;

/// <summary>The type of a MAPI property, under the names that Graph's extended property ids use.</summary>
internal enum MapiType
{
    String,
    StringArray,
    Integer,
    Short,
    Long,
    Double,
    Boolean,
    SystemTime,
    Binary,
    CLSID,
}
