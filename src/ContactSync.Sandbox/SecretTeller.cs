using System.IO.Pipes;
using System.Text;

namespace ContactSync.Sandbox;

/// <summary>
/// Tells a test in another process of every secret before it is given out, so that the test can look for it where none may be. The test
/// names a pipe, which only its own user can open; without that name nothing is told.
/// </summary>
internal sealed class SecretTeller : IDisposable
{
    /// <summary>The environment variable with the pipe's name.</summary>
    public const string Variable = "CONTACTSYNC_SANDBOX_SECRETS";

    private readonly object _gate = new();
    private readonly NamedPipeClientStream _pipe;

    private SecretTeller(NamedPipeClientStream pipe)
    {
        _pipe = pipe;
        IssuedSecrets.Issued += Tell;
    }

    /// <summary>Opens the pipe; null where no test listens.</summary>
    /// <exception cref="IOException">The test that named it is gone.</exception>
    public static SecretTeller? Open()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } name)
            return null;
        var pipe = new NamedPipeClientStream(".", name, PipeDirection.InOut, PipeOptions.CurrentUserOnly);
        try
        {
            pipe.Connect(TimeSpan.FromSeconds(10));
        }
        catch (TimeoutException error)
        {
            throw new IOException(error.Message, error);
        }
        return new SecretTeller(pipe);
    }

    public void Dispose()
    {
        IssuedSecrets.Issued -= Tell;
        _pipe.Dispose();
    }

    /// <summary>A line each; it is known once it was answered.</summary>
    private void Tell(string secret)
    {
        lock (_gate)
        {
            try
            {
                _pipe.Write(Encoding.UTF8.GetBytes(secret + "\n"));
                _pipe.ReadByte();
            }
            catch (IOException)
            {
                // Nobody looks for it any more.
            }
        }
    }
}
