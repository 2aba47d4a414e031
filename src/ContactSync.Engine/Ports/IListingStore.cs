namespace ContactSync.Engine.Ports;

/// <summary>Which mailboxes a run has found, so that the next one sees who left.</summary>
public interface IListingStore
{
    /// <summary>How many mailboxes were in a listing the last time; 0 where there was none.</summary>
    /// <param name="listing">Names connection and query, see <see cref="ListingName"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<int> CountListedAsync(string listing, CancellationToken cancellationToken);

    /// <summary>
    /// Notes who is in a listing now. A phone book whose mailbox is in no listing any more is an orphan from then on, until its mailbox
    /// is in one again.
    /// </summary>
    /// <param name="listing">Names connection and query.</param>
    /// <param name="keys">The mailboxes.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellationToken">Leaves all as it was.</param>
    Task NoteListingAsync(
        string listing, IReadOnlyCollection<PhoneBookKey> keys, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>The phone books of a connection that have been orphans since before a moment.</summary>
    IAsyncEnumerable<SyncPhoneBook> FindOrphansAsync(string connection, DateTimeOffset before, CancellationToken cancellationToken);
}

/// <summary>Names what a run asked for: the same query through the same connection is the same listing.</summary>
public static class ListingName
{
    /// <summary>The name.</summary>
    public static string Of(string connection, MailboxQuery query)
    {
        var parts = new[] { "groups" }.Concat(Sorted(query.Groups)).Append("mailboxes").Concat(Sorted(query.Mailboxes))
            .Append("publicFolders").Concat(Sorted(query.PublicFolders ?? []));
        return string.Join('\n', parts.Prepend(Search.TextKey.Of(connection)));
    }

    private static IEnumerable<string> Sorted(IEnumerable<string> names) =>
        names.Select(Search.TextKey.Of).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
}
