using System.Management.Automation;
using ContactSync.Microsoft365.Fields;

namespace ContactSync.PowerShell.Commands;

/// <summary>The fields of a contact: what the protocols and the formats call each, and what is lost.</summary>
[Cmdlet(VerbsCommon.Get, "SyncFieldMap")]
[OutputType(typeof(SyncField))]
public sealed class GetSyncFieldMapCommand : AsyncCmdlet
{
    /// <summary>The names, wildcards allowed; without them, all.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var wanted = Name.Select(name => WildcardPattern.Get(name, WildcardOptions.IgnoreCase)).ToList();
        foreach (var row in FieldMap.Rows.Where(row => wanted.Exists(pattern => pattern.IsMatch(row.Name))))
            await pipeline.WriteObjectAsync(row).ConfigureAwait(false);
        foreach (var name in Name.Where(name => !WildcardPattern.ContainsWildcardCharacters(name)))
        {
            if (!FieldMap.Rows.Any(row => row.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
            {
                await pipeline.WriteErrorAsync(Texts.Catalog.Create(nameof(Errors.FieldNotFound), SyncErrorKind.NotFound, name, name))
                    .ConfigureAwait(false);
            }
        }
    }
}
