using System.Net;
using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;
using System.Text;

namespace ContactSync.PowerShell.Connections;

/// <summary>Secrets between the forms PowerShell and encryption want, without a string in between that would stay in memory.</summary>
internal static class SecretText
{
    /// <summary>The secret as UTF-8; the caller clears the bytes.</summary>
    public static byte[] ToBytes(SecureString secret)
    {
        var pointer = Marshal.SecureStringToGlobalAllocUnicode(secret);
        var characters = new char[secret.Length];
        try
        {
            Marshal.Copy(pointer, characters, 0, characters.Length);
            return Encoding.UTF8.GetBytes(characters);
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(pointer);
            Array.Clear(characters);
        }
    }

    /// <summary>UTF-8 as a secret; the bytes are cleared.</summary>
    public static SecureString FromBytes(byte[] bytes)
    {
        var characters = Encoding.UTF8.GetChars(bytes);
        try
        {
            return FromCharacters(characters);
        }
        finally
        {
            Array.Clear(characters);
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>The secret in clear, for where it is sent; it stays in memory until it is collected.</summary>
    public static string Reveal(SecureString secret) => new NetworkCredential("", secret).Password;

    /// <summary>The first characters, by which the portal shows a client secret.</summary>
    public static string HintOf(SecureString secret) => Reveal(secret) is { Length: > 3 } plain ? plain[..3] : "";

    /// <summary>Characters as a secret.</summary>
    public static SecureString FromCharacters(ReadOnlySpan<char> characters)
    {
        var secret = new SecureString();
        foreach (var character in characters)
            secret.AppendChar(character);
        secret.MakeReadOnly();
        return secret;
    }
}
