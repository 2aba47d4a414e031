using System.Globalization;
using ContactSync.PowerShell.Connections;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell;

/// <summary>A file that keeps what a test did, a line an event, for whoever helps from afar. What is written has no secret in it.</summary>
internal sealed class TraceFile : IAsyncDisposable
{
    private readonly StreamWriter writer;
    private readonly object gate = new();

    private TraceFile(string path)
    {
        Path = path;
        // Addresses and names of mailboxes are in it.
        writer = new StreamWriter(PrivateFile.Create(path));
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Begins a file in the folder <c>traces</c> beside that of the connections, named by connection and time.</summary>
    public static TraceFile Create(SyncConnection connection)
    {
        var folder = System.IO.Path.Combine(Directory.GetParent(connection.Path)!.Parent!.FullName, "traces");
        DataFolder.CreatePrivate(folder);
        var time = DateTime.UtcNow.ToString("yyyyMMdd-HHmmss-fff", CultureInfo.InvariantCulture);
        return new TraceFile(System.IO.Path.Combine(folder, $"{connection.Name}-{time}.log"));
    }

    /// <summary>Adds a line; may be called from several threads, and also shows it on the verbose stream.</summary>
    public void Write(string line)
    {
        Tracing.ToVerbose(line);
        lock (gate)
            writer.WriteLine($"{DateTime.UtcNow.ToString("O", CultureInfo.InvariantCulture)} {line}");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => writer.DisposeAsync();
}
