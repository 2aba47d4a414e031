using System.Text;
using ContactSync.PhoneBooks.Formats.Csv;
using ContactSync.PhoneBooks.Formats.Ldif;
using ContactSync.PhoneBooks.Formats.VCard;

namespace ContactSync.PhoneBooks.Formats;

/// <summary>Reads contact files of any format, one contact at a time. Nothing that is wrong with a file is thrown.</summary>
public static class ContactFile
{
    /// <summary>The format of a file, by its first characters, else by its name: whatever is no vCard and no LDIF is read as CSV.</summary>
    /// <param name="stream">The file; it is set to its beginning.</param>
    /// <param name="name">Its name.</param>
    public static ContactFileFormat FormatOf(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Position = 0;
        using var reader = new StreamReader(stream, Encoding.Latin1, detectEncodingFromByteOrderMarks: true, leaveOpen: true);
        var buffer = new char[4096];
        var start = buffer.AsSpan(0, reader.ReadBlock(buffer)).Trim();
        stream.Position = 0;
        if (start.StartsWith("BEGIN:VCARD", StringComparison.OrdinalIgnoreCase))
            return ContactFileFormat.VCard;
        if (start.StartsWith("version: 1", StringComparison.Ordinal) || start.StartsWith("dn:", StringComparison.OrdinalIgnoreCase))
            return ContactFileFormat.Ldif;
        return Path.GetExtension(name).ToUpperInvariant() switch
        {
            ".VCF" or ".VCARD" => ContactFileFormat.VCard,
            ".LDIF" or ".LDI" => ContactFileFormat.Ldif,
            _ => ContactFileFormat.Csv,
        };
    }

    /// <summary>The encoding of that name (<c>utf8</c>, <c>ansi</c>, <c>windows-1252</c>) or code page.</summary>
    /// <exception cref="SyncException">EncodingUnknown: there is none.</exception>
    public static Encoding FindEncoding(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var found = name.ToUpperInvariant() switch
        {
            "UTF8" => Encoding.UTF8,
            "ANSI" => TextEncodings.Ansi,
            _ => TextEncodings.Find(name),
        };
        return found ?? throw Texts.Catalog.Create(nameof(Errors.EncodingUnknown), SyncErrorKind.InvalidArgument, name, name);
    }

    /// <summary>The contacts of a file. What cannot be read is known once all are drawn.</summary>
    /// <param name="stream">The file, which can go to a place and stays open.</param>
    /// <param name="format">Its format.</param>
    /// <param name="folderId">The folder that the contacts shall lie in.</param>
    /// <param name="options">What need not be found out.</param>
    /// <param name="problems">Takes what cannot be read.</param>
    /// <exception cref="SyncException">FieldUnknown: the map names a field that is none.</exception>
    public static IEnumerable<SyncContact> Read(
        Stream stream, ContactFileFormat format, string folderId, ContactFileOptions options, ContactFileProblems problems)
    {
        ArgumentNullException.ThrowIfNull(options);
        return format switch
        {
            ContactFileFormat.VCard => new VCardReader(problems, folderId, options.Encoding).Read(stream),
            ContactFileFormat.Ldif => new LdifReader(problems, folderId, options.Encoding).Read(stream),
            _ => new CsvContactReader(problems, folderId, options).Read(stream),
        };
    }
}
