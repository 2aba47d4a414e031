using System.Runtime.Versioning;
using System.Security;
using System.Security.AccessControl;
using System.Security.Cryptography;
using System.Security.Principal;

namespace ContactSync.PowerShell.Connections;

/// <summary>A secret in a file of its own: one that an admin made, or that systemd hands to its service.</summary>
internal static class SecretFile
{
    /// <summary>Where systemd puts a service's credentials: https://systemd.io/CREDENTIALS.</summary>
    private const string SystemdFolder = "CREDENTIALS_DIRECTORY";

    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Reads the secret, without the line break at its end; null where the file is empty.</summary>
    /// <exception cref="SyncException">There is no such file, or others may read it.</exception>
    public static async Task<SecureString?> ReadAsync(
        SyncSecretReference reference, string connection, CancellationToken cancellationToken)
    {
        var isSystemd = reference.Kind == SecretReferenceKind.SystemdCredential;
        var path = isSystemd ? PathOf(reference, connection) : reference.Name;
        if (!File.Exists(path))
        {
            var missing = isSystemd ? nameof(Errors.SystemdCredentialMissing) : nameof(Errors.SecretFileMissing);
            throw ReferredSecrets.Error(missing, SyncErrorKind.NotFound, reference, connection);
        }
        // The folder of systemd is closed to all but the service, whatever the modes within.
        if (!isSystemd && MayOthersRead(path))
            throw ReferredSecrets.Error(nameof(Errors.SecretFileOpen), SyncErrorKind.PermissionDenied, reference, connection);
        var bytes = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        var length = bytes.AsSpan().TrimEnd("\r\n"u8).Length;
        var text = bytes[..length];
        CryptographicOperations.ZeroMemory(bytes);
        return length == 0 ? null : SecretText.FromBytes(text);
    }

    /// <summary>Whether an account other than the owner, or an administrator, may read or change a file.</summary>
    public static bool MayOthersRead(string path) =>
        OperatingSystem.IsWindows() ? MayOthersReadOnWindows(path) : (File.GetUnixFileMode(path) & Others) != 0;

    private static string PathOf(SyncSecretReference reference, string connection) =>
        Environment.GetEnvironmentVariable(SystemdFolder) is { Length: > 0 } folder && Path.GetFileName(reference.Name) == reference.Name
            ? Path.Combine(folder, reference.Name)
            : throw ReferredSecrets.Error(
                nameof(Errors.SystemdCredentialMissing), SyncErrorKind.NotFound, reference, connection);

    [SupportedOSPlatform("windows")]
    private static bool MayOthersReadOnWindows(string path)
    {
        WellKnownSidType[] everybody = [WellKnownSidType.WorldSid, WellKnownSidType.AuthenticatedUserSid, WellKnownSidType.BuiltinUsersSid];
        var rules = new FileInfo(path).GetAccessControl().GetAccessRules(true, true, typeof(SecurityIdentifier));
        return rules.Cast<FileSystemAccessRule>().Any(rule =>
            rule.AccessControlType == AccessControlType.Allow
            && (rule.FileSystemRights & (FileSystemRights.ReadData | FileSystemRights.WriteData)) != 0
            && everybody.Any(((SecurityIdentifier)rule.IdentityReference).IsWellKnown));
    }
}
