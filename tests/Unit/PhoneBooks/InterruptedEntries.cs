using System.Collections;
using ContactSync.Engine.Planning;

namespace ContactSync.Tests.PhoneBooks;

/// <summary>Three entries of a plan, and something that happens behind the first.</summary>
internal sealed class InterruptedEntries(PlannedEntry[] entries, Action interrupt) : IReadOnlyList<PlannedEntry>
{
    public int Count => entries.Length;

    public PlannedEntry this[int index] => entries[index];

    public IEnumerator<PlannedEntry> GetEnumerator()
    {
        yield return entries[0];
        interrupt();
        yield return entries[1];
        yield return entries[2];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
