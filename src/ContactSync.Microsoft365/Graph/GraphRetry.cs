using System.Net;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace ContactSync.Microsoft365.Graph;

/// <summary>
/// Repeats what may be repeated: 429 always (the service did nothing), 5xx, broken connections and timeouts where the
/// request only reads. Bodies are read in here, so that a connection that breaks in the middle of a page counts as broken.
/// The <see cref="HttpClient"/> above must have no timeout of its own, which would end a wait the service asked for.
/// </summary>
/// <remarks>https://learn.microsoft.com/graph/throttling</remarks>
public sealed class GraphRetry : DelegatingHandler
{
    /// <summary>Set to true on a POST that only reads, a <c>$batch</c> of GETs for example, so that it is repeated as a GET is.</summary>
    public static readonly HttpRequestOptionsKey<bool> OnlyReads = new("ContactSync.OnlyReads");

    private static readonly ResiliencePropertyKey<HttpRequestMessage> RequestKey = new("ContactSync.Request");
    private static readonly ResiliencePropertyKey<long> StartKey = new("ContactSync.Start");
    private static readonly ResiliencePropertyKey<TimeSpan> DelayKey = new("ContactSync.Delay");

    private readonly GraphRetryOptions options;
    private readonly ResiliencePipeline<HttpResponseMessage> pipeline;
    private int requestCount;

    /// <summary>Makes the handler; its inner handler sends.</summary>
    public GraphRetry(GraphRetryOptions options)
    {
        this.options = options;
        pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = options.TimeProvider }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = Math.Max(1, Math.Max(options.BusyRetries, options.ConnectionRetries)),
                ShouldHandle = ShouldRepeat,
                DelayGenerator = args => ValueTask.FromResult<TimeSpan?>(args.Context.Properties.GetValue(DelayKey, TimeSpan.Zero)),
                OnRetry = TraceRepetition,
            })
            .AddTimeout(options.TryTimeout)
            .Build();
    }

    /// <summary>Makes the handler over the one that sends.</summary>
    public GraphRetry(GraphRetryOptions options, HttpMessageHandler innerHandler)
        : this(options) => InnerHandler = innerHandler;

    /// <summary>HTTP requests sent so far through this handler, repeated ones included.</summary>
    public int RequestCount => Volatile.Read(ref requestCount);

    /// <summary>What <c>Retry-After</c> asks for, given in seconds or as a date; null where there is none.</summary>
    internal static TimeSpan? RetryAfterOf(HttpResponseMessage response, TimeProvider time) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - time.GetUtcNow(),
        _ => null,
    };

    /// <summary>
    /// The service is there but cannot answer now. 500 and 502 are among them: Exchange answers so while a mailbox moves.
    /// </summary>
    internal static bool IsTransient(int status) => status is 429 or 500 or 502 or 503 or 504;

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(RequestKey, request);
        context.Properties.Set(StartKey, options.TimeProvider.GetTimestamp());
        try
        {
            return await pipeline.ExecuteAsync(
                static async (context, self) => await self
                    .SendOnceAsync(context.Properties.GetValue(RequestKey, null!), context.CancellationToken)
                    .ConfigureAwait(false),
                context,
                this).ConfigureAwait(false);
        }
        catch (TimeoutRejectedException exception)
        {
            throw new HttpRequestException(
                $"{request.RequestUri?.Host} gave no complete answer within {options.TryTimeout.TotalSeconds:0} seconds.", exception);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref requestCount);
        RequestCounter.CountOne();
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            await BufferedContent.ReplaceAsync(response, cancellationToken).ConfigureAwait(false);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private ValueTask<bool> ShouldRepeat(RetryPredicateArguments<HttpResponseMessage> args)
    {
        var request = args.Context.Properties.GetValue(RequestKey, null!);
        if (!IsTransient(request, args.Outcome, out var limit) || args.AttemptNumber >= limit)
            return ValueTask.FromResult(false);

        var retryAfter = args.Outcome.Result is { } response ? RetryAfterOf(response, options.TimeProvider) : null;
        var delay = options.DelayFor(args.AttemptNumber, retryAfter);
        var elapsed = options.TimeProvider.GetElapsedTime(args.Context.Properties.GetValue(StartKey, 0));
        if (elapsed + delay > options.TotalTime)
            return ValueTask.FromResult(false);
        args.Context.Properties.Set(DelayKey, delay);
        return ValueTask.FromResult(true);
    }

    private bool IsTransient(HttpRequestMessage request, Outcome<HttpResponseMessage> outcome, out int limit)
    {
        var onlyReads = request.Method == HttpMethod.Get || request.Method == HttpMethod.Head
            || (request.Options.TryGetValue(OnlyReads, out var marked) && marked);
        limit = outcome.Result is { StatusCode: not (HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway) }
            ? options.BusyRetries
            : options.ConnectionRetries;
        return outcome switch
        {
            { Result.StatusCode: HttpStatusCode.TooManyRequests } => true,
            { Result: { } response } => onlyReads && IsTransient((int)response.StatusCode),
            // A certificate does not become valid by asking again.
            { Exception: HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } } => false,
            _ => onlyReads && outcome.Exception is HttpRequestException or IOException or TimeoutRejectedException,
        };
    }

    private ValueTask TraceRepetition(OnRetryArguments<HttpResponseMessage> args)
    {
        var request = args.Context.Properties.GetValue(RequestKey, null!);
        var cause = args.Outcome.Result is { } response
            ? $"{(int)response.StatusCode} {response.StatusCode}"
            : args.Outcome.Exception?.GetType().Name;
        options.Trace?.Invoke(
            $"{request.Method} {request.RequestUri?.AbsolutePath}: {cause}; again in {args.RetryDelay.TotalSeconds:0.0} s "
            + $"(repetition {args.AttemptNumber + 1}).");
        return ValueTask.CompletedTask;
    }
}
