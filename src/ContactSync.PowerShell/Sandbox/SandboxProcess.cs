using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace ContactSync.PowerShell.Sandbox;

/// <summary>
/// A running sandbox. Its process ends when its standard input closes: by <see cref="StopAsync"/>, with the session, or because this
/// process has gone, however that came about.
/// </summary>
internal sealed class SandboxProcess
{
    /// <summary>Time for the process to serve, and to end, before it is ended by force.</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60), StopLimit = TimeSpan.FromSeconds(10);

    private readonly Process process;

    private SandboxProcess(Process process, SyncSandbox sandbox, SandboxAnnouncement announcement)
    {
        this.process = process;
        Sandbox = sandbox;
        Announcement = announcement;
    }

    /// <summary>What the user holds.</summary>
    public SyncSandbox Sandbox { get; }

    /// <summary>What it said of itself.</summary>
    public SandboxAnnouncement Announcement { get; }

    /// <summary>Whether its process has ended.</summary>
    public bool HasExited => process.HasExited;

    /// <summary>Starts a sandbox and waits until it serves.</summary>
    /// <param name="dotnet">The <c>dotnet</c> to run it with.</param>
    /// <param name="program">The sandbox's assembly.</param>
    /// <param name="arguments">Its arguments. Never a secret: any user of the machine can read a command line.</param>
    /// <param name="notice">Told each line the sandbox writes for people, such as a contact file that could not be read.</param>
    /// <param name="cancellationToken">Ends the start and the process with it.</param>
    /// <exception cref="SyncException">The process ended or did not serve in time.</exception>
    public static async Task<SandboxProcess> StartAsync(
        string dotnet, string program, IEnumerable<string> arguments, Action<string> notice, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(dotnet, [program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        var process = Process.Start(start)!;
        var complaints = new Complaints(process, notice);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(StartLimit);
            var announcement = await ReadAnnouncementAsync(process, complaints, limit.Token).ConfigureAwait(false);
            await complaints.WaitForAsync(announcement.Notices, limit.Token).ConfigureAwait(false);
            var certificate = await File.ReadAllTextAsync(announcement.CaFile, limit.Token).ConfigureAwait(false);
            return new SandboxProcess(process, ToSandbox(announcement, certificate, process.Id), announcement);
        }
        catch (Exception exception)
        {
            await EndAsync(process).ConfigureAwait(false);
            if (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested)
                throw NotServing(complaints, $"it did not serve within {StartLimit.TotalSeconds:0} seconds");
            throw;
        }
    }

    /// <summary>Ends the sandbox and waits until its process and its folder are gone. Not cancelled: it takes a bounded time.</summary>
    public Task StopAsync() => EndAsync(process);

    /// <summary>Lets the sandbox end by itself, without waiting for it.</summary>
    public void Abandon() => TryCloseInput(process);

    private static async Task<SandboxAnnouncement> ReadAnnouncementAsync(
        Process process, Complaints complaints, CancellationToken cancellationToken)
    {
        var line = await process.StandardOutput.ReadLineAsync(cancellationToken).ConfigureAwait(false);
        if (line is null)
        {
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            throw NotServing(complaints, $"its process ended with exit code {process.ExitCode}");
        }
        try
        {
            return SandboxAnnouncement.Parse(line);
        }
        catch (JsonException exception)
        {
            throw NotServing(complaints, exception.Message);
        }
    }

    private static SyncSandbox ToSandbox(SandboxAnnouncement announcement, string certificate, int processId) =>
        new("Sandbox", announcement.Authority, announcement.Graph, announcement.Ews)
        {
            TenantId = announcement.TenantId,
            TrustedCertificate = certificate,
            DataPath = Path.Combine(announcement.Folder, "data"),
            Domain = announcement.Domain,
            AdminClientId = announcement.AdminClientId,
            AdminClientSecret = announcement.AdminClientSecret,
            ExchangeAccount = announcement.ExchangeAccount,
            ExchangePassword = announcement.ExchangePassword,
            Mailboxes = announcement.Users,
            OnPremisesMailboxes = announcement.OnPremisesUsers,
            ProcessId = processId,
        };

    private static SyncException NotServing(Complaints complaints, string reason) => Texts.Catalog.Create(
        nameof(Errors.SandboxNotStarted), SyncErrorKind.ResourceUnavailable, null, reason, complaints.Text);

    private static async Task EndAsync(Process process)
    {
        TryCloseInput(process);
        using var limit = new CancellationTokenSource(StopLimit);
        try
        {
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync().ConfigureAwait(false);
        }
    }

    private static void TryCloseInput(Process process)
    {
        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The process has gone already, and its pipe with it.
        }
    }

    /// <summary>The last of what the process wrote to standard error; read all along, or a full pipe would hold the process up.</summary>
    private sealed class Complaints
    {
        private const int Kept = 20;

        private readonly Queue<string> lines = new();
        private readonly SemaphoreSlim arrived = new(0);

        public Complaints(Process process, Action<string> notice)
        {
            process.ErrorDataReceived += (_, data) =>
            {
                if (string.IsNullOrWhiteSpace(data.Data))
                    return;
                lock (lines)
                {
                    lines.Enqueue(data.Data);
                    if (lines.Count > Kept)
                        lines.Dequeue();
                }
                notice(data.Data);
                arrived.Release();
            };
            process.BeginErrorReadLine();
        }

        /// <summary>Waits until so many lines have arrived; they come over another pipe than the announcement that counts them.</summary>
        public async Task WaitForAsync(int count, CancellationToken cancellationToken)
        {
            for (; count > 0; count--)
                await arrived.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        public string Text
        {
            get
            {
                lock (lines)
                    return string.Join(Environment.NewLine, lines);
            }
        }
    }
}
