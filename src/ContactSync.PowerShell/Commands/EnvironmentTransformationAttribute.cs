using System.Management.Automation;
using System.Management.Automation.Runspaces;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell.Commands;

/// <summary>Lets -Environment take a name: one of Microsoft's clouds, one that New-SyncEnvironment made, or a running sandbox.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class EnvironmentTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        if ((inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is not string name)
            return inputData;
        var known = SyncSession.Of(Runspace.DefaultRunspace).Environments;
        return known.FirstOrDefault(environment => string.Equals(environment.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentTransformationMetadataException(
                Texts.Catalog.Text(nameof(Errors.EnvironmentUnknown), name, string.Join(", ", known.Select(one => one.Name)))
                + " " + Texts.Catalog.Text(nameof(Errors.EnvironmentUnknown_Advice)));
    }
}
