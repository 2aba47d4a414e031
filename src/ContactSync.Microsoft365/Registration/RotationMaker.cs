using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ContactSync.Microsoft365.Identity;

namespace ContactSync.Microsoft365.Registration;

/// <summary>Makes the new credential of a rotation, so that it can be told afterwards which one it was.</summary>
internal sealed class RotationMaker(
    TenantSession session, SyncAppRegistration app, IRotatedConnection connection, CertificateRoller roller, TimeProvider time)
{
    private const string MarkBegins = "rotation ";

    /// <summary>Longer descriptions of a secret are refused by the portal.</summary>
    private const int LongestDescription = 90;

    private readonly ClientSecrets secrets = new(session, time);
    private readonly CredentialReader reader = new(session, time);

    /// <summary>What is written down before anything is made.</summary>
    internal RotationJournal Begin(RotationJournal journal, UsedCredential used, TimeSpan life)
    {
        var mark = NewMark();
        var begun = journal with
        {
            AppId = app.AppId,
            Step = RotationStep.Begun,
            Kind = used.Kind,
            Mark = mark,
            Begun = time.GetUtcNow(),
            ValidFor = life,
        };
        return used.Kind == AppCredentialKind.ClientSecret || used.IsInStore ? begun : begun with
        {
            CertificatePath = connection.CertificatePathFor(mark),
            CertificatePassword = used.CertificatePassword ?? SelfSignedCertificates.NewPassword(),
        };
    }

    /// <summary>A secret that may be there already is lost, for its value is; a certificate is found again by its mark.</summary>
    internal RotationJournal Renew(RotationJournal journal) => journal with
    {
        Lost = [.. journal.Lost, new LostSecret(journal.Mark!, time.GetUtcNow())],
        Mark = NewMark(),
    };

    /// <summary>Makes it at the service; what comes back is to be kept at once.</summary>
    internal async Task<RotationJournal> MakeAsync(RotationJournal journal, UsedCredential used, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return used.Kind == AppCredentialKind.ClientSecret
            ? await MakeSecretAsync(journal, cancellationToken).ConfigureAwait(false)
            : await MakeCertificateAsync(journal, used, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The new credential, as it is kept.</summary>
    internal AppCredential Open(RotationJournal journal) => journal switch
    {
        { Secret: { } secret } => new ClientSecretCredential(secret),
        { CertificatePath: { } path } => ClientCertificates.FromFile(path, journal.CertificatePassword),
        _ => ClientCertificates.FromStore(journal.Thumbprint!),
    };

    /// <summary>Whether a secret's description ends with a mark.</summary>
    internal static bool Bears(string? description, string mark) =>
        description?.EndsWith($"({MarkBegins}{mark})", StringComparison.Ordinal) == true;

    private async Task<RotationJournal> MakeSecretAsync(RotationJournal journal, CancellationToken cancellationToken)
    {
        var start = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
        var made = await secrets.AddAsync(app, Describe(journal.Mark!), start, start + journal.ValidFor!.Value, cancellationToken)
            .ConfigureAwait(false);
        return journal with { Step = RotationStep.Kept, KeyId = made.KeyId, End = made.End, Secret = made.Secret };
    }

    private async Task<RotationJournal> MakeCertificateAsync(
        RotationJournal journal, UsedCredential used, CancellationToken cancellationToken)
    {
        using var certificate = ((ClientCertificateCredential)OpenOrMake(journal)).Certificate;
        var present = await reader.TryReadAsync(app, cancellationToken).ConfigureAwait(false) ?? [];
        var keyId = present.FirstOrDefault(credential => credential.Thumbprint == certificate.Thumbprint)?.KeyId
            ?? await roller.AddAsync(used, certificate, Describe(journal.Mark!), cancellationToken).ConfigureAwait(false);
        return journal with
        {
            Step = RotationStep.Kept,
            KeyId = keyId,
            End = certificate.NotAfter,
            Thumbprint = certificate.Thumbprint,
        };
    }

    /// <summary>The certificate whose key this machine keeps before the service hears of it.</summary>
    private AppCredential OpenOrMake(RotationJournal journal)
    {
        var label = $"ContactSync {journal.Begun:yyyyMMddHHmmss}";
        if (journal.CertificatePath is { } path)
        {
            if (!File.Exists(path))
            {
                using var made = Make();
                connection.WritePrivate(path, SelfSignedCertificates.ToPfx(made, journal.CertificatePassword!));
            }
            return ClientCertificates.FromFile(path, journal.CertificatePassword);
        }
        if (SelfSignedCertificates.FindInStore(label) is not { } thumbprint)
        {
            using var made = Make();
            SelfSignedCertificates.AddToStore(made);
            thumbprint = made.Thumbprint;
        }
        return ClientCertificates.FromStore(thumbprint);

        X509Certificate2 Make()
        {
            // A clock that is a little behind must not find the certificate too young; the life asked for stays what it is.
            var start = time.GetUtcNow().AddMinutes(-5);
            return SelfSignedCertificates.Make(app.Name, label, CertificateKeyAlgorithm.Rsa3072, start, start + journal.ValidFor!.Value);
        }
    }

    private string Describe(string mark)
    {
        var end = $" ({MarkBegins}{mark})";
        var room = LongestDescription - end.Length;
        var name = connection.Name;
        return (name.Length > room ? name[..room] : name) + end;
    }

    private static string NewMark() => RandomNumberGenerator.GetHexString(8, lowercase: true);
}
