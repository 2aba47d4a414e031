namespace ContactSync.PhoneBooks.Formats;

/// <summary>A place in a contact file that could not be read.</summary>
/// <param name="File">The file, as it was named.</param>
/// <param name="Line">The line, counted from 1.</param>
/// <param name="Column">The column's heading, the property's or the attribute's name; null where the whole line is meant.</param>
/// <param name="Value">What stands there, shortened; null where there is nothing to show.</param>
/// <param name="Reason">What is wrong with it, in the session's language.</param>
/// <param name="ContactLost">Whether the contact is left out; otherwise all else of it is taken.</param>
public sealed record ContactFileProblem(string File, long Line, string? Column, string? Value, string Reason, bool ContactLost)
{
    /// <summary>The error that says so.</summary>
    public SyncException ToError() =>
        Texts.Catalog.Create(nameof(Errors.ContactUnreadable), SyncErrorKind.InvalidData, $"{File}:{Line}", ToString());

    /// <summary>All of it in one line.</summary>
    public override string ToString()
    {
        var reason = Value is null ? Reason : Texts.Catalog.Text(nameof(Errors.Text_PlaceValue), Reason, Value);
        return Column is null
            ? Texts.Catalog.Text(nameof(Errors.Text_Place), File, Line, reason)
            : Texts.Catalog.Text(nameof(Errors.Text_PlaceColumn), File, Line, Column, reason);
    }
}
