namespace ContactSync.Sandbox.Hosting;

/// <summary>The faults that are waiting for their requests, in the order they were added.</summary>
public sealed class FaultBoard
{
    public const string Throttle = "throttle";
    public const string ServerError = "serverError";
    public const string DropConnection = "dropConnection";
    public const string TruncateBody = "truncateBody";
    public const string CutBody = "cutBody";
    public const string DelayAnswer = "delay";
    public const string NeverAnswer = "neverAnswer";

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
    };

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
            if (fault.Target is { } target && !target.StartsWith('/') && !Enum.TryParse<RequestKind>(target, true, out _))
                throw new ArgumentException($"A fault's target is a request kind or a piece of a path beginning with '/', not '{target}'.");
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
        lock (_gate)
        {
            if (_pending.Count == 0)
                return null;
            var kind = RequestKinds.Of(context.Request.Path);
            var hit = _pending.Find(pending => pending.Fault.Name == name && Matches(pending.Fault, kind, context.Request));
            if (hit is null || hit.Passes())
                return null;
            if (hit.Left == 0)
                _pending.Remove(hit);
            return hit.Fault;
        }
    }

    internal static string NameOf(RequestKind kind) => kind.ToString().ToLowerInvariant();

    private static bool Matches(Fault fault, RequestKind kind, HttpRequest request) => fault.Target switch
    {
        null => kind != RequestKind.Control,
        ['/', ..] => (request.Path.Value + Uri.UnescapeDataString(request.QueryString.Value ?? ""))
            .Contains(fault.Target, StringComparison.OrdinalIgnoreCase),
        _ => fault.Target.Equals(NameOf(kind), StringComparison.OrdinalIgnoreCase),
    };

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
