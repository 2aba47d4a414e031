namespace ContactSync.Sandbox.ExchangeAdmin;

/// <summary>Settings that are read back at once as they were written, and take effect later.</summary>
internal sealed class DelayedSettings(TimeProvider time)
{
    private readonly List<Change> _waiting = [];

    /// <param name="name">The setting.</param>
    /// <param name="value">What reading it gives from now on.</param>
    /// <param name="delay">How long until it is in force.</param>
    /// <param name="apply">Puts it in force.</param>
    public void Write(string name, object? value, TimeSpan delay, Action apply)
    {
        _waiting.RemoveAll(change => change.Name == name);
        _waiting.Add(new Change(name, value, time.GetUtcNow() + delay, apply));
    }

    /// <summary>What was written last, else what is in force.</summary>
    public T Read<T>(string name, T inForce) => _waiting.Find(change => change.Name == name) is { } change ? (T)change.Value! : inForce;

    /// <summary>Puts in force what it is time for.</summary>
    public void Apply()
    {
        var now = time.GetUtcNow();
        foreach (var change in _waiting.Where(change => change.Effective <= now).ToList())
            Apply(change);
    }

    public void Settle()
    {
        foreach (var change in _waiting.ToList())
            Apply(change);
    }

    private void Apply(Change change)
    {
        change.Apply();
        _waiting.Remove(change);
    }

    private sealed record Change(string Name, object? Value, DateTimeOffset Effective, Action Apply);
}
