using System.Collections;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace ContactSync.Engine.Planning;

/// <summary>
/// A contact's fields as JSON, the same for equal fields: properties by name, empty ones left out. The id, the folder and the time of
/// change are not fields; a contact that was only moved or touched has the same JSON, and a property added later changes no hash.
/// </summary>
public static class ContactJson
{
    private static readonly JsonTypeInfo<SyncContact> Writer = MakeTypeInfo(MakeCanonical);

    private static readonly JsonTypeInfo<SyncContact> Reader = MakeTypeInfo(MakeOptional);

    /// <summary>The contact's fields as UTF-8.</summary>
    public static byte[] Write(SyncContact contact) => JsonSerializer.SerializeToUtf8Bytes(contact, Writer);

    /// <summary>The SHA-256 of what <see cref="Write"/> wrote, in hexadecimal.</summary>
    public static string Hash(ReadOnlySpan<byte> json)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(json, hash);
        return Convert.ToHexString(hash);
    }

    /// <summary>The contact whose fields <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">The text is no contact.</exception>
    public static SyncContact Read(ReadOnlySpan<byte> json, string id, string folderId, DateTimeOffset? lastModified)
    {
        var contact = JsonSerializer.Deserialize(json, Reader) ?? throw new JsonException("A contact is missing.");
        // The generated reader passes null for a list that is left out, over the property's own initial value.
        return contact with
        {
            Id = id,
            FolderId = folderId,
            LastModified = lastModified,
            Children = contact.Children ?? [],
            Categories = contact.Categories ?? [],
            PhoneNumbers = contact.PhoneNumbers ?? [],
            EmailAddresses = contact.EmailAddresses ?? [],
            PostalAddresses = contact.PostalAddresses ?? [],
            ImAddresses = contact.ImAddresses ?? [],
            Members = contact.Members ?? [],
        };
    }

    private static JsonTypeInfo<SyncContact> MakeTypeInfo(Action<JsonTypeInfo> modifier)
    {
        var options = new JsonSerializerOptions(ContactJsonContext.Default.Options)
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = ContactJsonContext.Default.WithAddedModifier(modifier),
        };
        return (JsonTypeInfo<SyncContact>)options.GetTypeInfo(typeof(SyncContact));
    }

    // The reader's generated constructor wants the properties there, though the text has none of them.
    private static void MakeOptional(JsonTypeInfo info)
    {
        foreach (var property in info.Properties)
            property.IsRequired = false;
    }

    private static void MakeCanonical(JsonTypeInfo info)
    {
        if (info.Kind != JsonTypeInfoKind.Object)
            return;

        var sorted = info.Properties.OrderBy(property => property.Name, StringComparer.Ordinal).ToList();
        info.Properties.Clear();
        foreach (var property in sorted)
        {
            if (info.Type == typeof(SyncContact)
                && property.Name is nameof(SyncContact.Id) or nameof(SyncContact.FolderId) or nameof(SyncContact.LastModified))
            {
                continue;
            }
            if (property.PropertyType != typeof(string) && property.PropertyType.IsAssignableTo(typeof(IEnumerable)))
                property.ShouldSerialize = (_, value) => value is ICollection { Count: > 0 };
            else if (info.Type == typeof(SyncContact) && property.PropertyType.IsEnum)
                property.ShouldSerialize = (_, value) => value is not null && Convert.ToInt32(value, CultureInfo.InvariantCulture) != 0;
            info.Properties.Add(property);
        }
    }
}

/// <summary>The generated reader and writer behind <see cref="ContactJson"/>.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(SyncContact))]
internal sealed partial class ContactJsonContext : JsonSerializerContext;
