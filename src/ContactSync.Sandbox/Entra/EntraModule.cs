namespace ContactSync.Sandbox.Entra;

/// <summary>The sign-in service: metadata, keys and tokens.</summary>
internal sealed class EntraModule(SandboxContext sandbox) : ISandboxModule
{
    public Task PrepareAsync(CancellationToken cancellationToken)
    {
        sandbox.Faults.Declare(ClientAuthentication.ExpiredSecret, "AADSTS7000222: the client secret has expired");
        return Task.CompletedTask;
    }

    public void Map(IEndpointRouteBuilder endpoints)
    {
        new MetadataEndpoints(sandbox).Map(endpoints);
        new TokenEndpoint(sandbox).Map(endpoints);
        new AuthorizeEndpoint(sandbox).Map(endpoints);
        new AdminConsentEndpoint(sandbox).Map(endpoints);
    }
}
