namespace ContactSync.Sandbox.ContactFiles;

/// <summary>Something in a contact file that could not be read.</summary>
/// <param name="File">The path as it was given.</param>
/// <param name="Line">The line, counted from 1; 0 where the whole file is meant.</param>
/// <param name="Message">What is wrong with it.</param>
internal sealed record ContactFileIssue(string File, int Line, string Message)
{
    public override string ToString() => Line > 0 ? $"{File}:{Line}: {Message}" : $"{File}: {Message}";
}
