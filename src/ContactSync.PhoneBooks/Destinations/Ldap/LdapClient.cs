using System.Formats.Asn1;
using System.Net.Security;
using System.Net.Sockets;

namespace ContactSync.PhoneBooks.Destinations.Ldap;

/// <summary>
/// One connection to a directory, one request at a time; judges no result. The libraries at hand leave the judgement of the server's
/// certificate to the platform's LDAP library, which a line in a file or a variable of the environment turns off.
/// </summary>
internal sealed class LdapClient : IAsyncDisposable
{
    private const int LongestAnswer = 64 << 20;

    private const int PageSize = 500;

    private readonly TcpClient socket;
    private readonly TimeSpan timeout;
    private readonly SemaphoreSlim turn = new(1);
    private Stream stream;
    private int lastId;

    private LdapClient(TcpClient socket, TimeSpan timeout)
    {
        (this.socket, this.timeout) = (socket, timeout);
        stream = socket.GetStream();
    }

    /// <summary>Whether the connection can be used no more.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Connects and begins TLS; nothing is sent before it but the request to begin it.</summary>
    /// <param name="address">The server.</param>
    /// <param name="trust">Judges its certificate.</param>
    /// <param name="timeout">For each request, this one too.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SyncException">LdapStartTlsRefused.</exception>
    public static async Task<LdapClient> ConnectAsync(
        LdapAddress address, ServerTrust trust, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var socket = new TcpClient { NoDelay = true };
        LdapClient? client = null;
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(timeout);
            await socket.ConnectAsync(address.Host, address.Port, limit.Token).ConfigureAwait(false);
            client = new LdapClient(socket, timeout);
            if (!address.IsSecure)
            {
                var answer = await client.AskAsync(LdapMessages.BeginTls, limit.Token).ConfigureAwait(false);
                if (answer[^1].Result is { Code: not 0 } refusal)
                {
                    throw Texts.Catalog.Create(
                        nameof(Errors.LdapStartTlsRefused), SyncErrorKind.ConnectionLost, address.Server, address.Server,
                        LdapErrors.Reason(refusal));
                }
            }
            var tls = new SslStream(client.stream);
            client.stream = tls;
            var options = new SslClientAuthenticationOptions
            {
                TargetHost = address.Host, RemoteCertificateValidationCallback = trust.Validate,
            };
            await tls.AuthenticateAsClientAsync(options, limit.Token).ConfigureAwait(false);
            return client;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Signs in.</summary>
    public async Task<LdapResult> BindAsync(string name, string password, CancellationToken cancellationToken) =>
        ResultOf(await AskAsync(id => LdapMessages.Bind(id, name, password), cancellationToken).ConfigureAwait(false));

    /// <summary>Reads an entry; null with the result where it is not there.</summary>
    public async Task<(LdapEntry? Entry, LdapResult Result)> ReadAsync(
        string name, IEnumerable<string> attributes, CancellationToken cancellationToken)
    {
        var answers = await AskAsync(
            id => LdapMessages.Search(id, name, beneath: false, prefix: null, attributes, page: null), cancellationToken)
            .ConfigureAwait(false);
        return (answers[0].Entry, ResultOf(answers));
    }

    /// <summary>Reads the entries directly beneath one whose uid begins with a text, page by page.</summary>
    public async Task<(List<LdapEntry> Entries, LdapResult Result)> ListAsync(
        string name, string prefix, IReadOnlyList<string> attributes, CancellationToken cancellationToken)
    {
        var entries = new List<LdapEntry>();
        for (var cookie = Array.Empty<byte>(); ;)
        {
            var part = (PageSize, cookie);
            var answers = await AskAsync(
                id => LdapMessages.Search(id, name, beneath: true, prefix, attributes, part), cancellationToken).ConfigureAwait(false);
            entries.AddRange(answers.Select(answer => answer.Entry).OfType<LdapEntry>());
            if (ResultOf(answers) is { Code: not 0 } failure)
                return (entries, failure);
            var next = answers[^1].Cookie ?? [];
            if (next.Length == 0)
                return (entries, ResultOf(answers));
            // A server that gives the same place twice would never end.
            if (cookie.Length > 0 && next.AsSpan().SequenceEqual(cookie) && answers.Count == 1)
                throw new IOException("The server gives the same page again.");
            cookie = next;
        }
    }

    /// <summary>Makes an entry.</summary>
    public async Task<LdapResult> AddAsync(string name, LdapAttributes attributes, CancellationToken cancellationToken) =>
        ResultOf(await AskAsync(id => LdapMessages.Add(id, name, attributes), cancellationToken).ConfigureAwait(false));

    /// <summary>Changes an entry, see <see cref="LdapMessages.Modify"/>.</summary>
    public async Task<LdapResult> ModifyAsync(
        string name, LdapAttributes changes, byte[]? control, CancellationToken cancellationToken) =>
        ResultOf(await AskAsync(id => LdapMessages.Modify(id, name, changes, control), cancellationToken).ConfigureAwait(false));

    /// <summary>Takes an entry away.</summary>
    public async Task<LdapResult> DeleteAsync(string name, byte[]? control, CancellationToken cancellationToken) =>
        ResultOf(await AskAsync(id => LdapMessages.Delete(id, name, control), cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!IsBroken)
                await stream.WriteAsync(LdapMessages.Unbind(++lastId), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Who hung up need not be told goodbye.
        }
        await stream.DisposeAsync().ConfigureAwait(false);
        socket.Dispose();
        turn.Dispose();
    }

    private static LdapResult ResultOf(List<LdapAnswer> answers) =>
        answers[^1].Result ?? throw new IOException("The answer has no result.");

    /// <summary>Sends a request and reads its answers, the last of which has the result.</summary>
    private async Task<List<LdapAnswer>> AskAsync(Func<int, byte[]> request, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Until the last answer was read, the connection cannot be used for the next request.
            if (IsBroken)
                throw new IOException("The connection broke before.");
            IsBroken = true;
            using var limit = new CancellationTokenSource(timeout);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            try
            {
                var id = ++lastId;
                await stream.WriteAsync(request(id), both.Token).ConfigureAwait(false);
                var answers = new List<LdapAnswer>();
                while (answers.Count == 0 || answers[^1].Result is null)
                {
                    var answer = LdapMessages.Read(await ReceiveAsync(both.Token).ConfigureAwait(false));
                    // A message that nobody asked for says that the server hangs up.
                    if (answer.Id == 0)
                        throw new IOException(LdapErrors.Reason(answer.Result!));
                    if (answer.Id == id)
                        answers.Add(answer);
                }
                IsBroken = false;
                return answers;
            }
            catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException(error.Message, error);
            }
            catch (AsnContentException error)
            {
                throw new IOException("The answer is none of LDAP.", error);
            }
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<byte[]> ReceiveAsync(CancellationToken cancellationToken)
    {
        var head = new byte[6];
        await stream.ReadExactlyAsync(head.AsMemory(0, 2), cancellationToken).ConfigureAwait(false);
        var (length, size) = ((int)head[1], 2);
        if (length >= 0x80)
        {
            var count = length & 0x7F;
            if (count is 0 or > 4)
                throw new IOException("The answer is none of LDAP.");
            await stream.ReadExactlyAsync(head.AsMemory(2, count), cancellationToken).ConfigureAwait(false);
            length = 0;
            for (var place = 0; place < count; place++)
                length = (length << 8) | head[2 + place];
            size += count;
        }
        if (length is < 0 or > LongestAnswer)
            throw new IOException($"> {LongestAnswer >> 20} MB");
        var message = new byte[size + length];
        head.AsSpan(0, size).CopyTo(message);
        await stream.ReadExactlyAsync(message.AsMemory(size), cancellationToken).ConfigureAwait(false);
        return message;
    }
}
