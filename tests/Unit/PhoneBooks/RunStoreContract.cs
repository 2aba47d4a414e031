using ContactSync.Engine.Ports;
using Xunit;
using static ContactSync.Tests.Engine.TestData;

namespace ContactSync.Tests.PhoneBooks;

/// <summary>What every store must do for runs: let one alone at a phone book, and keep how they ended.</summary>
public abstract class RunStoreContract<TPlace> : StoreTest<TPlace>
    where TPlace : ITestPlace, new()
{
    private static readonly TimeSpan Duration = TimeSpan.FromHours(1);

    private readonly LeaseHolder first = LeaseHolder.Create(), second = LeaseHolder.Create();

    // Of another machine.
    private IPhoneBookStore other = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        other = await Place.OpenAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await other.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <summary>Lets the time of all that is taken be over.</summary>
    protected abstract Task ExpireAsync();

    /// <summary>Gives all that is taken to a holder of that name.</summary>
    protected abstract Task GiveToAsync(string holder);

    [Fact]
    public async Task A_phone_book_is_one_run_s_until_it_is_given_back()
    {
        Assert.True(await Store.TryLeaseAsync(Key, first, Duration, default));
        Assert.True(await Store.TryLeaseAsync(Key, first, Duration, default));
        Assert.False(await other.TryLeaseAsync(Key, second, Duration, default));
        Assert.True(await other.TryLeaseAsync(Key with { MailboxId = "bert" }, second, Duration, default));
        Assert.True(await other.TryLeaseAsync(Key with { Source = PhoneBookSource.File }, second, Duration, default));

        await other.ReturnLeaseAsync(Key, second, default);
        Assert.False(await other.TryLeaseAsync(Key, second, Duration, default));
        await Store.ReturnLeaseAsync(Key, first, default);
        Assert.True(await other.TryLeaseAsync(Key, second, Duration, default));
        Assert.False(await Store.TryLeaseAsync(Key, first, Duration, default));
    }

    [Fact]
    public async Task What_is_not_renewed_is_free_once_its_time_is_over()
    {
        Assert.True(await Store.TryLeaseAsync(Key, first, Duration, default));
        await ExpireAsync();

        Assert.True(await other.TryLeaseAsync(Key, second, Duration, default));
        Assert.False(await Store.TryLeaseAsync(Key, first, Duration, default));
    }

    [Fact]
    public async Task What_is_renewed_in_time_stays_taken()
    {
        Assert.True(await Store.TryLeaseAsync(Key, first, Duration, default));
        await ExpireAsync();
        Assert.True(await Store.TryLeaseAsync(Key, first, Duration, default));

        Assert.False(await other.TryLeaseAsync(Key, second, Duration, default));
    }

    [Fact]
    public async Task A_process_of_this_machine_that_ended_holds_nothing()
    {
        Assert.True(await Store.TryLeaseAsync(Key, first, Duration, default));
        // Ids of processes go up to 4194304 on Linux, and are multiples of 4 on Windows.
        var parts = first.ToString().Split(' ');
        await GiveToAsync($"elsewhere {parts[1]} 1 {parts[3]}");
        Assert.False(await other.TryLeaseAsync(Key, second, Duration, default));

        await GiveToAsync($"{parts[0]} 4194305 {parts[2]} {parts[3]}");
        Assert.True(await other.TryLeaseAsync(Key, second, Duration, default));

        // The same id, another process.
        await GiveToAsync($"{parts[0]} {parts[1]} 1 {parts[3]}");
        Assert.True(await Store.TryLeaseAsync(Key, first, Duration, default));
    }

    [Fact]
    public async Task Of_many_that_want_it_one_gets_it()
    {
        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(() =>
            (number % 2 == 0 ? Store : other).TryLeaseAsync(Key, LeaseHolder.Create(), Duration, default))));

        Assert.Single(taken, isTaken => isTaken);
    }

    [Fact]
    public async Task The_last_runs_are_kept_the_latest_first()
    {
        Assert.Empty(await Store.ReadRunsAsync(default).ToListAsync());
        for (var number = 0; number < StoredRun.Kept + 2; number++)
            await Store.NoteRunAsync(new StoredRun("pbx", Now, Now.AddSeconds(1), 6, 1, 2, 3, 4, number), default);

        var runs = await other.ReadRunsAsync(default).ToListAsync();
        Assert.Equal(StoredRun.Kept, runs.Count);
        Assert.Equal(new StoredRun("pbx", Now, Now.AddSeconds(1), 6, 1, 2, 3, 4, StoredRun.Kept + 1), runs[0]);
        Assert.Equal(2, runs[^1].Deleted);
    }
}
