using System.Globalization;
using System.Text;
using System.Xml;
using ContactSync.Engine.Numbers;
using ContactSync.Engine.Ports;
using ContactSync.Engine.Publishing;

namespace ContactSync.PhoneBooks.Destinations.DeskPhones;

/// <summary>
/// A phone book as desk phones take it in: XML, and where a phone takes only so many entries, several files of it, the further ones
/// numbered (<c>book.xml</c>, <c>book-2.xml</c> …).
/// </summary>
internal abstract class PhoneBookFiles(DestinationSettings settings) : FileDestination(settings)
{
    // A phone shows a name, and dials.
    private static readonly string[] NameFields =
    [
        nameof(SyncContact.DisplayName), nameof(SyncContact.FileAs), nameof(SyncContact.GivenName), nameof(SyncContact.MiddleName),
        nameof(SyncContact.Surname), nameof(SyncContact.Title), nameof(SyncContact.Suffix),
    ];

    /// <inheritdoc/>
    public override IReadOnlySet<string> Fields => (HashSet<string>)
        [.. NameFields, .. Enum.GetValues<PhoneNumberKind>().Where(IsCallable).Select(kind => kind.ToString()), .. FurtherFields];

    /// <summary>Fields that this format has beyond names and numbers.</summary>
    private protected virtual IEnumerable<string> FurtherFields => [];

    /// <summary>How many entries a file may have.</summary>
    private protected virtual int MostEntries => int.MaxValue;

    /// <summary>How many numbers an entry may have.</summary>
    private protected virtual int MostNumbers => int.MaxValue;

    /// <summary>Begins the document, up to the first entry.</summary>
    private protected abstract void WriteStart(XmlWriter xml, string title);

    /// <summary>Writes an entry.</summary>
    /// <param name="xml">The document.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="numbers">Its numbers, at least one, as they are to be written.</param>
    /// <param name="position">Which entry of its file it is, from 0.</param>
    /// <param name="losses">Told what has no place.</param>
    private protected abstract void WriteEntry(
        XmlWriter xml, SyncPhoneBookEntry entry, IReadOnlyList<(PhoneNumberKind Kind, string Text)> numbers, int position,
        PublishLosses losses);

    /// <inheritdoc/>
    public override Task EraseAsync(CancellationToken cancellationToken)
    {
        FileCheck.Delete(Place);
        DeleteFrom(2);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    private protected override Task<int> WriteAsync(
        Stream stream, IAsyncEnumerable<SyncPhoneBookEntry> entries, PublishLosses losses, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Written file by file.");

    /// <inheritdoc/>
    private protected override async Task<int> WriteFilesAsync(
        IAsyncEnumerable<SyncPhoneBookEntry> entries, PublishLosses losses, CancellationToken cancellationToken)
    {
        var parts = new List<ReplacedFile>();
        XmlWriter? xml = null;
        var count = 0;
        try
        {
            await foreach (var entry in entries.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                var numbers = NumbersOf(entry, losses);
                if (numbers.Count == 0)
                    continue;
                if (xml is null || count % MostEntries == 0)
                {
                    End(xml);
                    xml = Begin(parts, entry.PhoneBook);
                }
                WriteEntry(xml, entry, numbers, count % MostEntries, losses);
                count++;
            }
            // Without entries there is a book without entries: a phone that finds no file keeps the old ones.
            End(xml ?? Begin(parts, Path.GetFileNameWithoutExtension(Place)));
            cancellationToken.ThrowIfCancellationRequested();
            // The first last: it is the one that is looked for.
            foreach (var part in Enumerable.Reverse(parts))
                part.Commit();
            DeleteFrom(parts.Count + 1);
            return count;
        }
        finally
        {
            foreach (var part in parts)
                await part.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>A text that XML and the phone's one line can hold.</summary>
    private protected static string Line(string? text)
    {
        var line = new StringBuilder();
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            if (Rune.IsControl(rune) || Rune.IsWhiteSpace(rune))
                line.Append(line.Length > 0 && line[^1] != ' ' ? " " : "");
            else if (rune.Value is not (0xFFFE or 0xFFFF or 0xFFFD))
                line.Append(rune);
        }
        return line.ToString().TrimEnd();
    }

    private List<(PhoneNumberKind Kind, string Text)> NumbersOf(SyncPhoneBookEntry entry, PublishLosses losses)
    {
        var numbers = new List<(PhoneNumberKind, string)>();
        foreach (var number in entry.Numbers.Where(number => IsCallable(number.Kind)))
        {
            if (Settings.NumberForm.Dialled(number) is not { } text)
                losses.Add(number.Kind.ToString(), Texts.Catalog.Text(nameof(Errors.Text_NotDialled)));
            else if (numbers.Count == MostNumbers)
                losses.Add(number.Kind.ToString(), Texts.Catalog.Text(nameof(Errors.Text_TooManyNumbers), MostNumbers));
            else
            {
                numbers.Add((number.Kind, text));
                losses.AddExtension(number, text);
            }
        }
        if (numbers.Count == 0)
            losses.Add(nameof(SyncPhoneBookEntry), Texts.Catalog.Text(nameof(Errors.Text_EntryWithoutNumber)));
        return numbers;
    }

    private static bool IsCallable(PhoneNumberKind kind) => kind is not (
        PhoneNumberKind.BusinessFax or PhoneNumberKind.HomeFax or PhoneNumberKind.OtherFax or PhoneNumberKind.Pager
        or PhoneNumberKind.Telex or PhoneNumberKind.TtyTddPhone);

    private XmlWriter Begin(List<ReplacedFile> parts, string title)
    {
        parts.Add(ReplacedFile.Begin(PathOf(parts.Count + 1)));
        var options = new XmlWriterSettings
        {
            Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), Indent = true, IndentChars = "  ", NewLineChars = "\n",
        };
        var xml = XmlWriter.Create(parts[^1].Stream, options);
        xml.WriteStartDocument();
        WriteStart(xml, Line(title));
        return xml;
    }

    private static void End(XmlWriter? xml)
    {
        if (xml is null)
            return;
        xml.WriteEndDocument();
        xml.Dispose();
    }

    private void DeleteFrom(int number)
    {
        for (; File.Exists(PathOf(number)); number++)
            FileCheck.Delete(PathOf(number));
    }

    private string PathOf(int number) => number == 1
        ? Place
        : Path.Combine(
            Path.GetDirectoryName(Place)!,
            $"{Path.GetFileNameWithoutExtension(Place)}-{number.ToString(CultureInfo.InvariantCulture)}{Path.GetExtension(Place)}");
}
