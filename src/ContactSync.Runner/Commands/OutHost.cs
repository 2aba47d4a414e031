using System.Management.Automation;
using ContactSync.Runner.Hosting;
using Microsoft.PowerShell.Commands;

namespace ContactSync.Runner.Commands;

/// <summary>As <see cref="OutDefault"/>, called by name.</summary>
[Cmdlet(VerbsData.Out, "Host")]
public sealed class OutHost : OutHostCommand
{
    protected override void ProcessRecord()
    {
        if (!RunnerHost.TakeIn(this, InputObject))
            base.ProcessRecord();
    }
}
