namespace ContactSync;

/// <summary>
/// Lists that a script can index. PowerShell goes by the object's own type: <c>$sandbox.Mailboxes[0]</c> is the whole list where that is
/// the type the compiler makes for a collection expression.
/// </summary>
internal static class PublicList
{
    /// <summary>The list as an array; itself where it is one. A reader of JSON passes null for a list that is left out.</summary>
    public static IReadOnlyList<T> Of<T>(IReadOnlyList<T>? list) => list as T[] ?? list?.ToArray() ?? [];
}
