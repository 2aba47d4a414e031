using System.Net;
using System.Net.Security;

namespace ContactSync.Microsoft365.Ews;

/// <summary>
/// NTLM of this machine. Windows and macOS have it; on Linux .NET asks GSSAPI, which has it by the package gss-ntlmssp only. .NET has one
/// of its own, which AppContext switches on before the first handshake of the process.
/// </summary>
/// <remarks>https://learn.microsoft.com/dotnet/api/system.net.security.negotiateauthentication</remarks>
internal static class PlatformNtlm
{
    internal const string Switch = "System.Net.Security.UseManagedNtlm";

    /// <summary>Takes .NET's own NTLM where GSSAPI has none, unless the switch is set already.</summary>
    public static void Prepare()
    {
        if (OperatingSystem.IsLinux() && !AppContext.TryGetSwitch(Switch, out _) && !IsInGssapi())
            AppContext.SetSwitch(Switch, true);
    }

    /// <summary>Whether a handshake can begin, for an account without a Kerberos realm; no server is asked.</summary>
    /// <param name="scheme">NTLM or Negotiate.</param>
    public static bool CanBegin(string scheme)
    {
        using var handshake = new NegotiateAuthentication(new NegotiateAuthenticationClientOptions
        {
            Package = scheme,
            Credential = new NetworkCredential("probe", "probe"),
            TargetName = "HTTP/localhost",
        });
        handshake.GetOutgoingBlob(ReadOnlySpan<byte>.Empty, out var status);
        return status is NegotiateAuthenticationStatusCode.ContinueNeeded or NegotiateAuthenticationStatusCode.Completed;
    }

    /// <summary>Whether MIT's GSSAPI has a mechanism for it, by the files in which mechanisms are announced.</summary>
    private static bool IsInGssapi()
    {
        try
        {
            string[] files = Environment.GetEnvironmentVariable("GSS_MECH_CONFIG") is { Length: > 0 } named
                ? [named]
                : ["/etc/gss/mech", .. Directory.Exists("/etc/gss/mech.d") ? Directory.GetFiles("/etc/gss/mech.d", "*.conf") : []];
            return files.Any(file => File.Exists(file) && File.ReadAllText(file).Contains("ntlmssp", StringComparison.OrdinalIgnoreCase));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
