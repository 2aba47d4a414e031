using ContactSync.Engine.Fields;

namespace ContactSync.Microsoft365.Fields;

/// <summary>The fields of a contact as an admin sees them: what each protocol and each format calls them, and what is lost.</summary>
public static class FieldMap
{
    /// <summary>A row a field, in the session's language.</summary>
    public static IReadOnlyList<SyncField> Rows
    {
        get
        {
            var carried = FieldTable.Rows.ToDictionary(row => row.Name, StringComparer.Ordinal);
            return [.. ContactFields.Rows.Select(row => Show(row, carried[row.Name]))];
        }
    }

    private static SyncField Show(ContactField field, FieldRow row)
    {
        var isExtended = row.Graph.Readers.Count > 0 && row.Graph.Readers.All(reader => reader.IsExtended);
        var note = row.Note ?? (isExtended ? nameof(Errors.Text_FieldExtended) : null);
        return new SyncField
        {
            Name = field.Name,
            Graph = row.Graph.Shown,
            Ews = row.Ews.Shown,
            VCard = field.VCard,
            Csv = field.Csv,
            Ldap = field.Ldap,
            Note = note is null ? null : Texts.Catalog.Text(note),
        };
    }
}
