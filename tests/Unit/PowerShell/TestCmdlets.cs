using System.Management.Automation;
using System.Reflection;
using ContactSync.PowerShell;

namespace ContactSync.Tests.PowerShell;

/// <summary>Work given by a test, as a cmdlet would do it.</summary>
public delegate Task Work(CmdletPipeline pipeline, object? input, CancellationToken cancellationToken);

/// <summary>Does the given work for each input object.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "TestWork", SupportsShouldProcess = true)]
public sealed class InvokeTestWorkCommand : AsyncCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    public Work Work { get; set; } = null!;

    [Parameter]
    public Work? End { get; set; }

    [Parameter(ValueFromPipeline = true)]
    public object? InputObject { get; set; }

    protected override Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken) =>
        Work(pipeline, InputObject, cancellationToken);

    protected override Task EndAsync(CmdletPipeline pipeline, CancellationToken cancellationToken) =>
        End is null ? Task.CompletedTask : End(pipeline, null, cancellationToken);
}

/// <summary>Passes one object on and has then enough, exactly as <c>Select-Object -First 1</c>, which the bare engine lacks.</summary>
[Cmdlet(VerbsCommon.Select, "TestFirst")]
public sealed class SelectTestFirstCommand : PSCmdlet
{
    [Parameter(ValueFromPipeline = true)]
    public object? InputObject { get; set; }

    protected override void ProcessRecord()
    {
        WriteObject(InputObject);
        var type = typeof(PSCmdlet).Assembly.GetType("System.Management.Automation.StopUpstreamCommandsException", throwOnError: true)!;
        throw (Exception)Activator.CreateInstance(type, BindingFlags.Instance | BindingFlags.Public, null, [this], null)!;
    }
}
