namespace ContactSync.Sandbox;

/// <summary>A part of the tenant that answers requests. Listed in <see cref="SandboxModules"/>.</summary>
internal interface ISandboxModule
{
    /// <summary>Loads what the part needs before the first request.</summary>
    Task PrepareAsync(CancellationToken cancellationToken);

    void Map(IEndpointRouteBuilder endpoints);
}
