using ContactSync.Microsoft365.Identity;

namespace ContactSync.Microsoft365.Registration;

/// <summary>
/// Rotates the credential of a connection without a gap: makes a new one beside the old, keeps it, proves it, lets the connection use it,
/// proves
/// it again by way of the connection, and removes the old one after an overlap, by a later call. Each step is written down, so that a call
/// goes
/// on where the one before was interrupted. Nothing is deleted before its successor works, and nothing that was not made here unless told.
/// </summary>
public sealed class CredentialRotation
{
    /// <summary>After this time a secret that was asked for and never heard of cannot turn up any more.</summary>
    private static readonly TimeSpan LostFor = TimeSpan.FromHours(1);

    private static readonly TimeSpan UsualLifeOfSecret = TimeSpan.FromDays(180), UsualLifeOfCertificate = TimeSpan.FromDays(365);

    private readonly SyncAppRegistration app;
    private readonly IRotatedConnection connection;
    private readonly RotationOptions options;
    private readonly TimeProvider time;
    private readonly CredentialService service;
    private readonly CredentialReader reader;
    private readonly CredentialProof proof;
    private readonly RotationMaker maker;
    private readonly RotationCleaner cleaner;
    private readonly List<string> notes = [];

    /// <summary>Makes the rotation of one connection.</summary>
    /// <param name="session">The session of an administrator, or of an app that owns the app.</param>
    /// <param name="app">The app that the connection signs in as.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="options">How to rotate.</param>
    /// <param name="time">The clock, and the pauses while the directory catches up.</param>
    public CredentialRotation(
        TenantSession session, SyncAppRegistration app, IRotatedConnection connection, RotationOptions options, TimeProvider time)
    {
        this.app = app;
        this.connection = connection;
        this.options = options;
        this.time = time;
        service = new CredentialService(session, time);
        reader = new CredentialReader(session, time);
        proof = new CredentialProof(session, time);
        var roller = new CertificateRoller(session, app, time);
        maker = new RotationMaker(session, app, connection, roller, time);
        cleaner = new RotationCleaner(session, app, connection, roller, proof, time);
    }

    private DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Says what would be done, a sentence each; nothing where nothing would. Reads only.</summary>
    public async Task<IReadOnlyList<string>> PlanAsync(CancellationToken cancellationToken)
    {
        var journal = ReadJournal();
        var changes = journal.Retiring.Where(old => old.After <= Now)
            .Select(old => Text(nameof(Errors.Text_RemoveOld), connection.Name, old.KeyId, old.After)).ToList();
        if (await cleaner.FindLostAsync(journal, cancellationToken).ConfigureAwait(false) is [_, ..])
            changes.Add(Text(nameof(Errors.Text_RemoveLost), app.Name));
        if (journal.Step != RotationStep.None)
        {
            changes.Insert(
                0, Text(nameof(Errors.Text_ResumeRotation), connection.Name, journal.Begun, Text($"Text_Rotation{journal.Step}")));
            return changes;
        }
        var used = await connection.ReadAsync(cancellationToken).ConfigureAwait(false);
        var end = await FindEndAsync(used, cancellationToken).ConfigureAwait(false);
        if (IsDue(end))
        {
            changes.Add(Text(
                nameof(Errors.Text_Rotate), connection.Name, Text($"Text_Kind{used.Kind}"), app.Name, end?.ToString("d") ?? "?",
                options.Overlap.TotalDays));
        }
        return changes;
    }

    /// <summary>Does it.</summary>
    /// <exception cref="SyncException">
    /// A step failed; the next call goes on with it. The connection has a valid credential throughout.
    /// </exception>
    public async Task<SyncCredentialRotation> RunAsync(CancellationToken cancellationToken)
    {
        var journal = ReadJournal();
        var isResumed = journal.Step != RotationStep.None;
        if (!isResumed)
            journal = await BeginAsync(journal, cancellationToken).ConfigureAwait(false);
        else if (journal is { Step: RotationStep.Begun, Kind: AppCredentialKind.ClientSecret })
            connection.WriteJournal(journal = maker.Renew(journal));
        var isRenewed = journal.Step != RotationStep.None;
        while (journal.Step != RotationStep.None)
            journal = await AdvanceAsync(journal, cancellationToken).ConfigureAwait(false);

        var retiring = journal.Retiring.Select(old => old.KeyId).ToList();
        journal = await cleaner.CleanAsync(journal, LostFor, notes, cancellationToken).ConfigureAwait(false);
        var removed = retiring.Except(journal.Retiring.Select(old => old.KeyId)).ToList();
        var used = await connection.ReadAsync(cancellationToken).ConfigureAwait(false);
        var end = await FindEndAsync(used, cancellationToken).ConfigureAwait(false);
        return new SyncCredentialRotation
        {
            Connection = connection.Name,
            App = app.Name,
            AppId = app.AppId,
            Change = isRenewed ? "Renewed" : removed.Count > 0 ? "Removed" : "Unchanged",
            IsResumed = isResumed,
            KeyId = used.KeyId,
            End = end,
            DaysLeft = reader.DaysLeft(end),
            RemovesOldAfter = journal.Retiring.Count == 0 ? null : journal.Retiring.Min(old => old.After),
            Removed = removed,
            Notes = notes,
        };
    }

    /// <summary>A journal of another app is left from a connection of the same name that is gone.</summary>
    private RotationJournal ReadJournal()
    {
        var journal = connection.ReadJournal();
        return journal.AppId is null || string.Equals(journal.AppId, app.AppId, StringComparison.OrdinalIgnoreCase) ? journal : new();
    }

    private bool IsDue(DateTimeOffset? end) => end is null || reader.DaysLeft(end) < options.MinDaysLeft;

    private async Task<RotationJournal> BeginAsync(RotationJournal journal, CancellationToken cancellationToken)
    {
        var used = await connection.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (!IsDue(await FindEndAsync(used, cancellationToken).ConfigureAwait(false)))
            return journal;
        var usual = used.Kind == AppCredentialKind.ClientSecret ? UsualLifeOfSecret : UsualLifeOfCertificate;
        var life = await service.FitLifeAsync(app, used.Kind, options.ValidFor ?? usual, notes.Add, cancellationToken)
            .ConfigureAwait(false);
        return Write(maker.Begin(journal, used, life));
    }

    private async Task<RotationJournal> AdvanceAsync(RotationJournal journal, CancellationToken cancellationToken)
    {
        switch (journal.Step)
        {
            case RotationStep.Begun:
                var used = await connection.ReadAsync(cancellationToken).ConfigureAwait(false);
                return Write(await maker.MakeAsync(journal, used, cancellationToken).ConfigureAwait(false));
            case RotationStep.Kept:
                await ProveAsync(maker.Open(journal), cancellationToken).ConfigureAwait(false);
                return Write(journal with { Step = RotationStep.Proven });
            case RotationStep.Proven:
                return await SwitchAsync(journal, cancellationToken).ConfigureAwait(false);
            case RotationStep.Switched:
                var switched = await connection.ReadAsync(cancellationToken).ConfigureAwait(false);
                await ProveAsync(switched.Credential, cancellationToken).ConfigureAwait(false);
                return Write(journal with { Step = RotationStep.Confirmed });
            case RotationStep.Confirmed:
                await connection.CarryAsync(notes.Add, cancellationToken).ConfigureAwait(false);
                return Write(journal with { Step = RotationStep.Carried });
            default:
                return Write(new RotationJournal
                {
                    AppId = app.AppId,
                    Lost = journal.Kind == AppCredentialKind.ClientSecret
                        ? [.. journal.Lost, new LostSecret(journal.Mark!, Now, journal.KeyId)]
                        : journal.Lost,
                    Retiring = journal.Old is { } old
                        ? [.. journal.Retiring, old with { After = Now + options.Overlap }]
                        : journal.Retiring,
                });
        }
    }

    /// <summary>What the new one takes the place of is written down first: afterwards the connection knows it no longer.</summary>
    private async Task<RotationJournal> SwitchAsync(RotationJournal journal, CancellationToken cancellationToken)
    {
        var used = await connection.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (used.KeyId != journal.KeyId)
        {
            journal = journal with { Old = await FindOldAsync(used, journal, cancellationToken).ConfigureAwait(false) };
            connection.WriteJournal(journal);
            await connection.SwitchAsync(journal, cancellationToken).ConfigureAwait(false);
        }
        return Write(journal with { Step = RotationStep.Switched });
    }

    private async Task<RetiringCredential?> FindOldAsync(
        UsedCredential used, RotationJournal journal, CancellationToken cancellationToken)
    {
        if (used.KeyId is { } known)
            return Retire(used, known);
        var candidates = await FindAsync(used, cancellationToken).ConfigureAwait(false);
        var foreign = candidates.Where(credential => credential.KeyId != journal.KeyId).ToList();
        if (options.IncludeForeign && foreign is [var only])
            return Retire(used, only.KeyId);
        notes.Add(Text(
            nameof(Errors.Text_OldIsForeign), app.Name, app.AppId,
            foreign.Count == 0 ? "?" : string.Join(", ", foreign.Select(credential => credential.KeyId))));
        return null;
    }

    private RetiringCredential Retire(UsedCredential used, Guid keyId) =>
        new(used.Kind, keyId, Now, used.CertificatePath, used.Thumbprint);

    /// <summary>When the credential in use ends, as the connection or else the directory knows.</summary>
    private async Task<DateTimeOffset?> FindEndAsync(UsedCredential used, CancellationToken cancellationToken) =>
        used.End ?? (await FindAsync(used, cancellationToken).ConfigureAwait(false)).Min(credential => credential.End);

    /// <summary>What the directory has that the connection may be using: of a secret it shows the first characters only.</summary>
    private async Task<IReadOnlyList<SyncAppCredential>> FindAsync(UsedCredential used, CancellationToken cancellationToken)
    {
        var present = await reader.TryReadAsync(app, cancellationToken).ConfigureAwait(false);
        return [.. (present ?? []).Where(credential => credential.Kind == used.Kind && (
            used.KeyId is { } known ? credential.KeyId == known
            : used.Kind == AppCredentialKind.Certificate ? credential.Thumbprint == used.Thumbprint
            : credential.Hint == used.Hint))];
    }

    /// <summary>A caller who may not read consents still gets the sign-in proven.</summary>
    private async Task ProveAsync(AppCredential credential, CancellationToken cancellationToken)
    {
        try
        {
            await proof.WaitAsync(app, credential, cancellationToken).ConfigureAwait(false);
        }
        catch (SyncException error)
            when (error is ServiceRefusedException { StatusCode: 403 } || error.ErrorId == nameof(Errors.EnterpriseAppMissing))
        {
            await proof.WaitForSignInAsync(app, credential, cancellationToken).ConfigureAwait(false);
        }
    }

    private RotationJournal Write(RotationJournal journal)
    {
        connection.WriteJournal(journal);
        options.StepDone?.Invoke(journal.Step);
        return journal;
    }

    private static string Text(string id, params object?[] arguments) => Texts.Catalog.Text(id, arguments);
}
