using System.Xml;
using ContactSync.Microsoft365.Graph;

namespace ContactSync.Microsoft365.Ews;

/// <summary>
/// Exchange Web Services of one server as one account. Repeats what may be repeated, waits when the server asks for it, and turns every
/// refusal into an error that an admin can act on. Made without a request; <see cref="EwsContactSource"/> reads contacts with it.
/// </summary>
/// <remarks>https://learn.microsoft.com/exchange/client-developer/exchange-web-services/ews-throttling-in-exchange</remarks>
public sealed class EwsClient : IDisposable
{
    private readonly EwsClientOptions options;
    private readonly GraphRetryOptions retry;
    private readonly EwsTransport transport;
    private readonly EwsGate gate;
    private volatile EwsServerVersion? server;
    private volatile string schema = EwsServerVersion.PreferredSchema;
    private volatile bool wasAccepted;

    /// <summary>Makes a client. Nothing is sent.</summary>
    /// <exception cref="SyncException">The environment names no EWS address, or its own certificate makes no sense.</exception>
    public EwsClient(EwsClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options;
        Url = options.Environment.EwsUrl ?? throw Texts.Catalog.Create(
            nameof(Errors.EwsUrlMissing), SyncErrorKind.InvalidArgument, options.Environment, options.Environment.Name);
        retry = options.Retry with { TimeProvider = options.TimeProvider };
        gate = new EwsGate(options.MaxConnections, options.TimeProvider);
        transport = new EwsTransport(options, Url);
    }

    /// <summary>The address of the service.</summary>
    public Uri Url { get; }

    /// <summary>The server's version; null until the first answer.</summary>
    public EwsServerVersion? Server => server;

    /// <summary>Requests that may be under way at once; lower than asked for where the server counted too many.</summary>
    public int MaxConnections => gate.Limit;

    /// <summary>The clock.</summary>
    internal TimeProvider Time => options.TimeProvider;

    /// <summary>How long and how often something is tried.</summary>
    internal GraphRetryOptions Retry => retry;

    /// <summary>Told one line about whatever an admin who looks closer wants to know.</summary>
    internal Action<string>? Trace => options.Trace;

    /// <summary>Describes requests.</summary>
    /// <param name="target">The thing they are about, as an admin calls it.</param>
    /// <param name="impersonation">In whose name; null for the account's own.</param>
    internal EwsCall Call(string target, EwsImpersonation? impersonation = null) =>
        new(target, Url.Authority, options.SignIn.Account, impersonation);

    /// <summary>
    /// Asks, and gives the answer's messages, in the order of the request's parts. Some of them may be errors of that part alone.
    /// </summary>
    /// <exception cref="ServiceRefusedException">The server said no.</exception>
    /// <exception cref="ConnectionLostException">The server could not be reached, or stopped in the middle.</exception>
    /// <exception cref="SyncException">The answer cannot be read.</exception>
    /// <param name="operation">What to ask.</param>
    /// <param name="call">What it is about, and in whose name.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <param name="isWhole">
    /// Whether a request of which every part failed for the same passing reason is repeated here; false where the caller repeats by parts.
    /// </param>
    internal async Task<IReadOnlyList<EwsMessage<T>>> SendAsync<T>(
        EwsOperation<T> operation, EwsCall call, CancellationToken cancellationToken, bool isWhole = true)
        where T : class
    {
        var start = Time.GetTimestamp();
        var attempt = default(Attempt);
        while (true)
        {
            var (reply, failure) = await TryAsync(operation, call, attempt, isWhole, cancellationToken).ConfigureAwait(false);
            if (failure is null)
                return reply!.Messages;
            if (failure.IsUnclear && !operation.IsRepeatable)
                throw EwsErrors.OutcomeUnknown(call, operation.Name, failure.Error);
            if (failure.Next(attempt) is not { } next)
                throw failure.Error;
            var limit = failure.IsBusy ? retry.BusyRetries : retry.ConnectionRetries;
            var delay = failure.IsImmediate ? TimeSpan.Zero : retry.DelayFor(attempt.Repetition, failure.Wait);
            if (attempt.Repetition >= limit || Time.GetElapsedTime(start) + delay > retry.TotalTime)
                throw failure.Error;
            Trace?.Invoke($"{operation.Name} for {call.Target}: {failure.Error.Message} Again in {delay.TotalSeconds:0.0} s.");
            if (failure.ClosesGate)
                gate.Close(delay);
            else if (delay > TimeSpan.Zero)
                await Task.Delay(delay, Time, cancellationToken).ConfigureAwait(false);
            attempt = next;
        }
    }

    /// <summary>As <see cref="SendAsync"/>, for a request of one part: what was asked for.</summary>
    /// <exception cref="SyncException">As there; an error of the part is a refusal too.</exception>
    internal async Task<T> GetAsync<T>(EwsOperation<T> operation, EwsCall call, CancellationToken cancellationToken)
        where T : class
    {
        var messages = await SendAsync(operation, call, cancellationToken).ConfigureAwait(false);
        var message = messages[0];
        if (message.IsError)
            throw EwsErrors.From(call, message.ToRefusal());
        return message.Payload ?? throw EwsErrors.Incomplete(call);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        transport.Dispose();
        gate.Dispose();
    }

    private async Task<(EwsReply<T>? Reply, Failure? Failure)> TryAsync<T>(
        EwsOperation<T> operation, EwsCall call, Attempt attempt, bool isWhole, CancellationToken cancellationToken)
        where T : class
    {
        var spoken = schema;
        var body = EwsEnvelope.Write(operation, spoken, call.Impersonation);
        var entered = await gate.EnterAsync(cancellationToken).ConfigureAwait(false);
        EwsAnswer answer;
        try
        {
            answer = await transport.SendAsync(call, operation.Name, body, attempt.RenewNow, cancellationToken).ConfigureAwait(false);
        }
        catch (ConnectionLostException error)
        {
            // A certificate does not become valid by asking again.
            return (null, new Failure(error) { IsTransient = !IsAboutTls(error), IsUnclear = !IsAboutTls(error) && !IsUnsent(error) });
        }
        finally
        {
            gate.Leave();
        }
        return answer.IsSoap ? Judge(operation, call, answer, isWhole, spoken, entered) : (null, JudgeHttp(call, answer));
    }

    private (EwsReply<T>? Reply, Failure? Failure) Judge<T>(
        EwsOperation<T> operation, EwsCall call, EwsAnswer answer, bool isWhole, string spoken, int entered)
        where T : class
    {
        EwsReply<T> reply;
        try
        {
            reply = EwsReply<T>.Read(operation, new MemoryStream(answer.Body.ToArray(), writable: false));
        }
        catch (XmlException error)
        {
            return (null, new Failure(EwsErrors.Unreadable(call, error)) { IsTransient = true, IsUnclear = true });
        }
        wasAccepted = true;
        server = reply.Server ?? server;
        // A request that failed in all its parts for one passing reason failed as a whole.
        var isOne = isWhole && reply.Fault is null
            && reply.Messages.All(message => message.IsError && message.Code == reply.Messages[0].Code);
        var refusal = isOne ? reply.Messages[0].ToRefusal() : reply.Fault;
        if (refusal is null)
            return (reply, null);
        var refused = EwsErrors.From(call, refusal, answer.Status, answer.RequestId);
        var failure = Judge(refused, refusal, spoken, entered, operation.IsRepeatable);
        return reply.Fault is null && failure.Next(default) is null ? (reply, null) : (null, failure);
    }

    private Failure Judge(ServiceRefusedException error, EwsRefusal refusal, string spoken, int entered, bool isRepeatable)
    {
        switch (EwsErrors.RecoveryOf(refusal.DecidingCode))
        {
            // The other cases are refusals before anything is done; a failure may be one after it.
            case EwsRecovery.Repeat when isRepeatable:
                return new Failure(error) { IsTransient = true };
            case EwsRecovery.BackOff:
                return new Failure(error) { IsTransient = true, IsBusy = true, ClosesGate = true, Wait = refusal.BackOff };
            case EwsRecovery.FewerConnections:
                if (gate.Lower(entered))
                    Trace?.Invoke($"The server counts too many connections; from now on at most {gate.Limit} requests at a time.");
                return new Failure(error) { IsTransient = true, IsBusy = true };
            case EwsRecovery.OlderSchema when EwsServerVersion.InPlaceOf(server, spoken) is { } other:
                schema = other;
                return new Failure(error) { IsTransient = true, IsImmediate = true };
            default:
                return new Failure(error);
        }
    }

    private Failure JudgeHttp(EwsCall call, EwsAnswer answer)
    {
        var error = EwsHttpErrors.From(call, answer, options.SignIn);
        if (answer.Status == 401)
        {
            // A token may have ended on its way; and a server that let us in before sometimes forgets it when it is busy.
            return new Failure(error)
            {
                IsTransient = EwsHttpErrors.IsTransient(answer),
                CanRenew = options.SignIn.CanRenew || wasAccepted,
                IsImmediate = options.SignIn.CanRenew,
            };
        }
        return new Failure(error)
        {
            IsTransient = EwsHttpErrors.IsTransient(answer),
            IsUnclear = EwsHttpErrors.IsTransient(answer) && answer.Status is not (429 or 503),
            IsBusy = answer.Status is 429 or 503 or 504,
            ClosesGate = answer.Status is 429 or 503,
            Wait = int.TryParse(answer.Headers.GetValueOrDefault("Retry-After"), out var seconds) ? TimeSpan.FromSeconds(seconds) : null,
        };
    }

    private static bool IsAboutTls(ConnectionLostException error) =>
        error.ErrorId.StartsWith("Certificate", StringComparison.Ordinal) || error.ErrorId == nameof(Errors.TlsFailed);

    private static bool IsUnsent(ConnectionLostException error) =>
        error.ErrorId is nameof(Errors.HostUnknown) or nameof(Errors.HostUnreachable) or nameof(Errors.ProxyRefused);

    /// <summary>How often a request was repeated, whether once with a new proof of identity, and whether this is the time.</summary>
    private readonly record struct Attempt(int Repetition, bool IsRenewed, bool RenewNow);

    /// <summary>A try that failed, and what may help.</summary>
    private sealed record Failure(SyncException Error)
    {
        public bool IsTransient { get; init; }

        /// <summary>Whether the request may have been carried out all the same.</summary>
        public bool IsUnclear { get; init; }

        public bool IsBusy { get; init; }

        public bool IsImmediate { get; init; }

        public bool ClosesGate { get; init; }

        public bool CanRenew { get; init; }

        public TimeSpan? Wait { get; init; }

        public Attempt? Next(Attempt present) =>
            IsTransient ? present with { Repetition = present.Repetition + 1, RenewNow = false } :
            CanRenew && !present.IsRenewed ? new Attempt(present.Repetition + 1, IsRenewed: true, RenewNow: true) : null;
    }
}
