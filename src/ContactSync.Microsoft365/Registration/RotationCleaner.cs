using ContactSync.Microsoft365.Identity;

namespace ContactSync.Microsoft365.Registration;

/// <summary>Removes what a rotation left: old credentials after their overlap, and secrets whose value was lost.</summary>
internal sealed class RotationCleaner(
    TenantSession session, SyncAppRegistration app, IRotatedConnection connection, CertificateRoller roller, CredentialProof proof,
    TimeProvider time)
{
    private readonly CredentialReader reader = new(session, time);
    private readonly ClientSecrets secrets = new(session, time);

    /// <summary>What is written down afterwards is what could not be removed yet.</summary>
    internal async Task<RotationJournal> CleanAsync(
        RotationJournal journal, TimeSpan lostFor, List<string> notes, CancellationToken cancellationToken)
    {
        journal = await RemoveLostAsync(journal, lostFor, cancellationToken).ConfigureAwait(false);
        foreach (var old in journal.Retiring.Where(old => old.After <= time.GetUtcNow()).ToList())
        {
            if (!await TryRemoveAsync(old, notes, cancellationToken).ConfigureAwait(false) || !TryDelete(old, notes))
                continue;
            journal = journal with { Retiring = [.. journal.Retiring.Where(other => other != old)] };
            connection.WriteJournal(journal);
        }
        return journal;
    }

    /// <summary>Secrets that bear the mark of one whose value was lost.</summary>
    internal async Task<IReadOnlyList<Guid>> FindLostAsync(RotationJournal journal, CancellationToken cancellationToken)
    {
        if (journal.Lost.Count == 0)
            return [];
        var present = await reader.ReadSecretsAsync(app, cancellationToken).ConfigureAwait(false);
        return [.. present
            .Where(secret => journal.Lost.Any(lost =>
                RotationMaker.Bears(secret.DisplayName, lost.Mark) && secret.KeyId != lost.Except && secret.KeyId != journal.KeyId))
            .Select(secret => secret.KeyId).OfType<Guid>()];
    }

    private async Task<RotationJournal> RemoveLostAsync(RotationJournal journal, TimeSpan lostFor, CancellationToken cancellationToken)
    {
        foreach (var keyId in await FindLostAsync(journal, cancellationToken).ConfigureAwait(false))
            await secrets.RemoveAsync(app, keyId, cancellationToken).ConfigureAwait(false);
        // A replica that lags behind may show one later.
        var open = journal.Lost.Where(lost => lost.Since + lostFor > time.GetUtcNow()).ToList();
        if (open.Count == journal.Lost.Count)
            return journal;
        journal = journal with { Lost = open };
        connection.WriteJournal(journal);
        return journal;
    }

    /// <summary>One that somebody removed already is no error.</summary>
    private async Task<bool> TryRemoveAsync(RetiringCredential old, List<string> notes, CancellationToken cancellationToken)
    {
        var present = await reader.TryReadAsync(app, cancellationToken).ConfigureAwait(false) ?? [CredentialReader.Describe(app, old)];
        if (present.FirstOrDefault(credential => credential.KeyId == old.KeyId) is not { } found)
            return true;
        var users = await connection.FindUsersAsync(found, cancellationToken).ConfigureAwait(false);
        if (users.Count > 0)
        {
            notes.Add(Texts.Catalog.Text(nameof(Errors.Text_OldIsInUse), old.KeyId, app.Name, string.Join(", ", users)));
            return false;
        }
        // The last look before something is deleted: what the connection has now must sign in.
        var used = await connection.ReadAsync(cancellationToken).ConfigureAwait(false);
        await proof.WaitForSignInAsync(app, used.Credential, cancellationToken).ConfigureAwait(false);
        if (old.Kind == AppCredentialKind.ClientSecret)
            await secrets.RemoveAsync(app, old.KeyId, cancellationToken).ConfigureAwait(false);
        else
            await roller.RemoveAsync(used, old.KeyId, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>The key of a certificate that nobody accepts any more is of no use but to a thief.</summary>
    private bool TryDelete(RetiringCredential old, List<string> notes)
    {
        try
        {
            if (old.CertificatePath is { } path)
                connection.DeleteCertificate(path);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            notes.Add(Texts.Catalog.Text(nameof(Errors.Text_OldFileStays), old.CertificatePath, error.Message));
            return false;
        }
    }
}
