using System.Management.Automation;
using ContactSync.PowerShell.Completers;

namespace ContactSync.PowerShell.Commands;

/// <summary>The saved connections, without their secrets. While a sandbox runs, its connections hide those of the same name.</summary>
[Cmdlet(VerbsCommon.Get, "SyncConnection")]
[OutputType(typeof(SyncConnection))]
public sealed class GetSyncConnectionCommand : AsyncCmdlet
{
    /// <summary>The name, wildcards allowed; without it, all.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "*";

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var names = Session.ConnectionNames().Where(WildcardPattern.Get(Name, WildcardOptions.IgnoreCase).IsMatch).ToList();
        if (names.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(Name))
        {
            await pipeline.WriteErrorAsync(Texts.Catalog.Create(nameof(Errors.ConnectionNotFound), SyncErrorKind.NotFound, Name, Name))
                .ConfigureAwait(false);
        }
        foreach (var name in names)
        {
            try
            {
                await pipeline.WriteObjectAsync(Session.GetConnection(name).Connection).ConfigureAwait(false);
            }
            catch (SyncException damaged)
            {
                await pipeline.WriteErrorAsync(damaged).ConfigureAwait(false);
            }
        }
    }
}
