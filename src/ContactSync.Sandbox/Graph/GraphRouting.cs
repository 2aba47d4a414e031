using ContactSync.Sandbox.Hosting;

namespace ContactSync.Sandbox.Graph;

/// <summary>How a part of Graph adds its calls: each is authenticated, and a refusal becomes the error envelope.</summary>
internal static class GraphRouting
{
    /// <param name="endpoints">Where routes are added.</param>
    /// <param name="sandbox">The running sandbox.</param>
    /// <param name="method">HTTP method.</param>
    /// <param name="path">Route below /v1.0, for instance <c>users/{user}/contacts</c>.</param>
    /// <param name="handler">Answers, or throws a <see cref="GraphException"/>.</param>
    public static void MapGraph(
        this IEndpointRouteBuilder endpoints,
        SandboxContext sandbox,
        string method,
        string path,
        Func<GraphRequest, Task<GraphResponse>> handler)
    {
        endpoints.MapMethods("/v1.0/" + path, [method], (RequestDelegate)(context => AnswerAsync(context, sandbox, handler)));
    }

    /// <summary>For calls to the directory: they run one at a time, holding the tenant's lock.</summary>
    public static void MapDirectory(
        this IEndpointRouteBuilder endpoints,
        SandboxContext sandbox,
        string method,
        string path,
        Func<GraphRequest, GraphResponse> handler)
    {
        endpoints.MapGraph(sandbox, method, path, request =>
        {
            lock (sandbox.Tenant.Gate)
                return Task.FromResult(handler(request));
        });
    }

    private static GraphException Denied(HttpContext context) =>
        RequestKinds.Of(context.Request.Path) == RequestKind.Mailbox ? GraphException.MailboxDenied() : GraphException.Denied();

    public static async Task AnswerAsync(HttpContext context, SandboxContext sandbox, Func<GraphRequest, Task<GraphResponse>> handler)
    {
        try
        {
            var request = new GraphRequest(context, GraphAuthentication.Authenticate(context, sandbox));
            if (sandbox.Faults.Take(FaultBoard.MissingRole, context) is not null)
                throw Denied(context);
            await request.ReadBodyAsync();
            var response = await handler(request);
            await response.WriteAsync(context);
        }
        catch (GraphException refusal) when (!context.Response.HasStarted)
        {
            await GraphErrors.WriteAsync(context, refusal, sandbox.Time);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; there is nobody to answer.
        }
        catch (Exception defect) when (!context.Response.HasStarted)
        {
            // A mistake of the sandbox's own, to be seen at once by the one who runs into it.
            var error = new GraphException(500, "generalException", $"The sandbox failed: {defect}");
            await GraphErrors.WriteAsync(context, error, sandbox.Time);
        }
    }
}
