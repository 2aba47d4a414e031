using System.Text.Json.Nodes;
using ContactSync.Sandbox.Control;
using ContactSync.Sandbox.Ews.Items;
using ContactSync.Sandbox.Mailboxes.Properties;

namespace ContactSync.Sandbox.Mailboxes.Control;

/// <summary>
/// What a control call gives a contact that Graph's contact has no property for: sensitivity (Normal, Personal, Private, Confidential),
/// phones by the nineteen keys of EWS, photo in base64.
/// </summary>
internal static class ContactExtras
{
    private const int Private = 2;

    private static readonly string[] _sensitivities = ["Normal", "Personal", "Private", "Confidential"];

    /// <exception cref="ControlException">A sensitivity or a key that there is not.</exception>
    public static void Apply(JsonObject body, ContactDraft draft)
    {
        if ((string?)body["sensitivity"] is { } sensitivity)
            SetSensitivity(draft, sensitivity);
        foreach (var (key, number) in body["phones"] as JsonObject ?? [])
        {
            var property = ContactFieldTable.Phones.FirstOrDefault(phone => phone.Key == key).Property
                ?? throw new ControlException(400, $"A contact has no number '{key}'.");
            draft[property] = (string?)number;
        }
        if ((string?)body["photo"] is { } photo)
            draft.Photo = new ContactPhoto(Convert.FromBase64String(photo), "image/jpeg");
        draft.Complete();
    }

    /// <summary>Outlook keeps "private" twice.</summary>
    private static void SetSensitivity(ContactDraft draft, string name)
    {
        var number = Array.FindIndex(_sensitivities, known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (number < 0)
            throw new ControlException(400, $"'sensitivity' is one of {string.Join(", ", _sensitivities)}.");
        draft.Values[ContactFields.Sensitivity] = number;
        draft.Values[ContactFields.Private] = number == Private;
    }
}
