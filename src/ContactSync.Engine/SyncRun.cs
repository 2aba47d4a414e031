using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;
using ContactSync.Engine.Search;

namespace ContactSync.Engine;

/// <summary>One run over many mailboxes: asks the source, hands each answer to <see cref="MailboxSync"/>, collects the outcomes.</summary>
internal sealed class SyncRun(
    IContactSource source, IPhoneBookStore store, TimeProvider clock, SyncRules rules, SyncRunOptions options, RunProgress progress)
{
    private readonly Channel<MailboxOutcome> outcomes = Channel.CreateUnbounded<MailboxOutcome>();

    // Where nothing is written, two may look at once.
    private readonly RunLeases? leases = options.WhatIf ? null : new RunLeases(store, clock);

    // Mailboxes whose answer is awaited, with the phone book as it was when the source was asked.
    private readonly ConcurrentDictionary<string, (SourceMailbox Mailbox, StoredPhoneBook? PhoneBook)> awaited =
        new(StringComparer.Ordinal);

    public async IAsyncEnumerable<MailboxOutcome> ExecuteAsync(
        IReadOnlyList<SourceMailbox> mailboxes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var work = Task.Run(() => WorkAsync(mailboxes, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var outcome in outcomes.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                yield return outcome;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await work.ConfigureAwait(false);
            if (leases is not null)
                await leases.DisposeAsync().ConfigureAwait(false);
        }
    }

    // Never throws: a failure ends the channel, and with it the enumeration.
    private async Task WorkAsync(IReadOnlyList<SourceMailbox> mailboxes, CancellationToken cancellationToken)
    {
        var tasks = new List<Task>();
        Exception? failure = null;
        try
        {
            var tenants = await store.ReadTenantIdsAsync(rules.Connection, cancellationToken).ConfigureAwait(false);
            var totals = new RunTotals(await CountEntriesAsync(cancellationToken).ConfigureAwait(false));
            var mailboxSync = new MailboxSync(store, clock, rules, options.WhatIf, source.TenantId, tenants, totals);
            using var slots = new SemaphoreSlim(Environment.ProcessorCount);
            try
            {
                var requests = RequestsAsync(mailboxes, cancellationToken);
                var readOptions = new ReadOptions(options.ThrottleLimit, progress, rules.Scope);
                await foreach (var read in source.ReadAsync(requests, readOptions, cancellationToken).ConfigureAwait(false))
                {
                    // An answer nobody asked for, or a second one, has no phone book to go on from.
                    if (!awaited.TryRemove(read.RequestedId ?? read.Mailbox.Id, out var asked))
                        continue;
                    await slots.WaitAsync(cancellationToken).ConfigureAwait(false);
                    tasks.RemoveAll(task => task.IsCompletedSuccessfully);
                    var work = () => SyncAsync(mailboxSync, asked.Mailbox, read, asked.PhoneBook, slots, cancellationToken);
                    tasks.Add(Task.Run(work, CancellationToken.None));
                }
            }
            finally
            {
                await Task.WhenAll(tasks).ConfigureAwait(false);
            }
            foreach (var (mailbox, _) in awaited.Values)
            {
                var error = Texts.Catalog.Create(
                    nameof(Errors.MailboxUnanswered), SyncErrorKind.InvalidData, mailbox.Address, mailbox.Address);
                Report(mailboxSync.Failed(mailbox, error));
            }
        }
        catch (Exception exception)
        {
            failure = exception;
        }
        outcomes.Writer.Complete(failure);
    }

    private async Task<long> CountEntriesAsync(CancellationToken cancellationToken)
    {
        var count = 0L;
        var books = store.ListPhoneBooksAsync(null, null, WildcardPattern.Escape(rules.Connection), cancellationToken);
        await foreach (var book in books.ConfigureAwait(false))
            count += book.Entries;
        return count;
    }

    // Drawn by the source as it has capacity.
    private async IAsyncEnumerable<MailboxReadRequest> RequestsAsync(
        IReadOnlyList<SourceMailbox> mailboxes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var mailbox in mailboxes)
        {
            StoredPhoneBook? phoneBook;
            try
            {
                if (!await TryTakeAsync(mailbox, cancellationToken).ConfigureAwait(false))
                {
                    Report(MailboxSync.LeftToOther(mailbox, rules.Title));
                    continue;
                }
                // Not before: the other run may just have brought it up to date.
                phoneBook = await store.FindAsync(KeyOf(mailbox), cancellationToken).ConfigureAwait(false);
            }
            catch (SyncException error)
            {
                Report(MailboxSync.Failed(mailbox, rules.Title, error));
                continue;
            }
            awaited[mailbox.Id] = (mailbox, phoneBook);
            yield return new MailboxReadRequest(mailbox, Planner.GoOnFrom(phoneBook, rules));
        }
    }

    private async Task SyncAsync(
        MailboxSync mailboxSync, SourceMailbox asked, MailboxRead read, StoredPhoneBook? phoneBook, SemaphoreSlim slots,
        CancellationToken cancellationToken)
    {
        try
        {
            // Asked for by another name, it may be one that another run has.
            var isSame = asked.Id == read.Mailbox.Id;
            Report(isSame || await TryTakeAsync(read.Mailbox, cancellationToken).ConfigureAwait(false)
                ? await mailboxSync.SyncAsync(read, isSame ? phoneBook : null, cancellationToken).ConfigureAwait(false)
                : MailboxSync.LeftToOther(read.Mailbox, rules.Title));
        }
        catch (SyncException error)
        {
            Report(mailboxSync.Failed(read.Mailbox, error));
        }
        finally
        {
            // First, for who waits for a slot waits for ever where a lease cannot be given back.
            slots.Release();
            if (leases is not null)
            {
                await leases.ReturnAsync(KeyOf(asked)).ConfigureAwait(false);
                await leases.ReturnAsync(KeyOf(read.Mailbox)).ConfigureAwait(false);
            }
        }
    }

    private PhoneBookKey KeyOf(SourceMailbox mailbox) => new(source.TenantId, mailbox.Id, rules.Source);

    private async Task<bool> TryTakeAsync(SourceMailbox mailbox, CancellationToken cancellationToken) =>
        leases is null || await leases.TryTakeAsync(KeyOf(mailbox), cancellationToken).ConfigureAwait(false);

    private void Report(MailboxOutcome outcome)
    {
        progress.MailboxDone();
        outcomes.Writer.TryWrite(options.KeepPlans ? outcome : outcome with { Plan = null });
    }
}
