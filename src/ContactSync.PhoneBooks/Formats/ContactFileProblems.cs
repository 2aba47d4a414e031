using System.Text;

namespace ContactSync.PhoneBooks.Formats;

/// <summary>What could not be read of a contact file: the first thousand places, and how many there are.</summary>
/// <param name="file">The file, as people know it.</param>
public sealed class ContactFileProblems(string file)
{
    private readonly List<ContactFileProblem> kept = [];

    private readonly HashSet<string> lostIds = new(StringComparer.Ordinal);

    /// <summary>The file, as people know it.</summary>
    public string File { get; } = file;

    /// <summary>The first places, in the order they were met.</summary>
    public IReadOnlyList<ContactFileProblem> Kept => kept;

    /// <summary>All places.</summary>
    public int Count { get; private set; }

    /// <summary>The contacts left out.</summary>
    public int ContactsLost { get; private set; }

    /// <summary>The ids of those left out that told theirs.</summary>
    public IReadOnlyCollection<string> LostIds => lostIds;

    /// <summary>Why the file as a whole cannot be read as contacts; null where it can.</summary>
    public ContactFileProblem? Fatal { get; private set; }

    /// <summary>Headings that stand for no field, and so were not read.</summary>
    public IReadOnlyList<string> UnknownColumns { get; internal set; } = [];

    internal void Add(long line, string? column, string? value, string reason) =>
        Add(new ContactFileProblem(File, line, column, Shown(value), reason, ContactLost: false));

    internal void AddLost(long line, string? column, string? value, string reason, string? id = null)
    {
        Add(new ContactFileProblem(File, line, column, Shown(value), reason, ContactLost: true));
        ContactsLost++;
        if (id is not null)
            lostIds.Add(id);
    }

    internal void AddFatal(long line, string? column, string? value, string reason)
    {
        var problem = new ContactFileProblem(File, line, column, Shown(value), reason, ContactLost: true);
        Fatal ??= problem;
        Add(problem);
    }

    private void Add(ContactFileProblem problem)
    {
        Count++;
        if (kept.Count < FormatLimits.Problems)
            kept.Add(problem);
    }

    // On one line, and without what a terminal would obey.
    private static string? Shown(string? value)
    {
        if (value is null)
            return null;
        var shown = new StringBuilder();
        foreach (var character in value.AsSpan(0, Math.Min(value.Length, FormatLimits.ShownValue)))
            shown.Append(char.IsControl(character) ? ' ' : character);
        return value.Length > FormatLimits.ShownValue ? shown.Append('…').ToString() : shown.ToString();
    }
}
