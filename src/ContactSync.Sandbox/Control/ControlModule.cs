namespace ContactSync.Sandbox.Control;

/// <summary>Calls for the one who started the sandbox, below /sandbox; nobody else has the key they ask for.</summary>
internal sealed class ControlModule(SandboxContext sandbox) : ISandboxModule
{
    public Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        new StatusControl(sandbox).Map(endpoints);
        new FaultControl(sandbox).Map(endpoints);
        new TenantControl(sandbox).Map(endpoints);
        new DeviceCodeControl(sandbox).Map(endpoints);
        new BrowserControl(sandbox).Map(endpoints);
        new PolicyControl(sandbox).Map(endpoints);
        new IdentityProviderControl(sandbox).Map(endpoints);
    }
}
