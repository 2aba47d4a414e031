namespace ContactSync.Tests.Hosting;

/// <summary>Several things that are disposed together.</summary>
internal sealed class Disposables<T>(IEnumerable<T> items) : IDisposable
    where T : IDisposable
{
    public IReadOnlyList<T> Items { get; } = [.. items];

    public void Dispose()
    {
        foreach (var item in Items)
            item.Dispose();
    }
}
