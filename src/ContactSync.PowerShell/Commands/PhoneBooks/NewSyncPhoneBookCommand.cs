using System.Management.Automation;
using ContactSync.Engine.Merging;
using ContactSync.Engine.Ports;
using ContactSync.PowerShell.Completers;
using ContactSync.PowerShell.Session;

namespace ContactSync.PowerShell.Commands;

/// <summary>Makes a phone book of others, the entries of one person merged; each sync brings it up to date.</summary>
[Cmdlet(VerbsCommon.New, "SyncPhoneBook", SupportsShouldProcess = true)]
[OutputType(typeof(SyncReport))]
public sealed class NewSyncPhoneBookCommand : AsyncCmdlet
{
    private readonly List<SyncPhoneBook> sources = [];

    /// <summary>Its title.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("Title")]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = null!;

    /// <summary>The phone books it is made of, as Get-SyncPhoneBook gives them; those in front count first.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public SyncPhoneBook[] From { get; set; } = [];

    /// <summary>Its owner; without it, the domain of the owners of the others.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Owner { get; set; }

    /// <summary>Merges the entries of one person; without it, all entries stand side by side.</summary>
    [Parameter]
    public SwitchParameter Merge { get; set; }

    /// <summary>By what entries are taken for the same person's.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public DuplicateMatch[] MatchBy { get; set; } = [DuplicateMatch.Number, DuplicateMatch.Mail];

    /// <summary>Guards lifted for this one time, by the name their error gives.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(GuardCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] OverrideGuard { get; set; } = [];

    /// <inheritdoc/>
    protected override Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        sources.AddRange(From);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var places = sources.Select(book => book.StorePath).Distinct(StringComparer.Ordinal).ToList();
        if (places.Count > 1)
        {
            throw Texts.Catalog.Create(
                nameof(Errors.MergeOfSeveralStores), SyncErrorKind.InvalidArgument, Name, string.Join(", ", places));
        }
        var owner = Owner ?? OwnerOf(sources);
        var action = Texts.Catalog.Text(nameof(Errors.Text_MergePhoneBooks), sources.Count);
        if (!WhatIf && !await pipeline.ShouldProcessAsync($"{owner}: {Name}", action).ConfigureAwait(false))
            return;

        var store = await PhoneBookStores.OpenAsync(places[0], readOnly: WhatIf, cancellationToken).ConfigureAwait(false);
        await using var _ = store.ConfigureAwait(false);
        var keys = await FindKeysAsync(store, cancellationToken).ConfigureAwait(false);
        var settings = new MergeSettings(keys, Merge ? MatchBy : []);
        var guards = OverrideGuard.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var report = await new MergedPhoneBooks(store, TimeProvider.System)
            .MergeAsync(owner, Name, settings, guards, WhatIf, cancellationToken).ConfigureAwait(false);
        await RunReports.WriteAsync(report, pipeline).ConfigureAwait(false);
    }

    private async Task<List<PhoneBookKey>> FindKeysAsync(IPhoneBookStore store, CancellationToken cancellationToken)
    {
        var keys = new List<PhoneBookKey>();
        foreach (var book in sources.DistinctBy(book => book.Id))
        {
            // One that is merged itself would merge what it is made of twice, or itself.
            if (book.Source == PhoneBookSource.Merge)
                throw Texts.Catalog.Create(nameof(Errors.MergeOfMerged), SyncErrorKind.InvalidArgument, $"{book}", $"{book}");
            var key = await store.FindKeyAsync(book.Id, cancellationToken).ConfigureAwait(false)
                ?? throw Texts.Catalog.Create(nameof(Errors.PhoneBookNotFound), SyncErrorKind.NotFound, $"{book}", $"{book}");
            keys.Add(key);
        }
        return keys;
    }

    private static string OwnerOf(IEnumerable<SyncPhoneBook> books) => books
        .Select(book => book.Owner[(book.Owner.LastIndexOf('@') + 1)..])
        .GroupBy(domain => domain, StringComparer.OrdinalIgnoreCase).MaxBy(domain => domain.Count())!.Key;
}
