namespace ContactSync.Sandbox.Graph;

/// <summary>Microsoft Graph v1.0, as far as it is about the directory.</summary>
internal sealed class DirectoryModule(SandboxContext sandbox) : ISandboxModule
{
    public Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        new OrganizationEndpoints(sandbox).Map(endpoints);
        new UserEndpoints(sandbox).Map(endpoints);
        new GroupEndpoints(sandbox).Map(endpoints);
        new ApplicationEndpoints(sandbox).Map(endpoints);
        new ApplicationPasswordEndpoints(sandbox).Map(endpoints);
        new ApplicationKeyEndpoints(sandbox).Map(endpoints);
        new FederatedCredentialEndpoints(sandbox).Map(endpoints);
        new AppManagementPolicyEndpoints(sandbox).Map(endpoints);
        new ApplicationLogoEndpoints(sandbox).Map(endpoints);
        new OwnerEndpoints(sandbox).Map(endpoints);
        new DeletedItemEndpoints(sandbox).Map(endpoints);
        new ServicePrincipalEndpoints(sandbox).Map(endpoints);
        new AppRoleAssignmentEndpoints(sandbox).Map(endpoints);
        new PermissionGrantEndpoints(sandbox).Map(endpoints);
        new PresenceEndpoints(sandbox).Map(endpoints);
        new BatchEndpoint(sandbox).Map(endpoints);
        new UnknownEndpoints(sandbox).Map(endpoints);
    }
}
