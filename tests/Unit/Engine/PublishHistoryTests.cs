using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;
using ContactSync.Engine.Publishing;
using ContactSync.PhoneBooks.Stores.Sqlite;
using ContactSync.Tests.PhoneBooks;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static ContactSync.Tests.Engine.TestData;

namespace ContactSync.Tests.Engine;

/// <summary>
/// Whatever becomes of phone books, whoever puts a hand to a destination, and wherever a publishing is broken off: after the next
/// undisturbed one destination and phone books are equal, or a guard says why not.
/// </summary>
public sealed class PublishHistoryTests
{
    private const int Steps = 12;

    private static readonly HashSet<string> Lifted = ["DestinationEmptied"];

    [Fact]
    public Task Sixty_histories() => RunAsync(Enumerable.Range(0, 60));

    [Fact(Explicit = true)]
    public Task Two_thousand_histories() => RunAsync(Enumerable.Range(1000, 2000));

    private static async Task RunAsync(IEnumerable<int> seeds)
    {
        using var folder = new TemporaryFolder();
        foreach (var seed in seeds)
        {
            await using var store = await SqlitePhoneBookStore.OpenAsync(folder.Path($"{seed}.db"), readOnly: false, default);
            await new History(seed, store).RunAsync();
        }
    }

    private sealed class History(int seed, SqlitePhoneBookStore store)
    {
        private static readonly PhoneBookKey[] Keys = [new("tenant", "anna"), new("tenant", "bert"), new("tenant", "carl")];

        private readonly Random random = new(seed);

        private readonly MemoryItemDestination items = new() { TellsChanges = seed % 2 == 0 };

        private readonly MemoryFileDestination file = new();

        private int lastId;

        public async Task RunAsync()
        {
            for (var step = 0; step < Steps; step++)
            {
                for (var edits = random.Next(4); edits > 0; edits--)
                    await ChangePhoneBookAsync();
                for (var edits = random.Next(3); edits > 0; edits--)
                    ChangeByHand();
                await PublishAsync(isDisturbed: random.Next(3) == 0);
            }
            await PublishAsync(isDisturbed: false);
            var expected = await store.FindEntriesAsync(new EntryQuery(), default).Select(entry => (entry.Uid, entry.Name)).ToListAsync();

            Assert.True(
                expected.Order().SequenceEqual(items.Entries.Select(entry => (entry.Uid, entry.Name)).Order()),
                $"seed {seed}: {expected.Count} entries, {string.Join(", ", items.Names)}");
            Assert.DoesNotContain("(by hand)", items.Names);
            Assert.True(expected.SequenceEqual(file.Entries!.Select(entry => (entry.Uid, entry.Name))), $"seed {seed}: the file");

            var writes = items.Writes + file.Writes;
            await PublishAsync(isDisturbed: false);
            Assert.True(writes == items.Writes + file.Writes, $"seed {seed}: a publishing without a change writes");
        }

        private async Task ChangePhoneBookAsync()
        {
            var key = Keys[random.Next(Keys.Length)];
            var book = await store.FindAsync(key, default);
            if (book is not null && random.Next(10) == 0)
            {
                await store.RemovePhoneBookAsync(book.Id, default);
                return;
            }
            var known = book is null
                ? []
                : await store.ReadEntriesAsync(book.Id, null, default).Select(entry => entry.SourceId).ToListAsync();
            var changed = known.Where(_ => random.Next(3) == 0).ToList();
            var deleted = changed.Where(_ => random.Next(2) == 0).ToArray();
            var added = Enumerable.Range(0, random.Next(4)).Select(_ => Contact($"{++lastId}", $"Name {random.Next(6)}"));
            var updated = changed.Except(deleted).Select(id => Contact(id, $"Name {random.Next(6)}"));
            var plan = Plan(key, book, [.. added], [.. updated], null, deleted) with { Title = random.Next(5) == 0 ? "Other" : "Privat" };
            Assert.True(await store.TryApplyAsync(plan, Now, default));
        }

        private void ChangeByHand()
        {
            var references = items.References;
            var reference = references.Count == 0 ? null : references[random.Next(references.Count)];
            switch (random.Next(4))
            {
                case 0:
                    items.MakeByHand($"by hand {++lastId}");
                    break;
                case 1 when reference is not null:
                    items.TouchByHand(reference);
                    break;
                case 2 when reference is not null:
                    items.TakeByHand(reference);
                    break;
                case 3:
                    file.Entries = null;
                    break;
            }
        }

        private async Task PublishAsync(bool isDisturbed)
        {
            using var stop = new CancellationTokenSource();
            var left = random.Next(5);
            var way = isDisturbed ? random.Next(4) : -1;
            items.Before = name =>
            {
                if (way == 0 && left-- == 0)
                    throw new SyncException("Down", SyncErrorKind.ConnectionLost, "down", "none");
                if (way == 1 && left-- % 3 == 0)
                    throw new SyncException("Refused", SyncErrorKind.InvalidData, name, "none");
            };
            items.After = _ =>
            {
                // Killed: written, and not noted.
                if (way == 2 && left-- == 0)
                    throw new InvalidOperationException("killed");
                if (way == 3 && left-- == 0)
                    stop.Cancel();
            };
            try
            {
                await PublishAsync("items", items, stop.Token);
                await PublishAsync("file", file, stop.Token);
            }
            catch (Exception exception) when (
                isDisturbed && exception is InvalidOperationException or OperationCanceledException or AggregateException)
            {
                // What was broken off is gone on with.
            }
            finally
            {
                items.Before = _ => { };
                items.After = _ => { };
            }

            async Task PublishAsync(string name, IDestination destination, CancellationToken cancellationToken)
            {
                var settings = new DestinationSettings { Place = name };
                await store.SaveDestinationAsync(name, DestinationKind.CardDav, settings.ToString(), default);
                var stored = await store.ListDestinationsAsync(name, default).SingleAsync();
                var options = new PublishOptions(WhatIf: false, Force: false, Lifted);
                var report = await new Publisher(store, store, new FakeTimeProvider(Now))
                    .PublishAsync(stored, _ => Task.FromResult(destination), options, null, cancellationToken);
                Assert.True(isDisturbed || report.Error is null, $"seed {seed}: {report.Reason}");
            }
        }
    }
}
