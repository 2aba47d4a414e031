using System.Security;
using System.Security.Cryptography;
using ContactSync.Engine.Ports;
using ContactSync.Engine.Publishing;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell.Connections;

/// <summary>The passwords of destinations: encrypted in their settings as those of connections are, or where the settings refer to.</summary>
internal static class DestinationPasswords
{
    /// <summary>Encrypts a password for the settings.</summary>
    public static string Protect(SyncSession session, SecureString password) =>
        $"{SecretProtector.Scheme}:{new SecretProtector(session.DataFolders[0]).Protect(password)}";

    /// <summary>Reads a destination's password; null where it has none.</summary>
    /// <exception cref="SyncException">It cannot be decrypted, or is not where the settings refer to.</exception>
    public static async Task<SecureString?> ReadAsync(
        SyncSession session, StoredDestination destination, DestinationSettings settings, CancellationToken cancellationToken)
    {
        if (settings.PasswordReference is { } reference)
            return await ReferredSecrets.ReadAsync(reference, destination.Name, cancellationToken).ConfigureAwait(false);
        return settings.ProtectedPassword is { } text ? Unprotect(session, destination, text) : null;
    }

    // A password given while a sandbox ran is encrypted by the sandbox's keys.
    private static SecureString Unprotect(SyncSession session, StoredDestination destination, string text)
    {
        var (scheme, cipher) = (text[..Math.Max(0, text.IndexOf(':'))], text[(text.IndexOf(':') + 1)..]);
        Exception? first = null;
        foreach (var folder in session.DataFolders)
        {
            try
            {
                return new SecretProtector(folder).Unprotect(scheme, cipher);
            }
            catch (Exception failure) when (failure is CryptographicException or FormatException)
            {
                first ??= failure;
            }
        }
        throw Texts.Catalog.Create(
            first!, nameof(Errors.DestinationPasswordUnreadable), SyncErrorKind.InvalidData, destination.Name, destination.Name);
    }
}
