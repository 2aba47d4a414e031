using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ContactSync.Sandbox.Graph;
using ContactSync.Sandbox.Mailboxes.Properties;

namespace ContactSync.Sandbox.Mailboxes.Graph;

/// <summary>Reads a contact that a client sends, as strictly as Graph v1.0.</summary>
internal static class ContactBody
{
    private static readonly MapiProperty[] NameParts =
        [ContactFields.GivenName, ContactFields.MiddleName, ContactFields.Surname, ContactFields.Generation];

    /// <summary>Applies a whole body to a draft; a change of the name without a display name makes the service compute it anew.</summary>
    /// <exception cref="GraphException">400: an unknown property, a wrong type, too many values.</exception>
    public static void Apply(JsonObject body, ContactDraft draft)
    {
        var before = draft.ComputedDisplayName();
        foreach (var (name, value) in body)
            ApplyProperty(name, value, draft);
        var after = draft.ComputedDisplayName();
        if (!body.ContainsKey("displayName") && after.Length > 0 && after != before && NameParts.Any(draft.Has))
            draft[ContactFields.DisplayName] = after;
        draft.Complete();
    }

    /// <exception cref="GraphException">400: unknown, of the wrong type, or too many values.</exception>
    public static void ApplyProperty(string name, JsonNode? value, ContactDraft draft)
    {
        if (name == ExtendedProperties.Name)
        {
            ExtendedProperties.Read(draft.Values, value);
            return;
        }
        if (IsAnnotation(name))
            return;
        switch (ContactSchema.Find(name))
        {
            case ContactProperty.Text text:
                draft[text.Field] = Text(name, value);
                break;
            case ContactProperty.List list:
                SetList(draft, list.Field, Texts(name, value));
                break;
            case ContactProperty.Slots slots:
                SetSlots(draft, slots, Texts(name, value));
                break;
            case ContactProperty.Day day:
                SetDay(draft, day, Text(name, value));
                break;
            case ContactProperty.Address address:
                SetAddress(draft, address, value);
                break;
            case ContactProperty.Emails:
                SetEmails(draft, name, value);
                break;
            case ContactProperty.Email email:
                SetEmail(draft, email.Slot, name, value);
                break;
            case null when name != "id":
                throw Refusals.UnknownProperty(name, "contact");
            default:
                throw new GraphException(400, "ErrorInvalidPropertySet", $"The property '{name}' is read-only and cannot be set.");
        }
    }

    /// <summary>Control information of OData, which is no property.</summary>
    public static bool IsAnnotation(string name) => name.Contains('@', StringComparison.Ordinal);

    public static string? Text(string name, JsonNode? value) => value switch
    {
        null => null,
        JsonValue scalar when scalar.GetValueKind() == JsonValueKind.String => scalar.GetValue<string>(),
        _ => throw WrongType(name, "Edm.String"),
    };

    private static GraphException WrongType(string name, string type) =>
        new(400, "RequestBodyRead", $"Cannot convert the value of property '{name}' to the expected target type '{type}'.");

    private static string[] Texts(string name, JsonNode? value) => value switch
    {
        null => [],
        JsonArray items => [.. items.Select(item => Text(name, item) ?? throw WrongType(name, "Collection(Edm.String)"))],
        _ => throw WrongType(name, "Collection(Edm.String)"),
    };

    private static void SetList(ContactDraft draft, MapiProperty field, string[] items)
    {
        draft.Values.Remove(field);
        if (items.Length > 0)
            draft.Values[field] = items;
    }

    private static void SetSlots(ContactDraft draft, ContactProperty.Slots slots, string[] items)
    {
        TooMany(slots.Name, items.Length, slots.Fields.Count);
        for (var i = 0; i < slots.Fields.Count; i++)
            draft[slots.Fields[i]] = i < items.Length ? items[i] : null;
    }

    private static void TooMany(string name, int count, int most)
    {
        if (count > most)
        {
            var shown = char.ToUpperInvariant(name[0]) + name[1..];
            throw new GraphException(400, "ErrorInvalidProperty",
                $"The multi value property {shown} has {count} entries, that exceeds the max allowed value of {most}.");
        }
    }

    private static void SetDay(ContactDraft draft, ContactProperty.Day day, string? text)
    {
        if (text is null)
            draft.Values.Remove(day.Field);
        else if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            draft.SetDay(day.Field, DateOnly.FromDateTime(time.UtcDateTime));
        else
            throw WrongType(day.Name, "Edm.DateTimeOffset");
    }

    private static void SetAddress(ContactDraft draft, ContactProperty.Address address, JsonNode? value)
    {
        if (value is not (null or JsonObject))
            throw WrongType(address.Name, "microsoft.graph.physicalAddress");
        var parts = ContactSchema.Parts(address.Slot).ToDictionary(p => p.Name, p => p.Field, StringComparer.Ordinal);
        var sent = (JsonObject?)value ?? [];
        if (sent.FirstOrDefault(p => !parts.ContainsKey(p.Key) && !IsAnnotation(p.Key)) is { Key: { } unknown })
            throw Refusals.UnknownProperty(unknown, "physicalAddress");
        // An address is one value: what is not sent is not kept.
        foreach (var (name, field) in parts)
            draft[field] = Text(name, sent[name]);
    }

    private static void SetEmails(ContactDraft draft, string name, JsonNode? value)
    {
        if (value is not (null or JsonArray))
            throw WrongType(name, "Collection(microsoft.graph.emailAddress)");
        var items = (JsonArray?)value ?? [];
        TooMany(name, items.Count, ContactFields.Emails.Count);
        for (var i = 0; i < ContactFields.Emails.Count; i++)
            SetEmail(draft, ContactFields.Emails[i], name, i < items.Count ? items[i] : null);
    }

    private static void SetEmail(ContactDraft draft, EmailSlot slot, string name, JsonNode? value)
    {
        if (value is not (null or JsonObject))
            throw WrongType(name, "microsoft.graph.emailAddress");
        var sent = (JsonObject?)value ?? [];
        if (sent.FirstOrDefault(p => p.Key is not ("name" or "address") && !IsAnnotation(p.Key)) is { Key: { } unknown })
            throw Refusals.UnknownProperty(unknown, "emailAddress");
        draft.SetEmail(slot, Text("address", sent["address"]), Text("name", sent["name"]));
    }
}
