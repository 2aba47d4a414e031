using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ContactSync.PhoneBooks.Formats;

namespace ContactSync.PhoneBooks.Destinations.Csv;

/// <summary>The templates that come with the module, and an admin's own: a JSON file each.</summary>
public static class CsvTemplates
{
    /// <summary>The template where none is named.</summary>
    public const string Usual = "Generic";

    private const string Resources = "CsvTemplates/";

    private const string Extension = ".json";

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.Strict,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    private static readonly Lazy<IReadOnlyList<CsvTemplate>> BuiltIn =
        new(() => [.. ReadResources().OrderBy(template => template.Name, StringComparer.Ordinal)]);

    /// <summary>All that come with the module, by name.</summary>
    public static IReadOnlyList<CsvTemplate> All => BuiltIn.Value;

    /// <summary>The template of a name, in any case, or in a file of one's own.</summary>
    /// <param name="name">The name, or the file's path; null for <see cref="Usual"/>.</param>
    /// <exception cref="SyncException">TemplateUnknown, TemplateInvalid (with the line).</exception>
    public static CsvTemplate Find(string? name)
    {
        if (All.FirstOrDefault(template => template.Name.Equals(name ?? Usual, StringComparison.OrdinalIgnoreCase)) is { } known)
            return known;
        if (!File.Exists(name))
        {
            throw Texts.Catalog.Create(
                nameof(Errors.TemplateUnknown), SyncErrorKind.NotFound, name,
                name, string.Join(", ", All.Select(template => template.Name)));
        }
        return Read(File.ReadAllText(name), name);
    }

    /// <summary>The encoding that a template names; null where there is none of that name.</summary>
    internal static Encoding? EncodingOf(CsvTemplate template) => TextEncodings.Find(template.Encoding) is { } found
        ? found.CodePage == Encoding.UTF8.CodePage ? new UTF8Encoding(template.ByteOrderMark) : found
        : null;

    private static CsvTemplate Read(string json, string file)
    {
        try
        {
            var template = JsonSerializer.Deserialize<CsvTemplate>(json, Format) ?? throw new JsonException();
            var (problem, place) = Problem(template);
            return problem is null ? template : throw Invalid(file, LineOf(json, place), problem);
        }
        catch (JsonException error)
        {
            throw Invalid(file, (int)(error.LineNumber ?? 0) + 1, error.Message);
        }
    }

    private static (string? Problem, string? Place) Problem(CsvTemplate template)
    {
        if (EncodingOf(template) is null)
            return (Texts.Catalog.Text(nameof(Errors.Text_TemplateEncoding), template.Encoding), "encoding");
        if (template.Delimiter is not [var delimiter] || !char.IsAscii(delimiter) || delimiter is '"' or '\r' or '\n')
            return (Texts.Catalog.Text(nameof(Errors.Text_TemplateDelimiter)), "delimiter");
        if (template.Columns.Count == 0)
            return (Texts.Catalog.Text(nameof(Errors.Text_TemplateColumns)), null);
        if (template.Columns.FirstOrDefault(column => column.Fields.Count == 0 && column.Text is null) is { } empty)
            return (Texts.Catalog.Text(nameof(Errors.Text_TemplateColumn)), empty.Name);
        var unknown = template.Columns.SelectMany(column => column.Fields).FirstOrDefault(field => !CsvFields.IsKnown(field));
        return unknown is null
            ? (null, null)
            : (Texts.Catalog.Text(nameof(Errors.Text_TemplateField), unknown, string.Join(", ", CsvFields.Names)), unknown);
    }

    // The first line with the word in quotes: where a person looks for it.
    private static int LineOf(string json, string? word)
    {
        var place = word is null ? -1 : json.IndexOf($"\"{word}\"", StringComparison.OrdinalIgnoreCase);
        return place < 0 ? 1 : json.AsSpan(0, place).Count('\n') + 1;
    }

    private static SyncException Invalid(string file, int line, string problem) =>
        Texts.Catalog.Create(nameof(Errors.TemplateInvalid), SyncErrorKind.InvalidData, file, file, line, problem);

    private static IEnumerable<CsvTemplate> ReadResources()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Resources, StringComparison.Ordinal)))
        {
            using var text = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return Read(text.ReadToEnd(), name);
        }
    }
}
