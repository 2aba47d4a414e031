using ContactSync.Engine.Ports;
using ContactSync.Sandbox;
using ContactSync.Sandbox.Hosting;
using ContactSync.Tests.Engine;
using Xunit;

namespace ContactSync.Tests.EndToEnd;

/// <summary>The company of the short tests.</summary>
public sealed class FaultCompanyFixture : IAsyncLifetime
{
    internal FaultCompany Company { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Company = await FaultCompany.StartAsync();

    public ValueTask DisposeAsync() => Company.DisposeAsync();
}

/// <summary>
/// Every fault of the sandbox, one by one and mixed at random: after each run a phone book is equal to its mailbox, or as it was and the
/// report says why; no entry goes whose contact is there; and once the faults are over all phone books are equal.
/// </summary>
public sealed class FaultRunTests(FaultCompanyFixture fixture) : IClassFixture<FaultCompanyFixture>
{
    private const int Rounds = 4;
    private const int SeedsACase = 25;

    public static TheoryData<int> Sample { get; } = [.. Enumerable.Range(1, 5)];

    public static TheoryData<int> Cases { get; } = [.. Enumerable.Range(0, 20)];

    /// <summary>Every fault that the sandbox knows.</summary>
    public static async Task<TheoryData<string>> Names()
    {
        await using var host = await SandboxHost.StartAsync(new SandboxOptions { MailboxCount = 0 });
        return [.. host.Faults.Names.Keys];
    }

    [Theory, MemberData(nameof(Names))]
    public async Task One_by_one(string name)
    {
        var company = fixture.Company;
        var before = company.Hits;
        Fault[] once = [new(name) { Target = company.Addresses[0] }, new(name) { Target = company.Addresses[^1] }];
        Fault[] always = [.. once.Select(fault => fault with { Count = -1 })];
        Fault[] everywhere = [new(name) { Count = -1 }];
        foreach (var faults in (Fault[][])[once, always, everywhere])
            await RunOneAsync(faults, isOnlineByEws: false);
        if (company.Hits == before)
        {
            foreach (var faults in (Fault[][])[once, always, everywhere])
                await RunOneAsync(faults, isOnlineByEws: true);
        }
        Assert.True(company.Hits > before, $"{name} hit no request");
    }

    [Theory, MemberData(nameof(Sample))]
    public Task Mixed(int seed) => RunMixedAsync(fixture.Company, seed);

    [Theory(Explicit = true), MemberData(nameof(Cases))]
    public async Task Mixed_five_hundred_times(int number)
    {
        await using var company = await FaultCompany.StartAsync();
        foreach (var seed in Enumerable.Range(1 + (number * SeedsACase), SeedsACase))
            await RunMixedAsync(company, seed);
    }

    /// <summary>Faults in a first fill, and in a run that finds changes.</summary>
    private async Task RunOneAsync(Fault[] faults, bool isOnlineByEws)
    {
        var work = new MailboxWork(new Random(1));
        fixture.Company.Fill(work);
        var history = new FaultHistory(fixture.Company, new MemoryPhoneBookStore(), isOnlineByEws, $"{faults[0]}, EWS online: {isOnlineByEws}");
        await history.SufferAsync(faults);
        await history.RecoverAsync(runs: 1);
        await fixture.Company.WorkAsync(work, changes: 3);
        await history.SufferAsync(faults);
        await history.RecoverAsync(runs: 1);
    }

    private static async Task RunMixedAsync(FaultCompany company, int seed)
    {
        var random = new Random(seed);
        var work = new MailboxWork(random);
        company.Fill(work);
        var isOnlineByEws = random.Next(4) == 0;
        var history = new FaultHistory(company, new MemoryPhoneBookStore(), isOnlineByEws, $"seed {seed}, EWS online: {isOnlineByEws}");
        for (var round = 0; round < Rounds; round++)
        {
            await history.SufferAsync([.. Enumerable.Range(0, 1 + random.Next(3)).Select(_ => MakeFault(company, random))]);
            await company.WorkAsync(work, random.Next(4));
        }
        await history.RecoverAsync(runs: 2);
    }

    private static Fault MakeFault(FaultCompany company, Random random)
    {
        string[] names = [.. company.Host.Faults.Names.Keys.Order(StringComparer.Ordinal)];
        string?[] targets = [null, "token", "directory", "mailbox", "batch", "ews", "/contacts/delta", .. company.Addresses];
        int[] counts = [1, 2, 5, -1];
        int[] statuses = [500, 502, 503, 504];
        return new Fault(names[random.Next(names.Length)])
        {
            Target = targets[random.Next(targets.Length)],
            Count = counts[random.Next(counts.Length)],
            Skip = random.Next(10),
            Status = statuses[random.Next(statuses.Length)],
            RetryAfter = random.Next(2) == 0 ? null : TimeSpan.FromSeconds(random.Next(60)),
        };
    }
}
