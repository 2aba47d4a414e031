using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Xml.Linq;
using ContactSync.Microsoft365.Ews;
using ContactSync.Microsoft365.Graph;
using ContactSync.Tests.Graph;

namespace ContactSync.Tests.Ews;

/// <summary>A server of answers, behind a client for it, on a clock on which nobody waits.</summary>
internal sealed class EwsServerStub : HttpMessageHandler
{
    public const string Password = "pass word ß";

    private readonly Func<EwsSeen, HttpResponseMessage> answer;
    private readonly List<EwsSeen> requests = [];
    private readonly List<string> trace = [];
    private int underWay;

    /// <summary>Makes the server and its client.</summary>
    /// <param name="answer">Answers a request.</param>
    /// <param name="maxConnections">Requests side by side.</param>
    public EwsServerStub(Func<EwsSeen, HttpResponseMessage> answer, int maxConnections = 4)
    {
        this.answer = answer;
        Client = new EwsClient(new EwsClientOptions
        {
            Environment = new SyncEnvironment(
                "premises", new("https://login.example"), new("https://graph.example"), new("https://mail.example/EWS/Exchange.asmx")),
            SignIn = new EwsBasicSignIn(@"CONTOSO\svc", new NetworkCredential("", Password).SecurePassword),
            TimeProvider = Clock,
            MaxConnections = maxConnections,
            MaxAnswerBytes = 1 << 20,
            Retry = new GraphRetryOptions { Random = () => 0 },
            Transport = () => this,
            Trace = line =>
            {
                lock (trace)
                    trace.Add(line);
            },
        });
    }

    public JumpingClock Clock { get; } = new(new DateTimeOffset(2026, 11, 23, 0, 0, 0, TimeSpan.Zero), TimeSpan.FromSeconds(90));

    public EwsClient Client { get; }

    /// <summary>Held by each request until it is released.</summary>
    public Func<EwsSeen, Task>? Hold { get; set; }

    /// <summary>The most requests that were under way at once since it was last set.</summary>
    public int Most { get; set; }

    public IReadOnlyList<EwsSeen> Requests
    {
        get
        {
            lock (requests)
                return [.. requests];
        }
    }

    public IReadOnlyList<string> Trace
    {
        get
        {
            lock (trace)
                return [.. trace];
        }
    }

    /// <summary>A server that answers the first request with the first answer and so on; the last one again and again.</summary>
    public static EwsServerStub Sequence(params Func<HttpResponseMessage>[] answers)
    {
        var next = -1;
        return new(_ => answers[Math.Min(Interlocked.Increment(ref next), answers.Length - 1)]());
    }

    public static HttpResponseMessage Xml(string body, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "text/xml") };

    public static HttpResponseMessage Fault(string code, string values = "") =>
        Xml(EwsSamples.Fault(code, "No.", values), HttpStatusCode.InternalServerError);

    public static HttpResponseMessage Html(HttpStatusCode status, params (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage(status) { Content = new StringContent("<html><body>Sorry", Encoding.UTF8, "text/html") };
        foreach (var (name, value) in headers)
            response.Headers.TryAddWithoutValidation(name, value);
        return response;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = await request.Content!.ReadAsStringAsync(cancellationToken);
        var seen = new EwsSeen(
            request.Headers.ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase),
            request.Content.Headers.ContentType, XDocument.Parse(body).Root!, body);
        lock (requests)
        {
            requests.Add(seen);
            underWay++;
            Most = Math.Max(Most, underWay);
        }
        try
        {
            if (Hold is { } hold)
                await hold(seen);
            return answer(seen);
        }
        finally
        {
            lock (requests)
                underWay--;
        }
    }
}

/// <summary>A request as the server saw it.</summary>
internal sealed record EwsSeen(
    IReadOnlyDictionary<string, string> Headers, MediaTypeHeaderValue? ContentType, XElement Envelope, string Text)
{
    private static readonly XNamespace Soap = EwsNames.Soap;
    private static readonly XNamespace Types = EwsNames.Types;
    private static readonly XNamespace Messages = EwsNames.Messages;

    public XElement Body => Envelope.Element(Soap + "Body")!.Elements().Single();

    public string Operation => Body.Name.LocalName;

    public string? Impersonated => Envelope.Descendants(Types + "ConnectingSID").SingleOrDefault()?.Value;

    public string Schema => Envelope.Descendants(Types + "RequestServerVersion").Single().Attribute("Version")!.Value;

    public string? SyncState => Body.Element(Messages + "SyncState")?.Value;

    /// <summary>The ids of the elements of that name, in their order.</summary>
    public IReadOnlyList<string> Ids(string element) => [.. Body.Descendants(Types + element).Select(id => id.Attribute("Id")!.Value)];
}
