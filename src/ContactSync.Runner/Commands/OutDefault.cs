using System.Management.Automation;
using ContactSync.Runner.Hosting;
using Microsoft.PowerShell.Commands;

namespace ContactSync.Runner.Commands;

/// <summary>The end of every pipeline: shows an object with the engine's own formatter and lets it have its say on the exit code.</summary>
[Cmdlet(VerbsData.Out, "Default")]
public sealed class OutDefault : OutDefaultCommand
{
    protected override void ProcessRecord()
    {
        if (!RunnerHost.TakeIn(this, InputObject))
            base.ProcessRecord();
    }
}
