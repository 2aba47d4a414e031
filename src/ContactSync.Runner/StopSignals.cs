using System.Runtime.InteropServices;

namespace ContactSync.Runner;

/// <summary>
/// Ctrl+C, SIGTERM and a closed terminal stop the run in good order. A second one is left to the system, which ends the process at once.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly List<PosixSignalRegistration> registrations = [];

    public StopSignals()
    {
        Register(PosixSignal.SIGINT, 130);
        Register(PosixSignal.SIGTERM, 143);
        Register(PosixSignal.SIGHUP, 129);
    }

    /// <summary>128 plus the signal's number, as shells report it; null where none came.</summary>
    public int? ExitCode { get; private set; }

    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose();
        source.Dispose();
    }

    private void Register(PosixSignal signal, int exitCode) => registrations.Add(PosixSignalRegistration.Create(signal, context =>
    {
        if (source.IsCancellationRequested)
            return;
        context.Cancel = true;
        ExitCode = exitCode;
        source.Cancel();
    }));
}
