using System.Management.Automation;
using System.Security;

namespace ContactSync.Runner.Hosting;

/// <summary>
/// Answers from a terminal or from standard input. A read cannot be called back, so it waits on a thread of its own, and a question that
/// is open when the run is stopped is simply left.
/// </summary>
internal sealed class InputLines(CancellationToken stop)
{
    /// <returns>The line, or null at the end of input.</returns>
    public string? ReadLine() => Await(Console.In.ReadLine);

    /// <summary>Reads a line without showing it.</summary>
    /// <returns>The line, or null at the end of input.</returns>
    public SecureString? ReadSecret() => Await<SecureString>(Console.IsInputRedirected ? ReadSecretLine : ReadSecretKeys);

    private static SecureString? ReadSecretLine()
    {
        if (Console.In.ReadLine() is not { } line)
            return null;
        var secret = new SecureString();
        foreach (var character in line)
            secret.AppendChar(character);
        return secret;
    }

    private static SecureString? ReadSecretKeys()
    {
        var secret = new SecureString();
        for (var key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key == ConsoleKey.Backspace && secret.Length > 0)
                secret.RemoveAt(secret.Length - 1);
            else if (!char.IsControl(key.KeyChar))
                secret.AppendChar(key.KeyChar);
        }
        return secret;
    }

    private T? Await<T>(Func<T?> read)
        where T : class
    {
        var reading = Task.Factory.StartNew(read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            reading.Wait(stop);
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
        return reading.GetAwaiter().GetResult();
    }
}
