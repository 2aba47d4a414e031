using System.Management.Automation;

namespace ContactSync.PowerShell.Commands;

/// <summary>Describes where a tenant's services are, when they are not in one of Microsoft's clouds: a proxy, a laboratory.</summary>
[Cmdlet(VerbsCommon.New, "SyncEnvironment")]
[OutputType(typeof(SyncEnvironment))]
public sealed class NewSyncEnvironmentCommand : AsyncCmdlet
{
    /// <summary>The name by which -Environment takes it for the rest of the session.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = null!;

    /// <summary>The address of sign-in, without the tenant: https://login.example.com.</summary>
    [Parameter(Mandatory = true)]
    public Uri Authority { get; set; } = null!;

    /// <summary>The address of Microsoft Graph; v1.0 unless it names a version.</summary>
    [Parameter(Mandatory = true)]
    public Uri GraphEndpoint { get; set; } = null!;

    /// <summary>The address of Exchange Web Services.</summary>
    [Parameter]
    public Uri? EwsUrl { get; set; }

    /// <summary>A PEM file of authorities to trust beside those of the machine.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TrustedCertificate { get; set; }

    /// <summary>The tenant, where there is only one.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TenantId { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        if (SyncEnvironment.Clouds.Any(cloud => string.Equals(cloud.Name, Name, StringComparison.OrdinalIgnoreCase)))
            throw Texts.Catalog.Create(nameof(Errors.EnvironmentNameTaken), SyncErrorKind.AlreadyExists, Name, Name);

        var environment = new SyncEnvironment(Name, Authority, GraphEndpoint, EwsUrl)
        {
            TenantId = TenantId,
            TrustedCertificate = await ReadCertificateAsync(pipeline, cancellationToken).ConfigureAwait(false),
        };
        Session.Add(environment);
        await pipeline.WriteObjectAsync(environment).ConfigureAwait(false);
    }

    /// <summary>The text goes into the environment, so that a saved connection does not depend on a file that may move.</summary>
    private async Task<string?> ReadCertificateAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        if (TrustedCertificate is null)
            return null;
        var path = await pipeline.ResolvePathAsync(TrustedCertificate).ConfigureAwait(false);
        return await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false);
    }
}
