namespace ContactSync.Sandbox.Mailboxes.Limits;

/// <summary>Why a request does not get into a mailbox, and when it may come back.</summary>
internal sealed record MailboxRefusal(string Message, TimeSpan RetryAfter);

/// <summary>What one app does in one mailbox just now.</summary>
internal sealed class MailboxUse
{
    private readonly object _gate = new();
    private int _underWay;
    private int _inWindow;
    private DateTimeOffset _windowEnd;

    /// <summary>Lets a request in or refuses it; either way the pass is to be disposed of.</summary>
    public MailboxPass Enter(int most, DateTimeOffset now)
    {
        lock (_gate)
        {
            if (now >= _windowEnd)
                (_inWindow, _windowEnd) = (0, now + MailboxGate.Window);
            if (_underWay >= most)
                return Refuse("MailboxConcurrency", TimeSpan.FromSeconds(1));
            if (_inWindow >= MailboxGate.RequestsPerWindow)
                return Refuse("MailboxRequests", _windowEnd - now);
            _underWay++;
            _inWindow++;
            return new MailboxPass(this, null);
        }
    }

    private static MailboxPass Refuse(string limit, TimeSpan retryAfter) =>
        new(null, new MailboxRefusal($"Application is over its {limit} limit.", retryAfter));

    public void Leave()
    {
        lock (_gate)
            _underWay--;
    }
}

/// <summary>A place in a mailbox, given back when disposed of; or the reason why there is none.</summary>
internal sealed class MailboxPass(MailboxUse? use, MailboxRefusal? refusal) : IDisposable
{
    private MailboxUse? _use = use;

    public MailboxRefusal? Refusal => refusal;

    public void Dispose() => Interlocked.Exchange(ref _use, null)?.Leave();
}
