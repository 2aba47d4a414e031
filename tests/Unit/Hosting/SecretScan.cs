using System.Collections;
using System.Collections.Concurrent;
using System.IO.Pipes;
using System.Management.Automation;
using System.Reflection;
using ContactSync.Sandbox;
using ContactSync.Tests.Hosting;
using Xunit;

[assembly: AssemblyFixture(typeof(SecretScan))]

namespace ContactSync.Tests.Hosting;

/// <summary>
/// Knows every secret that a sandbox gave out, in this process or in one that a test started, and looks for them where none may be: in each stream of each hosted script, in
/// errors, in what the runner writes, on the command lines of processes, and in files. A text that a script wrote is left out: a script that
/// reveals a secret on purpose asked for it by name.
/// </summary>
public sealed class SecretScan : IDisposable
{
    /// <summary>As many characters of a secret are looked for as make a mistake impossible.</summary>
    private const int NeedleLength = 16;

    private const int DeepestObject = 3;

    private static readonly ConcurrentDictionary<string, byte> Needles = new(StringComparer.Ordinal);

    private static readonly ConcurrentQueue<string> Found = new();

    private static readonly ConcurrentDictionary<string, byte> Excepted = new(StringComparer.Ordinal);

    private static readonly AsyncLocal<bool> IsRevealing = new();

    private static long texts;

    private readonly CancellationTokenSource stopping = new();

    public SecretScan()
    {
        IssuedSecrets.Issued += Remember;
        // Inherited by each process that is started from here on.
        var name = "contactsync-" + Guid.NewGuid().ToString("N");
        Environment.SetEnvironmentVariable("CONTACTSYNC_SANDBOX_SECRETS", name);
        _ = ListenAsync(name, stopping.Token);
    }

    /// <summary>How many texts were looked through.</summary>
    public static long Texts => Interlocked.Read(ref texts);

    /// <summary>How many pieces of secrets are looked for.</summary>
    public static int Known => Needles.Count;

    /// <summary>Fails the run where something was found that no test had stopped at.</summary>
    public void Dispose()
    {
        IssuedSecrets.Issued -= Remember;
        stopping.Cancel();
        stopping.Dispose();
        Assert.Empty(Found);
    }

    /// <summary>A file that holds a secret because it was asked for by name: a product's own, or one that a connection refers to.</summary>
    internal static void Except(string path) => Excepted[Path.GetFullPath(path)] = 0;

    /// <summary>Until it is disposed, scripts of this test reveal secrets because they ask for that by name: <c>-IncludeSecret</c>.</summary>
    internal static IDisposable Revealing()
    {
        IsRevealing.Value = true;
        return new Ending();
    }

    /// <summary>Looks through all that a script left behind.</summary>
    internal static void Check(HostedResult result)
    {
        if (IsRevealing.Value)
            return;
        var errors = result.Terminating is null ? result.Errors : [.. result.Errors, result.Terminating];
        CheckTexts("an error", errors.SelectMany(error => Describe(error)));
        CheckTexts("the warning stream", result.Warnings);
        CheckTexts("the verbose stream", result.Verbose);
        CheckTexts("the debug stream", result.Debug);
        CheckTexts("the information stream", result.Information);
        CheckTexts("the progress stream", result.Progress.Select(record => $"{record.Activity} {record.StatusDescription} {record.CurrentOperation}"));
        CheckTexts("an object", result.Output.Where(item => item?.BaseObject is not string).SelectMany(item => Describe(item.BaseObject, 0)));
        CheckTexts("a command line", CommandLines());
    }

    /// <summary>Looks through texts.</summary>
    internal static void CheckTexts(string where, IEnumerable<string?> found)
    {
        foreach (var text in found)
        {
            if (Contains(text))
                Report(where, text!);
        }
    }

    /// <summary>Looks through all files below a folder.</summary>
    internal static void CheckFolder(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            if (!Excepted.ContainsKey(Path.GetFullPath(path)) && Contains(System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(path))))
                Report("a file", path);
        }
    }

    /// <summary>Whether a text holds a piece of a secret.</summary>
    internal static bool Contains(string? text)
    {
        Interlocked.Increment(ref texts);
        if (text is null || text.Length < NeedleLength || Needles.IsEmpty)
            return false;
        var lookup = Needles.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var start = 0; start + NeedleLength <= text.Length; start++)
        {
            if (lookup.ContainsKey(text.AsSpan(start, NeedleLength)))
                return true;
        }
        return false;
    }

    /// <summary>The beginning of a token is the same in all and no secret; its signature is in none but itself.</summary>
    private static void Remember(string secret)
    {
        var core = secret.Split('.') is [_, _, var signature] && secret.StartsWith("eyJ", StringComparison.Ordinal) ? signature : secret;
        if (core.Length < NeedleLength)
            return;
        Needles[core[..NeedleLength]] = 0;
        Needles[core[^NeedleLength..]] = 0;
    }

    /// <summary>Each sandbox in another process opens the pipe once.</summary>
    private static async Task ListenAsync(string name, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var pipe = new NamedPipeServerStream(
                name, PipeDirection.InOut, NamedPipeServerStream.MaxAllowedServerInstances, PipeTransmissionMode.Byte,
                PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
            try
            {
                await pipe.WaitForConnectionAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                await pipe.DisposeAsync().ConfigureAwait(false);
                return;
            }
            _ = HearAsync(pipe);
        }
    }

    /// <summary>A line each, answered once it is known; so the sandbox gives none out before.</summary>
    private static async Task HearAsync(NamedPipeServerStream pipe)
    {
        await using (pipe)
        {
            using var reader = new StreamReader(pipe, leaveOpen: true);
            try
            {
                while (await reader.ReadLineAsync().ConfigureAwait(false) is { } secret)
                {
                    Remember(secret);
                    pipe.WriteByte(1);
                }
            }
            catch (IOException)
            {
                // The sandbox was killed.
            }
        }
    }

    /// <summary>The text itself is not repeated: what is secret stays so.</summary>
    private static void Report(string where, string text)
    {
        var line = $"A secret of the sandbox is in {where}: {(where == "a file" ? text : $"{text.Length} characters")}";
        Found.Enqueue(line);
        Assert.Fail(line);
    }

    private static IEnumerable<string?> Describe(ErrorRecord error) =>
    [
        error.ToString(), error.ErrorDetails?.ToString(), error.ErrorDetails?.RecommendedAction, error.ScriptStackTrace,
        error.InvocationInfo?.PositionMessage, error.TargetObject as string ?? error.TargetObject?.ToString(), error.Exception.ToString(),
    ];

    /// <summary>What a list or a serialiser would show of one of our objects: its properties, and theirs.</summary>
    private static IEnumerable<string?> Describe(object? value, int depth)
    {
        if (value is null || depth > DeepestObject)
            return [];
        if (value is string text)
            return [text];
        if (value is IEnumerable items)
            return items.Cast<object?>().Take(100).SelectMany(item => Describe(item, depth + 1));
        var type = value.GetType();
        return type.Namespace != nameof(ContactSync)
            ? [value.ToString()]
            : type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.GetIndexParameters().Length == 0)
                .SelectMany(property => Describe(property.GetValue(value), depth + 1))
                .Append(value.ToString());
    }

    /// <summary>Those of the processes that this one started, and that those did, where the system shows them.</summary>
    private static IEnumerable<string?> CommandLines() =>
        OperatingSystem.IsLinux() ? Descendants(Environment.ProcessId.ToString()).Select(ReadCommandLine) : [];

    private static IEnumerable<string> Descendants(string process)
    {
        var children = new List<string>();
        try
        {
            foreach (var thread in Directory.EnumerateDirectories($"/proc/{process}/task"))
            {
                var file = Path.Combine(thread, "children");
                if (File.Exists(file))
                    children.AddRange(File.ReadAllText(file).Split(' ', StringSplitOptions.RemoveEmptyEntries));
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It has ended.
        }
        return children.Concat(children.SelectMany(Descendants));
    }

    private static string? ReadCommandLine(string process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private sealed class Ending : IDisposable
    {
        public void Dispose() => IsRevealing.Value = false;
    }
}
