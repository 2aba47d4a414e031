using System.Security.Cryptography;
using System.Text;
using ContactSync.Engine.Search;

namespace ContactSync.PhoneBooks.Formats;

/// <summary>
/// Ids for the contacts of one file: the file's own, or, where it has none, one made of what a contact is known by. So a number that
/// changed is a change of the same contact the next time. Contacts of one name are told apart by their order.
/// </summary>
internal sealed class ContactKeys
{
    private static readonly string[] Person =
        [nameof(SyncContact.GivenName), nameof(SyncContact.MiddleName), nameof(SyncContact.Surname), nameof(SyncContact.Suffix)];

    private readonly Dictionary<string, int> met = new(StringComparer.Ordinal);

    private readonly HashSet<string> given = new(StringComparer.Ordinal);

    /// <summary>The id of the next contact of the file.</summary>
    /// <param name="draft">The contact.</param>
    /// <param name="isRepeated">Whether the file gave its id to another contact already.</param>
    public string Next(ContactDraft draft, out bool isRepeated)
    {
        var own = draft.Text(nameof(SyncContact.Id));
        var key = own ?? OfNames(draft);
        string id;
        do
        {
            var count = met[key] = met.GetValueOrDefault(key) + 1;
            id = count == 1 ? key : $"{key}#{count}";
        }
        while (!given.Add(id));
        isRepeated = own is not null && id != own;
        return id;
    }

    private static string OfNames(ContactDraft draft)
    {
        var names = Person.Any(field => draft.Text(field) is not null)
            ? Person.Select(draft.Text)
            : [ContactDraft.Names.Select(draft.Text).FirstOrDefault(name => name is not null) ?? OfWays(draft)];
        var text = string.Join('\n', names.Select(TextKey.Of));
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
    }

    private static string? OfWays(ContactDraft draft) =>
        draft.Emails.FirstOrDefault()?.Address ?? draft.Numbers.FirstOrDefault()?.Raw;
}
