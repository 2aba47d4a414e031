using ContactSync.Engine.Numbers;

namespace ContactSync.Engine.Planning;

/// <summary>Makes an entry of a contact as the source gave it: numbers read in one region, blank ones left out.</summary>
public sealed class ContactNormalizer(PhoneNumberReader numbers)
{
    /// <summary>Names the rules: entries made under another fingerprint are made anew.</summary>
    public string Fingerprint { get; } = numbers.Fingerprint;

    /// <summary>The entry for a contact in the given folder.</summary>
    public PlannedEntry Normalize(SyncContact contact, string folderId)
    {
        var normalized = contact with
        {
            FolderId = folderId,
            PhoneNumbers = [.. contact.PhoneNumbers.SelectMany(number => numbers.ReadAll(number.Kind, number.Raw))],
        };
        var json = ContactJson.Write(normalized);
        return new PlannedEntry(normalized.ToString(), ContactJson.Hash(json), normalized, json);
    }
}
