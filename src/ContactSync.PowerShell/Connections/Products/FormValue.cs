namespace ContactSync.PowerShell.Connections.Products;

/// <summary>Values out of forms, checked where a typing error would show only when the product signs in.</summary>
internal static class FormValue
{
    /// <summary>An application or directory id.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static string Id(string text) => Guid.TryParse(text, out var id) ? id.ToString() : throw new FormatException("it is no GUID");

    /// <summary>An https address.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static Uri Https(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps
            ? address
            : throw new FormatException("it is no https address");

    /// <summary>Any address.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static Uri Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) ? address : throw new FormatException("it is no address");

    /// <summary>A directory id or a domain.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static string Tenant(string text) =>
        Guid.TryParse(text, out var id) ? id.ToString() : Domain(text);

    /// <summary>A domain.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static string Domain(string text) =>
        text.Contains('.') && Uri.CheckHostName(text) == UriHostNameType.Dns ? text : throw new FormatException("it is no domain");
}
