using System.Text.Json;
using System.Text.Json.Serialization;
using ContactSync.Engine.Fields;

namespace ContactSync.Engine.Publishing;

/// <summary>What an admin said of a destination. A secret is here only encrypted, or by the place where it lies.</summary>
public sealed record DestinationSettings
{
    /// <summary>A file's or folder's path, a server's address, or a mailbox's.</summary>
    public required string Place { get; init; }

    /// <summary>The owners whose phone books it gets, with wildcards; null for all.</summary>
    public string? Owner { get; init; }

    /// <summary>The titles of the phone books it gets, with wildcards; null for all.</summary>
    public string? PhoneBook { get; init; }

    /// <summary>The connection whose phone books it gets, with wildcards; null for all.</summary>
    public string? Connection { get; init; }

    /// <summary>What of each entry it gets; empty for <see cref="FieldSelection.Usual"/>.</summary>
    public IReadOnlyList<ContactFieldGroup> Fields { get; init; } = [];

    /// <summary>How numbers are written.</summary>
    public PhoneNumberForm NumberForm { get; init; }

    /// <summary>Whether what is made or changed there by hand stays.</summary>
    public bool KeepManualEntries { get; init; }

    /// <summary>The name of a template or the path of one's own, where the kind has templates.</summary>
    public string? Template { get; init; }

    /// <summary>Whether each contact gets a file of its own, where the kind has files of contacts.</summary>
    public bool OneFileAContact { get; init; }

    /// <summary>The distinguished name that entries lie beneath, where the kind has such names.</summary>
    public string? BaseDn { get; init; }

    /// <summary>The contact folder, where the destination is one of a mailbox.</summary>
    public string? Folder { get; init; }

    /// <summary>What marks that folder as this destination's.</summary>
    public string? FolderMark { get; init; }

    /// <summary>The connection that the mailbox is reached through.</summary>
    public string? Through { get; init; }

    /// <summary>The user who signs in, where the kind asks for one.</summary>
    public string? UserName { get; init; }

    /// <summary>The password, encrypted for the machine that it was given on; null where there is none or it lies elsewhere.</summary>
    public string? ProtectedPassword { get; init; }

    /// <summary>Where the password lies; null where it does not lie elsewhere.</summary>
    public SyncSecretReference? PasswordReference { get; init; }

    /// <summary>Authorities to trust beside those of the machine, as PEM.</summary>
    public string? TrustedCertificate { get; init; }

    /// <summary>What the same entry is written differently under. How to get to the destination is no part of it.</summary>
    internal string Shape => (this with
    {
        Owner = null, PhoneBook = null, Connection = null, UserName = null, ProtectedPassword = null, PasswordReference = null,
        TrustedCertificate = null, KeepManualEntries = false, Folder = null, FolderMark = null, Through = null,
    }).ToString();

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="JsonException">It is no such text.</exception>
    public static DestinationSettings Parse(string json) =>
        JsonSerializer.Deserialize(json, DestinationSettingsContext.Default.DestinationSettings)
        ?? throw new JsonException("The settings are missing.");

    /// <summary>The settings as JSON, the same for equal settings.</summary>
    public override string ToString() => JsonSerializer.Serialize(this, DestinationSettingsContext.Default.DestinationSettings);
}

/// <summary>The generated reader and writer of <see cref="DestinationSettings"/>.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, UseStringEnumConverter = true)]
[JsonSerializable(typeof(DestinationSettings))]
internal sealed partial class DestinationSettingsContext : JsonSerializerContext;
