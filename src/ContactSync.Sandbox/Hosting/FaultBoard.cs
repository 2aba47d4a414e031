namespace ContactSync.Sandbox.Hosting;

/// <summary>The faults that are waiting for their requests, in the order they were added.</summary>
/// <param name="idOf">The object id of a user by address, by which paths may name a mailbox too.</param>
public sealed class FaultBoard(Func<string, string?> idOf)
{
    public const string Throttle = "throttle";
    public const string ServerError = "serverError";
    public const string DropConnection = "dropConnection";
    public const string TruncateBody = "truncateBody";
    public const string CutBody = "cutBody";
    public const string DelayAnswer = "delay";
    public const string NeverAnswer = "neverAnswer";
    public const string HtmlErrorPage = "htmlErrorPage";
    public const string WrongContentType = "wrongContentType";
    public const string StaleToken = "staleToken";
    public const string MissingRole = "missingRole";
    public const string BatchThrottle = "batchThrottle";
    public const string BatchUnavailable = "batchUnavailable";
    public const string BatchGone = "batchGone";

    private readonly object _gate = new();
    private readonly List<Pending> _pending = [];
    private readonly SortedDictionary<string, string> _names = new(StringComparer.Ordinal)
    {
        [Throttle] = "429 with Retry-After",
        [ServerError] = "a 5xx status",
        [DropConnection] = "the connection is closed without an answer",
        [TruncateBody] = "a complete answer whose body holds only the first half",
        [CutBody] = "the connection is closed in the middle of the body",
        [DelayAnswer] = "the answer comes late",
        [NeverAnswer] = "no answer, the connection stays open",
        [HtmlErrorPage] = "502 with an HTML page, as a proxy answers",
        [WrongContentType] = "an answer that says it is plain text",
        [StaleToken] = "401 of Graph or EWS for a token that has expired",
        [MissingRole] = "Graph or EWS says that the app or the service account lacks the right",
        [BatchThrottle] = "429 for an entry of a $batch",
        [BatchUnavailable] = "503 for an entry of a $batch",
        [BatchGone] = "410 SyncStateNotFound for a delta in a $batch",
    };

    /// <summary>Told of a fault just before a request suffers it.</summary>
    internal event Action<Fault>? Hit;

    /// <summary>Every fault that can be asked for, and what it does.</summary>
    public IReadOnlyDictionary<string, string> Names
    {
        get
        {
            lock (_gate)
                return _names.ToDictionary();
        }
    }

    /// <summary>Faults not used up yet.</summary>
    public IReadOnlyList<Fault> Active
    {
        get
        {
            lock (_gate)
                return _pending.ConvertAll(pending => pending.Fault with { Count = pending.Left });
        }
    }

    /// <exception cref="ArgumentException">No such fault, no such target, or a count that hits nothing.</exception>
    public void Add(Fault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        lock (_gate)
        {
            if (!_names.ContainsKey(fault.Name))
                throw new ArgumentException($"There is no fault '{fault.Name}'. Known are: {string.Join(", ", _names.Keys)}.");
            if (fault.Count is 0 or < -1)
                throw new ArgumentException($"A fault's count is a number of requests or -1, not {fault.Count}.");
            if (fault.Skip < 0)
                throw new ArgumentException($"A fault skips a number of requests, not {fault.Skip}.");
            if (fault.Target is { } target && !IsPath(target) && !IsMailbox(target) && !Enum.TryParse<RequestKind>(target, true, out _))
            {
                throw new ArgumentException("A fault's target is a request kind, an address of a mailbox, or a piece of a path beginning "
                    + $"with '/', not '{target}'.");
            }
            _pending.Add(new Pending(fault));
        }
    }

    public void Clear()
    {
        lock (_gate)
            _pending.Clear();
    }

    /// <summary>Makes a fault known that a module injects itself, by asking <see cref="Take"/>.</summary>
    internal void Declare(string name, string effect)
    {
        lock (_gate)
            _names[name] = effect;
    }

    /// <summary>The fault this request has to suffer, or null. Uses it up.</summary>
    internal Fault? Take(string name, HttpContext context)
    {
        var fault = Find(name, context);
        if (fault is not null)
            Hit?.Invoke(fault);
        return fault;
    }

    internal static string NameOf(RequestKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>
    /// Matching looks users up under the tenant's gate, and whoever holds that one may ask for a fault: it is never done under the board's.
    /// </summary>
    private Fault? Find(string name, HttpContext context)
    {
        Pending[] named;
        lock (_gate)
            named = [.. _pending.Where(pending => pending.Fault.Name == name)];
        if (named.Length == 0)
            return null;
        var kind = RequestKinds.Of(context.Request.Path);
        var matching = Array.FindAll(named, pending => Matches(pending.Fault, kind, context.Request));
        lock (_gate)
        {
            var hit = Array.Find(matching, _pending.Contains);
            if (hit is null || hit.Passes())
                return null;
            if (hit.Left == 0)
                _pending.Remove(hit);
            return hit.Fault;
        }
    }

    private bool Matches(Fault fault, RequestKind kind, HttpRequest request) => fault.Target switch
    {
        null => kind != RequestKind.Control,
        { } target when IsPath(target) => PathOf(request).Contains(target, StringComparison.OrdinalIgnoreCase),
        { } target when IsMailbox(target) => kind != RequestKind.Control && IsAbout(request, target),
        { } target => target.Equals(NameOf(kind), StringComparison.OrdinalIgnoreCase),
    };

    private static bool IsPath(string target) => target.StartsWith('/');

    private static bool IsMailbox(string target) => target.Contains('@');

    private static string PathOf(HttpRequest request) => request.Path.Value + Uri.UnescapeDataString(request.QueryString.Value ?? "");

    /// <summary>Graph names a mailbox in the path, EWS in a header.</summary>
    private bool IsAbout(HttpRequest request, string mailbox) =>
        mailbox.Equals(request.Headers["X-AnchorMailbox"].ToString(), StringComparison.OrdinalIgnoreCase)
        || PathOf(request).Contains('/' + mailbox, StringComparison.OrdinalIgnoreCase)
        || (idOf(mailbox) is { } id && PathOf(request).Contains('/' + id, StringComparison.OrdinalIgnoreCase));

    private sealed class Pending(Fault fault)
    {
        private int _skip = fault.Skip;

        public Fault Fault => fault;

        public int Left { get; private set; } = fault.Count;

        public bool Passes()
        {
            if (_skip > 0)
            {
                _skip--;
                return true;
            }
            if (Left > 0)
                Left--;
            return false;
        }
    }
}
