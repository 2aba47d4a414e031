using System.Security;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using ContactSync.Microsoft365.Registration;

namespace ContactSync.PowerShell.Connections;

/// <summary>A rotation's journal as it lies in its file; what is secret is encrypted as in a connection's file.</summary>
internal sealed record RotationFile
{
    private const int CurrentVersion = 1;

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
    };

    public required int Version { get; init; }

    public required string Connection { get; init; }

    public string? AppId { get; init; }

    public RotationStep Step { get; init; }

    public AppCredentialKind Kind { get; init; }

    public string? Mark { get; init; }

    public DateTimeOffset? Begun { get; init; }

    public TimeSpan? ValidFor { get; init; }

    public Guid? KeyId { get; init; }

    public DateTimeOffset? End { get; init; }

    public string? Scheme { get; init; }

    public string? ProtectedSecret { get; init; }

    public string? CertificatePath { get; init; }

    public string? ProtectedPassword { get; init; }

    public string? Thumbprint { get; init; }

    public RetiringCredential? Old { get; init; }

    public IReadOnlyList<RetiringCredential>? Retiring { get; init; }

    public IReadOnlyList<LostSecret>? Lost { get; init; }

    /// <summary>The text of a journal.</summary>
    public static string Write(string connection, RotationJournal journal, SecretProtector protector) => JsonSerializer.Serialize(
        new RotationFile
        {
            Version = CurrentVersion,
            Connection = connection,
            AppId = journal.AppId,
            Step = journal.Step,
            Kind = journal.Kind,
            Mark = journal.Mark,
            Begun = journal.Begun,
            ValidFor = journal.ValidFor,
            KeyId = journal.KeyId,
            End = journal.End,
            Scheme = SecretProtector.Scheme,
            ProtectedSecret = Protect(journal.Secret, protector),
            CertificatePath = journal.CertificatePath,
            ProtectedPassword = Protect(journal.CertificatePassword, protector),
            Thumbprint = journal.Thumbprint,
            Old = journal.Old,
            Retiring = journal.Retiring,
            Lost = journal.Lost,
        },
        Json) + "\n";

    /// <summary>The journal of a text.</summary>
    /// <exception cref="JsonException">It is none, or one of another version.</exception>
    /// <exception cref="CryptographicException">A secret in it cannot be decrypted.</exception>
    /// <exception cref="FormatException">A secret in it is not Base64.</exception>
    public static RotationJournal Read(string text, SecretProtector protector)
    {
        var file = JsonSerializer.Deserialize<RotationFile>(text, Json) ?? throw new JsonException("The file is empty.");
        if (file.Version != CurrentVersion)
            throw new JsonException($"It has version {file.Version}, not {CurrentVersion}.");
        return new RotationJournal
        {
            AppId = file.AppId,
            Step = file.Step,
            Kind = file.Kind,
            Mark = file.Mark,
            Begun = file.Begun,
            ValidFor = file.ValidFor,
            KeyId = file.KeyId,
            End = file.End,
            Secret = Unprotect(file.ProtectedSecret, file.Scheme, protector),
            CertificatePath = file.CertificatePath,
            CertificatePassword = Unprotect(file.ProtectedPassword, file.Scheme, protector),
            Thumbprint = file.Thumbprint,
            Old = file.Old,
            Retiring = file.Retiring ?? [],
            Lost = file.Lost ?? [],
        };
    }

    private static string? Protect(SecureString? secret, SecretProtector protector) => secret is null ? null : protector.Protect(secret);

    private static SecureString? Unprotect(string? text, string? scheme, SecretProtector protector) =>
        text is null ? null : protector.Unprotect(scheme!, text);
}
