using System.Collections;
using System.Management.Automation;
using System.Security;

namespace ContactSync.PowerShell.Connections;

/// <summary>
/// Secrets that lie where a connection refers to: read when they are used, never copied. Vaults and Azure Automation are asked by the
/// commands of the session, which runs the cmdlet at work.
/// </summary>
internal static class ReferredSecrets
{
    /// <summary>Reads a secret.</summary>
    /// <param name="reference">Where it lies.</param>
    /// <param name="connection">The connection that refers to it, for the advice.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SyncException">It is not there, is no text, or others may read its file.</exception>
    public static async Task<SecureString> ReadAsync(
        SyncSecretReference reference, string connection, CancellationToken cancellationToken) => reference.Kind switch
    {
        SecretReferenceKind.Vault => await AskVaultAsync("Get-Secret", reference, connection, []).ConfigureAwait(false),
        SecretReferenceKind.AutomationVariable =>
            await AskAutomationAsync("Get-AutomationVariable", reference, connection, []).ConfigureAwait(false),
        SecretReferenceKind.AutomationCredential =>
            await AskAutomationAsync("Get-AutomationPSCredential", reference, connection, []).ConfigureAwait(false),
        SecretReferenceKind.EnvironmentVariable => Environment.GetEnvironmentVariable(reference.Name) is { Length: > 0 } value
            ? SecretText.FromCharacters(value)
            : throw Error(nameof(Errors.EnvironmentVariableMissing), SyncErrorKind.NotFound, reference, connection),
        _ => await SecretFile.ReadAsync(reference, connection, cancellationToken).ConfigureAwait(false),
    } ?? throw Error(nameof(Errors.ReferredSecretUnusable), SyncErrorKind.InvalidData, reference, connection);

    /// <summary>Writes a secret in the place of the one that lies there.</summary>
    /// <param name="reference">Where it lies.</param>
    /// <param name="connection">The connection that refers to it, for the advice.</param>
    /// <param name="secret">The new one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SyncException">The place cannot be written from here.</exception>
    public static async Task WriteAsync(
        SyncSecretReference reference, string connection, SecureString secret, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        switch (reference.Kind)
        {
            case SecretReferenceKind.Vault:
                await AskVaultAsync("Set-Secret", reference, connection, new() { ["SecureStringSecret"] = secret }).ConfigureAwait(false);
                break;
            case SecretReferenceKind.AutomationVariable:
                await AskAutomationAsync(
                    "Set-AutomationVariable", reference, connection, new() { ["Value"] = SecretText.Reveal(secret) }).ConfigureAwait(false);
                break;
            case SecretReferenceKind.File:
                PrivateFile.Write(reference.Name, SecretText.Reveal(secret));
                break;
            default:
                throw Error(nameof(Errors.ReferenceReadOnly), SyncErrorKind.InvalidOperation, reference, connection);
        }
    }

    /// <summary>Whether <see cref="WriteAsync"/> can write a place of that kind.</summary>
    public static bool IsWritable(SyncSecretReference reference) =>
        reference.Kind is SecretReferenceKind.Vault or SecretReferenceKind.AutomationVariable or SecretReferenceKind.File;

    internal static SyncException Error(
        string id, SyncErrorKind kind, SyncSecretReference reference, string connection, string? detail = null) =>
        Texts.Catalog.Create(id, kind, reference, reference.Describe(), connection, reference.Name, detail);

    private static Task<SecureString?> AskVaultAsync(
        string command, SyncSecretReference reference, string connection, Hashtable parameters)
    {
        if (reference.VaultName is not null)
            parameters["Vault"] = reference.VaultName;
        return AskAsync(
            command, reference, connection, parameters, nameof(Errors.SecretManagementMissing), nameof(Errors.VaultRefused));
    }

    private static Task<SecureString?> AskAutomationAsync(
        string command, SyncSecretReference reference, string connection, Hashtable parameters) => AskAsync(
        command, reference, connection, parameters, nameof(Errors.AutomationMissing), nameof(Errors.AutomationRefused));

    private static async Task<SecureString?> AskAsync(
        string command, SyncSecretReference reference, string connection, Hashtable parameters, string missing, string refused)
    {
        parameters["Name"] = reference.Name;
        parameters["ErrorAction"] = ActionPreference.Stop;
        var pipeline = CmdletPipeline.Current
            ?? throw Error(missing, SyncErrorKind.ResourceUnavailable, reference, connection, command);
        var answer = await pipeline.InvokeCommandAsync(command, parameters).ConfigureAwait(false)
            ?? throw Error(missing, SyncErrorKind.ResourceUnavailable, reference, connection, command);
        return answer.Failure is { } failure
            ? throw Error(refused, SyncErrorKind.ResourceUnavailable, reference, connection, failure)
            : ToSecret(answer.Output.Count == 1 ? answer.Output[0]?.BaseObject : null);
    }

    private static SecureString? ToSecret(object? value) => value switch
    {
        SecureString { Length: > 0 } secret => secret,
        PSCredential { Password.Length: > 0 } credential => credential.Password,
        string { Length: > 0 } text => SecretText.FromCharacters(text),
        _ => null,
    };
}
