using System.Management.Automation;
using System.Text.Json.Nodes;
using ContactSync.PowerShell.Sandbox;

namespace ContactSync.PowerShell.Commands;

/// <summary>The faults that wait in a sandbox, or all that it knows.</summary>
[Cmdlet(VerbsCommon.Get, "SyncSandboxFault")]
[OutputType(typeof(SyncSandboxFault))]
public sealed class GetSyncSandboxFaultCommand : SandboxCmdlet
{
    /// <summary>Every fault that the sandbox knows, instead of those that wait.</summary>
    [Parameter]
    public SwitchParameter ListAvailable { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var process = FindSandbox();
        if (ListAvailable)
        {
            foreach (var (name, effect) in process.Announcement.Faults)
                await pipeline.WriteObjectAsync(new SyncSandboxFault { Name = name, Effect = effect }).ConfigureAwait(false);
            return;
        }
        using var control = new SandboxControl(process);
        var answer = await control.SendAsync(HttpMethod.Get, "faults", null, cancellationToken).ConfigureAwait(false);
        foreach (var fault in answer!["active"]!.AsArray())
            await pipeline.WriteObjectAsync(ToFault(fault!, process.Announcement)).ConfigureAwait(false);
    }

    private static SyncSandboxFault ToFault(JsonNode fault, SandboxAnnouncement announcement)
    {
        var name = fault["name"]!.ToString();
        return new SyncSandboxFault
        {
            Name = name,
            Effect = announcement.Faults.GetValueOrDefault(name, ""),
            Count = fault["count"]!.GetValue<int>(),
            Skip = fault["skip"]!.GetValue<int>(),
            Target = fault["target"]?.ToString(),
            RetryAfter = fault["retryAfterSeconds"] is { } seconds ? TimeSpan.FromSeconds(seconds.GetValue<double>()) : null,
            Delay = TimeSpan.FromMilliseconds(fault["delayMilliseconds"]!.GetValue<double>()),
            Status = fault["status"]!.GetValue<int>(),
        };
    }
}
