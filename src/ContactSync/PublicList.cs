using System.Collections.ObjectModel;

namespace ContactSync;

/// <summary>
/// Lists that a script can index and whose items' properties it can name. PowerShell goes by the object's own type:
/// <c>$sandbox.Mailboxes[0]</c> is the whole list where that is the type the compiler makes for a collection expression, and
/// <c>$contact.EmailAddresses.Address</c> is a method of the list where that is an array.
/// </summary>
internal static class PublicList
{
    /// <summary>The list as a collection; itself where it is one. A reader of JSON passes null for a list that is left out.</summary>
    public static IReadOnlyList<T> Of<T>(IReadOnlyList<T>? list) =>
        list is null or { Count: 0 } ? ReadOnlyCollection<T>.Empty : list as ReadOnlyCollection<T> ?? new ReadOnlyCollection<T>([.. list]);
}
