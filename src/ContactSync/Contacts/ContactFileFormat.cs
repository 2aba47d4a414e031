namespace ContactSync;

/// <summary>The formats of contact files.</summary>
public enum ContactFileFormat
{
    /// <summary>vCard 2.1, 3.0 or 4.0.</summary>
    VCard,

    /// <summary>The text form of directory entries (RFC 2849).</summary>
    Ldif,

    /// <summary>A table as text, with a header.</summary>
    Csv,
}
