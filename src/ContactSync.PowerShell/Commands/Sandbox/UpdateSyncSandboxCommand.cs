using System.Management.Automation;
using System.Text.Json.Nodes;
using ContactSync.PowerShell.Sandbox;

namespace ContactSync.PowerShell.Commands;

/// <summary>Does a day's work in a sandbox's mailboxes, as people do in Outlook, so that the next run has something to find.</summary>
[Cmdlet(VerbsData.Update, "SyncSandbox", SupportsShouldProcess = true)]
[OutputType(typeof(SyncSandboxChange))]
public sealed class UpdateSyncSandboxCommand : SandboxCmdlet
{
    /// <summary>The group in whose members' mailboxes contacts change.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Group { get; set; } = null!;

    /// <summary>How many contacts are edited, in fields that an import carries.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int Edit { get; set; }

    /// <summary>How many contacts are new.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int Add { get; set; }

    /// <summary>How many contacts are deleted.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int Delete { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var process = FindSandbox();
        var action = Texts.Catalog.Text(nameof(Errors.Text_ChangeContacts), Edit, Add, Delete);
        if (!await pipeline.ShouldProcessAsync(Group, action).ConfigureAwait(false))
            return;

        using var control = new SandboxControl(process);
        var body = new JsonObject { ["group"] = Group, ["edit"] = Edit, ["add"] = Add, ["delete"] = Delete };
        var answer = await control.PostAsync("update", body, cancellationToken).ConfigureAwait(false);
        foreach (var change in answer["changes"]!.AsArray())
            await pipeline.WriteObjectAsync(ToChange(change!)).ConfigureAwait(false);
    }

    private static SyncSandboxChange ToChange(JsonNode change) => new()
    {
        Change = change["kind"]!.ToString() switch { "edit" => "Edited", "add" => "Added", "delete" => "Deleted", var other => other },
        Mailbox = change["mailbox"]!.ToString(),
        Folder = change["folder"]?.ToString(),
        Contact = change["displayName"]?.ToString(),
        Field = change["field"]?.ToString(),
        Before = change["before"]?.ToString(),
        After = change["after"]?.ToString(),
    };
}
