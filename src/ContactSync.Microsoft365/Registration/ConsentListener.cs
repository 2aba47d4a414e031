using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace ContactSync.Microsoft365.Registration;

/// <summary>
/// Waits on loopback for the browsers that come back from the consent page; it says in them what came of it. Where the port is taken
/// nothing is heard, and the consent is seen in the directory only.
/// </summary>
internal sealed class ConsentListener : IAsyncDisposable
{
    private readonly HttpListener listener = new();
    private readonly Channel<ConsentAnswer> answers = Channel.CreateUnbounded<ConsentAnswer>();
    private readonly string state;
    private readonly string path;
    private Task serving = Task.CompletedTask;

    private ConsentListener(Uri redirect, string state)
    {
        this.state = state;
        path = redirect.AbsolutePath;
        Redirect = redirect;
        listener.Prefixes.Add($"{redirect.GetLeftPart(UriPartial.Authority)}/");
    }

    /// <summary>Where the browser is to come back to: the app's address, with a port that is free here where it names none.</summary>
    internal Uri Redirect { get; }

    /// <summary>What browsers brought.</summary>
    internal ChannelReader<ConsentAnswer> Answers => answers.Reader;

    /// <summary>Begins to listen; null where the port is taken.</summary>
    /// <param name="registered">A loopback address that the app's registration has.</param>
    /// <param name="state">What a browser must bring along, so that only one is heard that was sent from here.</param>
    internal static ConsentListener? Start(Uri registered, string state)
    {
        var redirect = registered.IsDefaultPort ? new UriBuilder(registered) { Port = FreePort() }.Uri : registered;
        var made = new ConsentListener(redirect, state);
        try
        {
            made.listener.Start();
        }
        catch (HttpListenerException)
        {
            made.listener.Close();
            return null;
        }
        made.serving = made.ServeAsync();
        return made;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        listener.Close();
        await serving.ConfigureAwait(false);
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                await AnswerAsync(await listener.GetContextAsync().ConfigureAwait(false)).ConfigureAwait(false);
            }
            catch (Exception error)
                when (error is HttpListenerException or ObjectDisposedException or InvalidOperationException or IOException)
            {
                if (!listener.IsListening)
                    return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var query = context.Request.QueryString;
        var isOurs = context.Request.Url?.AbsolutePath == path && query["state"] == state;
        // The page says admin_consent=True where it was refused, too.
        var answer = new ConsentAnswer(query["error"], query["error_description"]);
        var text = !isOurs ? nameof(Errors.Text_PageNotOurs) :
            answer.Error is null ? nameof(Errors.Text_PageConsented) : nameof(Errors.Text_PageRefused);
        context.Response.StatusCode = isOurs ? 200 : 400;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(Texts.Catalog.Text(text))).ConfigureAwait(false);
        context.Response.Close();
        if (isOurs)
            answers.Writer.TryWrite(answer);
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
