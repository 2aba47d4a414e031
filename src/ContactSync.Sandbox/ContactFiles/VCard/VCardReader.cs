using ContactSync.Sandbox.Mailboxes.Properties;

namespace ContactSync.Sandbox.ContactFiles.VCard;

/// <summary>Reads vCard 2.1, 3.0 and 4.0 (RFC 2426, RFC 6350), several cards a file; names what it cannot read and goes on.</summary>
internal static class VCardReader
{
    public static void Read(byte[] bytes, ContactFileContent content)
    {
        List<VCardProperty>? card = null;
        var begin = 0;
        var nested = 0;
        foreach (var line in VCardLines.Read(bytes))
        {
            if (VCardLines.IsMark(line.Text, "BEGIN"))
            {
                if (card is not null && !IsNested(card, line.Number, content, ref nested))
                    AddCard(card, begin, content);
                if (nested > 0)
                    continue;
                (card, begin) = ([], line.Number);
            }
            else if (VCardLines.IsMark(line.Text, "END"))
            {
                if (nested > 0)
                    nested--;
                else if (card is not null)
                    AddCard(card, begin, content);
                if (nested == 0 && card is not null && card.Count == 0)
                    card = null;
            }
            else if (card is null)
            {
                content.AddIssue(line.Number, "The line stands outside of a card.");
            }
            else if (nested == 0)
            {
                AddProperty(card, line, content);
            }
        }
        if (card is { Count: > 0 })
        {
            content.AddIssue(begin, "The card has no END:VCARD; it was read as far as it goes.");
            AddCard(card, begin, content);
        }
    }

    /// <summary>A card within a card (an agent, vCard 2.1) is no contact of its own; one that follows a card without an end is.</summary>
    private static bool IsNested(List<VCardProperty> card, int line, ContactFileContent content, ref int nested)
    {
        if (nested > 0 || card is [.., { Name: "AGENT", RawValue: "" }] || card.All(p => p.Name is "VERSION" or "N"))
        {
            nested++;
            content.AddIssue(line, "A card within a card is left out.");
            return true;
        }
        content.AddIssue(line, "A card begins before the one above has ended.");
        return false;
    }

    private static void AddProperty(List<VCardProperty> card, VCardLines.LogicalLine line, ContactFileContent content)
    {
        if (VCardProperty.Parse(line.Text, line.Number) is { } property)
            card.Add(property);
        else
            content.AddIssue(line.Number, "The line is no vCard property.");
    }

    private static void AddCard(List<VCardProperty> card, int begin, ContactFileContent content)
    {
        if (card.Count == 0)
            return;
        if (card.Any(p => p.Name == "KIND" && p.RawValue.Trim().Equals("group", StringComparison.OrdinalIgnoreCase)))
        {
            content.AddIssue(begin, "The card is a group, not a contact.");
        }
        else
        {
            var draft = new ContactDraft();
            new VCardMapping(draft, card, content).Apply();
            content.AddContact(draft, begin);
        }
        card.Clear();
    }
}
