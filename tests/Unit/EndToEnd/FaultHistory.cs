using ContactSync.Engine.Ports;
using ContactSync.Sandbox.Hosting;
using Xunit;

namespace ContactSync.Tests.EndToEnd;

/// <summary>Some runs of a company into a store, each judged by what the phone books and the mailboxes hold after it.</summary>
/// <param name="company">The company.</param>
/// <param name="store">The store.</param>
/// <param name="isOnlineByEws">Whether its mailboxes in the cloud are read, by EWS.</param>
/// <param name="name">What a failure is called by.</param>
internal sealed class FaultHistory(FaultCompany company, IPhoneBookStore store, bool isOnlineByEws, string name)
{
    private readonly List<string> story = [];

    /// <summary>A run that meets faults.</summary>
    public async Task SufferAsync(IReadOnlyList<Fault> faults)
    {
        var before = await company.ReadBooksAsync(store, isOnlineByEws);
        foreach (var fault in faults)
            company.Host.Faults.Add(fault);
        var hits = company.Hits;
        FaultRun run;
        try
        {
            run = await company.RunAsync(store, isOnlineByEws);
        }
        finally
        {
            company.Host.Faults.Clear();
        }
        story.Add($"{string.Join("; ", faults)}: {company.Hits - hits} hits, {Tell(run)}");
        await JudgeAsync(run, before);
    }

    /// <summary>Undisturbed runs, after the last of which all is equal.</summary>
    public async Task RecoverAsync(int runs)
    {
        for (var number = 0; number < runs; number++)
        {
            var before = await company.ReadBooksAsync(store, isOnlineByEws);
            var run = await company.RunAsync(store, isOnlineByEws);
            story.Add($"undisturbed: {Tell(run)}");
            await JudgeAsync(run, before);
            Check(run.Failure is null && run.Reports.All(report => report.Status == SyncStatus.Succeeded), "an undisturbed run fails");
        }
        var books = await company.ReadBooksAsync(store, isOnlineByEws);
        foreach (var (address, mailbox) in await company.ReadMailboxesAsync(isOnlineByEws))
        {
            Check(mailbox.Entries.Count == company.Count(address, isOnlineByEws), $"{address} was read wrongly");
            Check(books[address].IsSame(mailbox), $"{address} is not equal in the end: {Difference(books[address], mailbox)}");
        }
    }

    private static string Tell(FaultRun run) => string.Join(", ", run.Reports
        .Select(report => $"{report.Mailbox} {report.Protocol} {report.Status} {report.ErrorId} +{report.Added} ~{report.Updated} "
            + $"-{report.Deleted} unread {report.Skipped}")
        .Append(run.Failure is { } error ? $"ended by {error.ErrorId}: {error.Message}" : "through"));

    private static string Difference(BookContent book, BookContent mailbox) =>
        $"missing {string.Join(" ", mailbox.Entries.Except(book.Entries).Select(entry => entry.SourceId))}; "
        + $"too many {string.Join(" ", book.Entries.Except(mailbox.Entries).Select(entry => entry.SourceId))}";

    private static HashSet<string> Ids(BookContent content) => [.. content.Entries.Select(entry => entry.SourceId)];

    private async Task JudgeAsync(FaultRun run, IReadOnlyDictionary<string, BookContent> before)
    {
        var books = await company.ReadBooksAsync(store, isOnlineByEws);
        foreach (var (address, mailbox) in await company.ReadMailboxesAsync(isOnlineByEws))
        {
            var (old, book) = (before[address], books[address]);
            var wrong = Ids(old).Intersect(Ids(mailbox)).Except(Ids(book)).ToList();
            Check(wrong.Count == 0, $"{address} lost what is in the mailbox: {string.Join(" ", wrong)}");
            var report = run.Reports.SingleOrDefault(report => report.Mailbox == address);
            if (report is { Status: SyncStatus.Succeeded })
            {
                JudgeSuccess(report, book, mailbox);
                continue;
            }
            Check(book.Revision == old.Revision && book.IsSame(old), $"{address} was not read and has changed");
            var error = report is null ? run.Failure : report.Error;
            Check(error is { ErrorId.Length: > 0, Advice.Length: > 0 }, $"{address} was not read, and nobody says why");
            Check(report is null || (report.ErrorId == error!.ErrorId && report.Reason!.Length > 0), $"{address} hides its error");
        }
    }

    /// <summary>Equal, but for as many entries as the report says could not be read.</summary>
    private void JudgeSuccess(SyncReport report, BookContent book, BookContent mailbox)
    {
        var missing = mailbox.Entries.Except(book.Entries).ToList();
        var strange = Ids(book).Except(Ids(mailbox)).ToList();
        Check(
            missing.Count <= report.Skipped && strange.Count == 0 && (report.Skipped == 0 || report.Notes.Count > 0),
            $"{report.Mailbox} is called equal: {Difference(book, mailbox)}");
    }

    private void Check(bool isRight, string problem) =>
        Assert.True(isRight, $"{name}: {problem}\n{string.Join("\n", story)}");
}
