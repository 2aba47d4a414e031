using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ContactSync.Sandbox;

/// <summary>The sandbox as a program of its own.</summary>
internal static class SandboxProgram
{
    private const int Done = 0;
    private const int Failed = 1;
    private const int BadArguments = 2;

    public static async Task<int> RunAsync(string[] arguments)
    {
        // A pipe is read as UTF-8 by whoever started the program; a terminal keeps its own way.
        if (Console.IsErrorRedirected)
            Console.SetError(new StreamWriter(Console.OpenStandardError()) { AutoFlush = true });
        CommandLine commandLine;
        try
        {
            commandLine = CommandLine.Parse(arguments);
        }
        catch (FormatException error)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return BadArguments;
        }
        if (commandLine.ShowsHelp)
        {
            Console.WriteLine(CommandLine.Usage);
            return Done;
        }

        // Registered before the folder is made, so that no signal can leave it behind.
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, End);
        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            ended.TrySetResult();
        }

        // Ctrl+C goes to every process of the terminal. Where another process started this one, it is that one's to say what ends:
        // it may only have stopped a command and go on using the sandbox.
        void Interrupt(PosixSignalContext signal)
        {
            signal.Cancel = true;
            if (commandLine.ParentProcessId is null)
                ended.TrySetResult();
        }

        try
        {
            var inputClosed = WaitForEndOfInputAsync();
            var parentEnded = WaitForProcessAsync(commandLine.ParentProcessId);
            using var told = SecretTeller.Open();
            await using var sandbox = await SandboxHost.StartAsync(commandLine.Options);
            foreach (var notice in sandbox.Notices)
                await Console.Error.WriteLineAsync(notice);
            Console.WriteLine(Announcement.Of(sandbox));
            await Task.WhenAny(ended.Task, inputClosed, parentEnded, sandbox.StopRequested);
            return Done;
        }
        catch (IOException error)
        {
            await Console.Error.WriteLineAsync($"The sandbox could not start: {error.Message}");
            return Failed;
        }
    }

    private static async Task WaitForEndOfInputAsync()
    {
        // Reading a terminal or a pipe may block whatever the method is called, hence a thread of its own.
        await Task.Factory.StartNew(Drain, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        static void Drain()
        {
            using var input = Console.OpenStandardInput();
            var buffer = new byte[256];
            try
            {
                while (input.Read(buffer) > 0)
                {
                    // What is typed has no meaning; only the end has.
                }
            }
            catch (IOException)
            {
                // The other end is gone, which is an end as well.
            }
        }
    }

    private static async Task WaitForProcessAsync(int? processId)
    {
        if (processId is not { } id)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan);
            return;
        }
        try
        {
            using var process = Process.GetProcessById(id);
            await process.WaitForExitAsync();
        }
        catch (ArgumentException)
        {
            // It has ended already.
        }
    }
}
