namespace ContactSync.PowerShell.Completers;

/// <summary>The encodings that contact files are likely to have.</summary>
public sealed class EncodingCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Name, string ToolTip)> Choices() =>
    [
        ("utf8", "UTF-8"), ("ansi", "Windows-1252"), ("windows-1250", "Windows, Central Europe"), ("windows-1251", "Windows, Cyrillic"),
        ("windows-1253", "Windows, Greek"), ("windows-1254", "Windows, Turkish"), ("iso-8859-1", "ISO Latin 1"), ("utf-16", "UTF-16"),
        ("ibm850", "DOS, Western Europe"), ("shift_jis", "Japanese"), ("gb18030", "Chinese"),
    ];
}
