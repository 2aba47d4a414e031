namespace ContactSync.PhoneBooks.Formats.VCard;

/// <summary>The versions of vCard that are written.</summary>
public enum VCardVersion
{
    /// <summary>3.0 (RFC 2426), which every program reads.</summary>
    V3,

    /// <summary>4.0 (RFC 6350). Carries no classification: a private contact looks like any other.</summary>
    V4,
}
