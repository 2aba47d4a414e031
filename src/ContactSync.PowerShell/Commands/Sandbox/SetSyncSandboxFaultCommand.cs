using System.Management.Automation;
using System.Text.Json.Nodes;
using ContactSync.PowerShell.Completers;
using ContactSync.PowerShell.Sandbox;

namespace ContactSync.PowerShell.Commands;

/// <summary>Lets something go wrong in a sandbox, to rehearse a bad day.</summary>
[Cmdlet(VerbsCommon.Set, "SyncSandboxFault", SupportsShouldProcess = true)]
public sealed class SetSyncSandboxFaultCommand : SandboxCmdlet
{
    /// <summary>What goes wrong.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(SandboxFaultCompleter))]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = null!;

    /// <summary>How many requests it hits; -1 for all until it is cleared.</summary>
    [Parameter(Position = 1)]
    [ValidateRange(-1, int.MaxValue)]
    public int Count { get; set; } = 1;

    /// <summary>How many matching requests pass unharmed first.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int Skip { get; set; }

    /// <summary>The requests meant: a kind, the address of a mailbox, or a piece of a path that begins with a slash.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Target { get; set; }

    /// <summary>How long a refused client is told to wait; zero tells it nothing.</summary>
    [Parameter]
    public TimeSpan? RetryAfter { get; set; }

    /// <summary>How late an answer comes.</summary>
    [Parameter]
    public TimeSpan? Delay { get; set; }

    /// <summary>The HTTP status of a server error.</summary>
    [Parameter]
    [ValidateRange(400, 599)]
    public int? Status { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var process = FindSandbox();
        var action = Texts.Catalog.Text(nameof(Errors.Text_SetFault), Name);
        if (!await pipeline.ShouldProcessAsync(process.Sandbox.Authority.AbsoluteUri, action).ConfigureAwait(false))
            return;
        using var control = new SandboxControl(process);
        await control.SendAsync(HttpMethod.Post, "faults", ToBody(), cancellationToken).ConfigureAwait(false);
    }

    private JsonObject ToBody()
    {
        var body = new JsonObject { ["name"] = Name, ["count"] = Count, ["skip"] = Skip, ["target"] = Target };
        if (RetryAfter is { } wait)
            body["retryAfterSeconds"] = wait == TimeSpan.Zero ? null : wait.TotalSeconds;
        if (Delay is { } late)
            body["delayMilliseconds"] = late.TotalMilliseconds;
        if (Status is { } status)
            body["status"] = status;
        return body;
    }
}
