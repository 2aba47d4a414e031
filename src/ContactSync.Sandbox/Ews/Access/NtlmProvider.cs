using System.Net.Security;
using System.Runtime.InteropServices;

namespace ContactSync.Sandbox.Ews.Access;

/// <summary>
/// The platform's NTLM: on Linux the package gss-ntlmssp, which checks passwords against the file that NTLM_USER_FILE names. That
/// variable is the process's, whereas a process may hold several sandboxes: each step of a handshake sets it first.
/// </summary>
internal static class NtlmProvider
{
    private const string Variable = "NTLM_USER_FILE";
    private const int Overwrite = 1;

    private static readonly object Gate = new();
    private static readonly Lazy<string?> Missing = new(Probe);

    /// <summary>Why there is no NTLM here; null where there is.</summary>
    public static string? Absence => Missing.Value;

    /// <summary>One step of a handshake.</summary>
    /// <param name="server">The handshake.</param>
    /// <param name="token">What the client sent.</param>
    /// <param name="userFile">Accounts, a line each: DOMAIN:user:password.</param>
    /// <param name="status">Whether the handshake goes on, is done, or has failed.</param>
    /// <returns>What the client is to be sent.</returns>
    public static byte[]? Step(
        NegotiateAuthentication server, byte[] token, string userFile, out NegotiateAuthenticationStatusCode status)
    {
        lock (Gate)
        {
            // The runtime's own copy of the environment is not the one that native code reads.
            _ = SetVariable(Variable, userFile, Overwrite);
            return server.GetOutgoingBlob(token, out status);
        }
    }

    /// <summary>A first message without content (MS-NLMP 2.2.1.1), which every provider goes on from.</summary>
    private static string? Probe()
    {
        if (!OperatingSystem.IsLinux())
            return "NTLM and Negotiate are offered on Linux only, where they need the package gss-ntlmssp.";
        byte[] negotiate = [.. "NTLMSSP\0"u8, 1, 0, 0, 0, 0x07, 0x82, 0x08, 0xA2, .. new byte[16], 10, 0, 0, 0, 0, 0, 0, 15];
        using var server = new NegotiateAuthentication(new NegotiateAuthenticationServerOptions { Package = "NTLM" });
        server.GetOutgoingBlob(negotiate, out var status);
        return status == NegotiateAuthenticationStatusCode.ContinueNeeded
            ? null
            : $"NTLM and Negotiate need the package gss-ntlmssp, which does not work here ({status}).";
    }

    [DllImport("libc", EntryPoint = "setenv", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int SetVariable(string name, string value, int overwrite);
}
