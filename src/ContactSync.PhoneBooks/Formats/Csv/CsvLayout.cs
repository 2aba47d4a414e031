using System.Globalization;

namespace ContactSync.PhoneBooks.Formats.Csv;

/// <summary>What the columns of a file stand for.</summary>
internal sealed class CsvLayout
{
    private CsvLayout(IReadOnlyList<CsvReadColumn> columns, int width, bool hasHeader)
    {
        Columns = [.. columns.OrderBy(column => column.IsLastResort)];
        Width = width;
        HasHeader = hasHeader;
    }

    /// <summary>The columns that are read, in the order they are to be taken.</summary>
    public IReadOnlyList<CsvReadColumn> Columns { get; }

    /// <summary>How many columns the file has.</summary>
    public int Width { get; }

    /// <summary>Whether the first line is a header; otherwise it is a contact.</summary>
    public bool HasHeader { get; }

    /// <summary>Finds the layout from a file's first line; null, with a fatal problem, where it is none of a contact list.</summary>
    /// <param name="first">The first line.</param>
    /// <param name="line">Its number.</param>
    /// <param name="map">The fields of columns by heading, or by number from 1; an empty field leaves a column out.</param>
    /// <param name="problems">Takes what is wrong with it.</param>
    public static CsvLayout? Find(string[] first, long line, IReadOnlyDictionary<string, string> map, ContactFileProblems problems)
    {
        var headings = first.Select(heading => heading.Trim()).ToArray();
        var known = KnownFields(headings);
        var byNumber = map.Keys.All(IsNumber);
        // A file whose columns are named by number may have a header all the same.
        var hasHeader = !(map.Count > 0 && byNumber) || known.Count(field => field is not null) >= 2;
        var columns = new List<CsvReadColumn>();
        var mapped = new HashSet<int>();
        foreach (var (name, field) in map)
        {
            var index = IndexOf(name, headings);
            if (index < 0)
            {
                problems.AddFatal(line, name, string.Join(", ", headings), Texts.Catalog.Text(nameof(Errors.Text_NoSuchColumn)));
                return null;
            }
            mapped.Add(index);
            if (field.Length > 0)
                columns.Add(Column(index, hasHeader ? headings[index] : name, field));
        }
        if (hasHeader)
            AddKnown(columns, headings, known, mapped, line, problems);
        if (columns.Count < (map.Count > 0 ? 1 : 2))
        {
            problems.UnknownColumns = [];
            problems.AddFatal(line, null, string.Join(", ", headings), Texts.Catalog.Text(nameof(Errors.Text_NoHeader)));
            return null;
        }
        return new CsvLayout(columns, headings.Length, hasHeader);
    }

    private static void AddKnown(
        List<CsvReadColumn> columns, string[] headings, string?[] known, HashSet<int> mapped, long line, ContactFileProblems problems)
    {
        var birthday = CsvBirthday.Find(headings);
        if (birthday is not null)
            columns.Add(birthday);
        var met = new HashSet<string>(StringComparer.Ordinal);
        var unknown = new List<string>();
        for (var i = 0; i < headings.Length; i++)
        {
            if (headings[i].Length == 0 || mapped.Contains(i) || (birthday is not null && CsvBirthday.IsPart(headings[i])))
                continue;
            if (!met.Add(CsvNames.Normalize(headings[i])))
                problems.Add(line, headings[i], null, Texts.Catalog.Text(nameof(Errors.Text_HeadingRepeated)));
            if (GoogleColumns.Find(headings, i) is { } numbered)
                columns.Add(numbered);
            else if (known[i] is { } field)
                columns.Add(Column(i, headings[i], field));
            else if (!CsvNames.IsIgnored(headings[i]))
                unknown.Add(headings[i]);
        }
        problems.UnknownColumns = unknown;
    }

    private static CsvReadColumn Column(int index, string heading, string field)
    {
        if (field == nameof(SyncContact.Categories))
            return new CsvReadColumn(heading, Read, (draft, value, _) => GoogleColumns.SetLabels(draft, value));
        var setter = DraftFields.Find(field)!;
        return new CsvReadColumn(heading, Read, (draft, value, _) => setter(draft, value), CsvNames.IsLastResort(heading))
        {
            IsDay = field is nameof(SyncContact.Birthday) or nameof(SyncContact.Anniversary),
        };

        string Read(string[] row) => CsvReadColumn.Cell(row, index);
    }

    // Of each column its field; a heading that any list may have counts where no other column stands for it.
    private static string?[] KnownFields(string[] headings)
    {
        var fields = Array.ConvertAll(headings, heading => CsvNames.Find(heading) ?? OwnField(heading));
        for (var i = 0; i < headings.Length; i++)
        {
            if (fields[i] is null && CsvNames.FindGeneric(headings[i]) is { } field
                && (!fields.Contains(field) || Enum.TryParse<PhoneNumberKind>(field, out _)))
            {
                fields[i] = field;
            }
        }
        return fields;
    }

    private static string? OwnField(string heading) => DraftFields.Find(heading) is null ? null : heading;

    private static int IndexOf(string name, string[] headings)
    {
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number <= headings.Length ? number - 1 : -1;
        var place = Array.FindIndex(headings, heading => heading.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase));
        var wanted = CsvNames.Normalize(name);
        return place < 0 && wanted.Length > 0 ? Array.FindIndex(headings, heading => CsvNames.Normalize(heading) == wanted) : place;
    }

    private static bool IsNumber(string name) => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
