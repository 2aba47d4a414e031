namespace ContactSync.Sandbox.Graph;

/// <summary>What Graph says to a path it does not have.</summary>
internal sealed class UnknownEndpoints(SandboxContext sandbox)
{
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.Map("/v1.0/{**path}", (RequestDelegate)(context => GraphRouting.AnswerAsync(context, sandbox, Refuse)));
    }

    private static Task<GraphResponse> Refuse(GraphRequest request)
    {
        var segment = request.Route("path").Split('/')[^1];
        throw GraphException.BadRequest(
            $"Resource not found for the segment '{segment}', or it does not take {request.Context.Request.Method}.");
    }
}
