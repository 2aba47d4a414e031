using System.Text;

namespace ContactSync.PhoneBooks.Formats.VCard;

/// <summary>
/// Reads vCard 2.1, 3.0 and 4.0, several cards a file, one card at a time; names what it cannot read and goes on. Nothing in a card makes
/// it open a file or an address.
/// </summary>
/// <remarks>https://www.rfc-editor.org/rfc/rfc2426, https://www.rfc-editor.org/rfc/rfc6350</remarks>
/// <param name="problems">Takes what cannot be read.</param>
/// <param name="folderId">The folder that the contacts shall lie in.</param>
/// <param name="encoding">What bytes are that are not UTF-8, where a card names no character set; null for Windows-1252.</param>
internal sealed class VCardReader(ContactFileProblems problems, string folderId, Encoding? encoding = null)
{
    private readonly ContactKeys keys = new();

    private List<VCardProperty>? card;

    private long begin;

    private long size;

    private bool isTooLarge;

    private int nested;

    private bool hasCards;

    /// <summary>The contacts of a stream, which stays open.</summary>
    public IEnumerable<SyncContact> Read(Stream stream)
    {
        var lines = new VCardLines(stream);
        while (lines.Read(out var isTooLong) is { } line)
        {
            SyncContact? contact = null;
            if (VCardLines.IsMark(line, "BEGIN"))
            {
                contact = Begin(lines.Number);
                lines.KeepsBlank = false;
            }
            else if (VCardLines.IsMark(line, "END"))
            {
                contact = End();
            }
            else if (card is null)
            {
                problems.Add(lines.Number, null, Shown(line), Texts.Catalog.Text(nameof(Errors.Text_OutsideCard)));
            }
            else if (nested == 0)
            {
                Add(line, lines, isTooLong);
            }
            if (contact is not null)
                yield return contact;
        }
        if (card is not null)
        {
            problems.Add(begin, null, null, Texts.Catalog.Text(nameof(Errors.Text_CardWithoutEnd)));
            if (Take() is { } last)
                yield return last;
        }
        if (!hasCards && problems.Kept is [var first, ..])
            problems.AddFatal(first.Line, null, first.Value, Texts.Catalog.Text(nameof(Errors.Text_NoCard)));
    }

    private SyncContact? Begin(long line)
    {
        SyncContact? contact = null;
        if (card is not null)
        {
            // A card within a card is an agent, and no contact of its own; one that follows a card without an end is.
            if (nested > 0 || card is [.., { Name: "AGENT", RawValue: "" }] || card.TrueForAll(other => other.Name is "VERSION" or "N"))
            {
                nested++;
                problems.Add(line, null, null, Texts.Catalog.Text(nameof(Errors.Text_CardInCard)));
                return null;
            }
            problems.Add(begin, null, null, Texts.Catalog.Text(nameof(Errors.Text_CardWithoutEnd)));
            contact = Take();
        }
        (card, begin, size, isTooLarge, hasCards) = ([], line, 0, false, true);
        return contact;
    }

    private SyncContact? End()
    {
        if (nested == 0)
            return card is null ? null : Take();
        nested--;
        return null;
    }

    private void Add(string line, VCardLines lines, bool isTooLong)
    {
        if (VCardProperty.Parse(line, lines.Number) is not { } property)
        {
            problems.Add(lines.Number, null, Shown(line), Texts.Catalog.Text(nameof(Errors.Text_NoProperty)));
            return;
        }
        var isPicture = property.IsBase64 || property.Name == "PHOTO";
        if (isTooLong || (!isPicture && line.Length > FormatLimits.LineBytes))
        {
            problems.Add(lines.Number, property.Name, null, Texts.Catalog.Text(nameof(Errors.Text_LineTooLong)));
            return;
        }
        size += line.Length;
        if (card!.Count == FormatLimits.ContactLines || size > FormatLimits.ContactBytes)
        {
            if (!isTooLarge)
                problems.Add(lines.Number, property.Name, null, Texts.Catalog.Text(nameof(Errors.Text_CardTooLarge)));
            isTooLarge = true;
            return;
        }
        card.Add(property);
        if (property.Name == "VERSION")
            lines.KeepsBlank = property.RawValue.Trim() == "2.1";
    }

    private SyncContact? Take()
    {
        var draft = VCardMapping.Read(card!, encoding ?? TextEncodings.Ansi, problems);
        card = null;
        nested = 0;
        if (draft.IsEmpty)
        {
            problems.AddLost(begin, null, null, Texts.Catalog.Text(nameof(Errors.Text_ContactEmpty)), draft.Text(nameof(SyncContact.Id)));
            return null;
        }
        var id = keys.Next(draft, out var isRepeated);
        if (isRepeated)
            problems.Add(begin, "UID", draft.Text(nameof(SyncContact.Id)), Texts.Catalog.Text(nameof(Errors.Text_IdRepeated)));
        return draft.Build(id, folderId);
    }

    private static string Shown(string line) =>
        TextEncodings.Decode(Encoding.Latin1.GetBytes(line.Length > 200 ? line[..200] : line), TextEncodings.Ansi);
}
