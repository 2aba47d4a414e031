namespace ContactSync;

/// <summary>What kind of client a redirect URI belongs to; Entra's rules for the address differ.</summary>
public enum RedirectPlatform
{
    /// <summary>A web server: https, or http on the machine itself.</summary>
    Web,

    /// <summary>A program on a device: https, http on the machine itself, or a scheme of its own.</summary>
    PublicClient,

    /// <summary>A page that signs in from the browser: https, or http on the machine itself.</summary>
    Spa,
}
