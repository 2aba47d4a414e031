namespace ContactSync.Sandbox.Entra;

/// <summary>The sign-in service: metadata, keys and tokens.</summary>
internal sealed class EntraModule(SandboxContext sandbox) : ISandboxModule
{
    public Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        new MetadataEndpoints(sandbox).Map(endpoints);
        new TokenEndpoint(sandbox).Map(endpoints);
    }
}
