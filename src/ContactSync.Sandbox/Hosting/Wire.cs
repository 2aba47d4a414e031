namespace ContactSync.Sandbox.Hosting;

/// <summary>What happens to a request between the socket and the service: it is counted, it takes its time, it may be lost.</summary>
internal sealed class Wire(SandboxContext sandbox, CancellationToken stopping)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (RequestKinds.Of(context.Request.Path) == RequestKind.Control)
        {
            await next(context);
            return;
        }
        sandbox.Requests.CountRequest();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            if (sandbox.Options.LatencyMilliseconds > 0)
                await Task.Delay(TimeSpan.FromMilliseconds(sandbox.Options.LatencyMilliseconds), sandbox.Time, ended.Token);
            if (sandbox.Faults.Take(FaultBoard.DelayAnswer, context) is { } late)
                await Task.Delay(late.Delay, sandbox.Time, ended.Token);
            if (sandbox.Faults.Take(FaultBoard.NeverAnswer, context) is not null)
                await Task.Delay(Timeout.InfiniteTimeSpan, sandbox.Time, ended.Token);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
            return;
        }
        if (sandbox.Faults.Take(FaultBoard.DropConnection, context) is not null)
        {
            context.Abort();
            return;
        }
        if (sandbox.Faults.Take(FaultBoard.HtmlErrorPage, context) is not null)
        {
            await AnswerHtmlAsync(context);
            return;
        }
        if (sandbox.Faults.Take(FaultBoard.WrongContentType, context) is not null)
        {
            context.Response.OnStarting(() =>
            {
                context.Response.ContentType = "text/plain";
                return Task.CompletedTask;
            });
        }
        var truncated = sandbox.Faults.Take(FaultBoard.TruncateBody, context) is not null;
        if (truncated || sandbox.Faults.Take(FaultBoard.CutBody, context) is not null)
            await AnswerHalfAsync(context, next, truncated);
        else
            await next(context);
    }

    private static Task AnswerHtmlAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status502BadGateway;
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(
            "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>",
            context.RequestAborted);
    }

    private static async Task AnswerHalfAsync(HttpContext context, RequestDelegate next, bool complete)
    {
        var wire = context.Response.Body;
        using var whole = new MemoryStream();
        context.Response.Body = whole;
        await next(context);
        context.Response.Body = wire;
        var half = whole.GetBuffer().AsMemory(0, (int)whole.Length / 2);
        context.Response.ContentLength = complete ? half.Length : whole.Length;
        await wire.WriteAsync(half);
        await wire.FlushAsync();
        if (!complete)
            context.Abort();
    }
}
