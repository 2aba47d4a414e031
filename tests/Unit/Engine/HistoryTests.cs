using System.Collections.Concurrent;
using ContactSync.Engine.Guards;
using ContactSync.Engine.Publishing;
using ContactSync.Tests.PhoneBooks;
using Xunit;

namespace ContactSync.Tests.Engine;

/// <summary>
/// Whatever users, admins and other hands do, whatever services, store and destinations do wrong, and wherever a run is broken off: after
/// the next undisturbed one mailboxes, store and destinations are equal, or a named guard says why not, and once it is lifted they are.
/// </summary>
public sealed class HistoryTests
{
    // None takes more than a second or two; one that hangs shall fail.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Fact]
    public Task Sixty_histories() => RunAsync(Enumerable.Range(0, 60));

    [Fact(Explicit = true)]
    public Task Two_thousand_histories() => RunAsync(Enumerable.Range(1000, 2000));

    private static async Task RunAsync(IEnumerable<int> seeds)
    {
        using var folder = new TemporaryFolder();
        var met = new ConcurrentDictionary<string, int>();
        await Parallel.ForEachAsync(seeds, async (seed, _) =>
        {
            await using var history = await History.BeginAsync(seed, folder.Path($"{seed}.db"), met);
            await history.RunAsync().WaitAsync(Patience);
        });

        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Join(", ", met.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => $"{one.Key} {one.Value}")));
        // What never happens in them is not proven by them. A source alone can say that a listing is incomplete.
        string[] awaited =
        [
            .. Enum.GetNames<MishapKind>(), .. GuardList.Names.Except(["ListingIncomplete"]), .. Publisher.Guards,
            "Restart", "LeftToOther", "MailboxBusy", "Orphan",
        ];
        Assert.Empty(awaited.Except(met.Keys));
    }
}
