using System.Runtime.Versioning;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using ContactSync.PowerShell.Session;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace ContactSync.PowerShell.Connections;

/// <summary>
/// Encrypts the secrets in connection files: DPAPI for the current user on Windows; elsewhere ASP.NET Core Data Protection with a key ring
/// beside the files. The latter guards a copy of a connection file, not against a reader of the whole folder.
/// </summary>
/// <param name="folder">The data folder; the key ring is its folder <c>keys</c>.</param>
internal sealed class SecretProtector(string folder)
{
    private const string Purpose = "ContactSync.Connection.v1";

    /// <summary>The names of the two ways in a connection file.</summary>
    internal const string Dpapi = "DPAPI", DataProtection = "DataProtection";

    /// <summary>The way this machine encrypts.</summary>
    public static string Scheme => OperatingSystem.IsWindows() ? Dpapi : DataProtection;

    /// <summary>The folder of the key ring.</summary>
    public string KeyFolder => Path.Combine(folder, "keys");

    /// <summary>Encrypts a secret, to be read on this machine only (Windows) or with the key ring only.</summary>
    public string Protect(SecureString secret)
    {
        var plain = SecretText.ToBytes(secret);
        try
        {
            return Convert.ToBase64String(OperatingSystem.IsWindows() ? ProtectByDpapi(plain) : ProtectByKeyRing(plain));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>Decrypts a secret.</summary>
    /// <exception cref="CryptographicException">It was encrypted for another user, machine or key ring, or is damaged.</exception>
    /// <exception cref="FormatException">It is not Base64.</exception>
    public SecureString Unprotect(string scheme, string text)
    {
        if (scheme != Scheme)
            throw new CryptographicException($"It was encrypted by {scheme}; this machine uses {Scheme}.");
        var cipher = Convert.FromBase64String(text);
        return SecretText.FromBytes(OperatingSystem.IsWindows() ? UnprotectByDpapi(cipher) : OpenKeyRing().Unprotect(cipher));
    }

    [SupportedOSPlatform("windows")]
    private static byte[] ProtectByDpapi(byte[] plain) =>
        ProtectedData.Protect(plain, Encoding.UTF8.GetBytes(Purpose), DataProtectionScope.CurrentUser);

    [SupportedOSPlatform("windows")]
    private static byte[] UnprotectByDpapi(byte[] cipher) =>
        ProtectedData.Unprotect(cipher, Encoding.UTF8.GetBytes(Purpose), DataProtectionScope.CurrentUser);

    private byte[] ProtectByKeyRing(byte[] plain)
    {
        DataFolder.CreatePrivate(KeyFolder);
        var cipher = OpenKeyRing().Protect(plain);
        if (!OperatingSystem.IsWindows())
        {
            foreach (var key in Directory.EnumerateFiles(KeyFolder, "*.xml"))
                File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        return cipher;
    }

    private IDataProtector OpenKeyRing()
    {
        var services = new ServiceCollection();
        services.AddDataProtection().SetApplicationName("ContactSync").PersistKeysToFileSystem(new DirectoryInfo(KeyFolder));
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IDataProtectionProvider>().CreateProtector(Purpose);
    }
}
