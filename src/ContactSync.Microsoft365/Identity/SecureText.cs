using System.Net;
using System.Security;

namespace ContactSync.Microsoft365.Identity;

/// <summary>Between secure and plain text, in one place so that every crossing is found.</summary>
internal static class SecureText
{
    /// <summary>The plain value. Call it where the value is sent, and keep it no longer than that.</summary>
    internal static string Reveal(SecureString secret) => new NetworkCredential("", secret).Password;

    /// <summary>A read-only secure copy.</summary>
    internal static SecureString Protect(string secret)
    {
        var copy = new NetworkCredential("", secret).SecurePassword;
        copy.MakeReadOnly();
        return copy;
    }
}
