namespace ContactSync.Microsoft365.Fields;

/// <summary>What Microsoft Graph does not carry of what EWS reads.</summary>
public static class GraphParity
{
    /// <summary>The kinds of numbers that Graph's contact has no property for; the names of its properties begin in lower case.</summary>
    private static readonly HashSet<PhoneNumberKind> Extra =
    [
        .. FieldTable.Rows
            .Where(row => row.Graph.Shown is not { Length: > 0 } shown || !char.IsLower(shown[0]))
            .Where(row => Enum.IsDefined(typeof(PhoneNumberKind), row.Name))
            .Select(row => Enum.Parse<PhoneNumberKind>(row.Name)),
    ];

    /// <summary>Counts what is lost of a mailbox's contacts, or of a public folder's.</summary>
    /// <param name="mailbox">Its address, or the path of the folder.</param>
    /// <param name="isPublicFolder">Whether it is a public folder, of which all is lost.</param>
    /// <param name="contacts">What EWS read.</param>
    public static SyncParityReport Count(string mailbox, bool isPublicFolder, IEnumerable<SyncContact> contacts)
    {
        ArgumentNullException.ThrowIfNull(contacts);
        int people = 0, groups = 0, numbers = 0, withNumbers = 0;
        foreach (var contact in contacts)
        {
            if (contact.Kind == ContactKind.Group)
            {
                groups++;
                continue;
            }
            people++;
            var extra = contact.PhoneNumbers.Count(number => Extra.Contains(number.Kind));
            numbers += extra;
            withNumbers += extra > 0 ? 1 : 0;
        }
        return new SyncParityReport
        {
            Mailbox = mailbox,
            Contacts = people,
            ContactGroups = groups,
            ExtraNumbers = numbers,
            ContactsWithExtraNumbers = withNumbers,
            PublicFolderContacts = isPublicFolder ? people : 0,
        };
    }
}
