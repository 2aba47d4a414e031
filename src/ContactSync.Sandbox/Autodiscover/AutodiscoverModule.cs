namespace ContactSync.Sandbox.Autodiscover;

/// <summary>The three ways in which a client finds the address of EWS from a mail address.</summary>
internal sealed class AutodiscoverModule(SandboxContext sandbox) : ISandboxModule
{
    public Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        var plain = new PlainAutodiscover(sandbox);
        var soap = new SoapAutodiscover(sandbox);
        var json = new JsonAutodiscover(sandbox);
        endpoints.MapMethods("/autodiscover/autodiscover.xml", ["GET", "POST"], (RequestDelegate)plain.AnswerAsync);
        endpoints.MapMethods("/autodiscover/autodiscover.svc", ["POST"], (RequestDelegate)soap.AnswerAsync);
        endpoints.MapMethods("/autodiscover/autodiscover.json", ["GET"], (RequestDelegate)json.AnswerAsync);
        endpoints.MapMethods("/autodiscover/autodiscover.json/v1.0/{address}", ["GET"], (RequestDelegate)json.AnswerAsync);
    }
}
