using ContactSync.Engine.Numbers;

namespace ContactSync.Engine.Planning;

/// <summary>Makes an entry of a contact as the source gave it: numbers read in one region, blank ones left out.</summary>
public sealed class ContactNormalizer
{
    private readonly PhoneNumberReader? numbers;

    /// <summary>Makes one that reads numbers.</summary>
    public ContactNormalizer(PhoneNumberReader numbers) => (this.numbers, Fingerprint) = (numbers, numbers.Fingerprint);

    /// <summary>Makes one for contacts whose numbers were read before, and stay as they are.</summary>
    /// <param name="fingerprint">Names the rules by which the contacts came about.</param>
    public ContactNormalizer(string fingerprint) => Fingerprint = fingerprint;

    /// <summary>Names the rules: entries made under another fingerprint are made anew.</summary>
    public string Fingerprint { get; }

    /// <summary>The entry for a contact in the given folder.</summary>
    public PlannedEntry Normalize(SyncContact contact, string folderId)
    {
        var normalized = contact with
        {
            FolderId = folderId,
            PhoneNumbers = numbers is null
                ? contact.PhoneNumbers
                : [.. contact.PhoneNumbers.SelectMany(number => numbers.ReadAll(number.Kind, number.Raw))],
        };
        var json = ContactJson.Write(normalized);
        return new PlannedEntry(normalized.ToString(), ContactJson.Hash(json), normalized, json);
    }
}
