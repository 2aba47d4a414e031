using System.Globalization;
using System.Management.Automation;
using ContactSync.PowerShell.Sandbox;

namespace ContactSync.PowerShell.Commands;

/// <summary>Starts a tenant on this machine: sign-in, directory and mailboxes to try everything out on.</summary>
[Cmdlet(VerbsLifecycle.Start, "SyncSandbox")]
[OutputType(typeof(SyncSandbox))]
public sealed class StartSyncSandboxCommand : AsyncCmdlet
{
    /// <summary>A folder of vCard, Outlook CSV and Graph JSON files that fill the mailboxes.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? ContactPath { get; set; }

    /// <summary>How many mailboxes the tenant has in the cloud.</summary>
    [Parameter]
    [ValidateRange(1, 10000)]
    public int MailboxCount { get; set; } = 12;

    /// <summary>How many further mailboxes lie on the organisation's own Exchange server.</summary>
    [Parameter]
    [ValidateRange(0, 10000)]
    public int OnPremisesMailboxCount { get; set; }

    /// <summary>Up to how many contacts each mailbox is filled with made ones.</summary>
    [Parameter]
    [ValidateRange(0, 100000)]
    public int ContactsPerMailbox { get; set; }

    /// <summary>The same seed gives the same tenant.</summary>
    [Parameter]
    public int Seed { get; set; } = 1;

    /// <summary>The time each request takes at least, as over a line.</summary>
    [Parameter]
    public TimeSpan Latency { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var program = FindProgram();
        var dotnet = DotnetRuntime.Find();
        var arguments = await ToArgumentsAsync(pipeline).ConfigureAwait(false);

        pipeline.WriteVerbose($"{dotnet} {program} {string.Join(' ', arguments)}");
        var sandbox = await SandboxProcess.StartAsync(dotnet, program, arguments, pipeline.WriteWarning, cancellationToken)
            .ConfigureAwait(false);
        Session.Add(sandbox);
        await pipeline.WriteObjectAsync(sandbox.Sandbox).ConfigureAwait(false);
    }

    /// <summary>The sandbox lies beside the module's folder.</summary>
    private static string FindProgram()
    {
        var bin = Path.GetDirectoryName(typeof(StartSyncSandboxCommand).Assembly.Location)!;
        var program = Path.GetFullPath(Path.Combine(bin, "..", "..", "ContactSync.Sandbox", "ContactSync.Sandbox.dll"));
        return File.Exists(program)
            ? program
            : throw Texts.Catalog.Create(nameof(Errors.SandboxMissing), SyncErrorKind.ResourceUnavailable, program, program);
    }

    private async Task<List<string>> ToArgumentsAsync(CmdletPipeline pipeline)
    {
        List<string> arguments =
        [
            "--parent-process-id", Number(Environment.ProcessId),
            "--mailboxes", Number(MailboxCount),
            "--on-premises-mailboxes", Number(OnPremisesMailboxCount),
            "--contacts-per-mailbox", Number(ContactsPerMailbox),
            "--seed", Number(Seed),
            "--latency", Number((int)Latency.TotalMilliseconds),
        ];
        if (ContactPath is not null)
        {
            var folder = await pipeline.ResolvePathAsync(ContactPath).ConfigureAwait(false);
            if (!Directory.Exists(folder))
                throw Texts.Catalog.Create(nameof(Errors.FolderNotFound), SyncErrorKind.NotFound, folder, folder);
            arguments.AddRange(["--contacts", folder]);
        }
        return arguments;
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
