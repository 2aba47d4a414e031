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
                    var phoneBook = asked.Mailbox.Id == read.Mailbox.Id ? asked.PhoneBook : null;
                    var work = () => SyncAsync(mailboxSync, read, phoneBook, slots, cancellationToken);
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
                var key = new PhoneBookKey(source.TenantId, mailbox.Id, rules.Source);
                phoneBook = await store.FindAsync(key, cancellationToken).ConfigureAwait(false);
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
        MailboxSync mailboxSync, MailboxRead read, StoredPhoneBook? phoneBook, SemaphoreSlim slots, CancellationToken cancellationToken)
    {
        try
        {
            Report(await mailboxSync.SyncAsync(read, phoneBook, cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            slots.Release();
        }
    }

    private void Report(MailboxOutcome outcome)
    {
        progress.MailboxDone();
        outcomes.Writer.TryWrite(options.KeepPlans ? outcome : outcome with { Plan = null });
    }
}
