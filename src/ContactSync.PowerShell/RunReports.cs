namespace ContactSync.PowerShell;

/// <summary>Hands out how a run ended for one phone book, or for one destination.</summary>
internal static class RunReports
{
    /// <summary>Writes the report; what a look would change as PowerShell does, notes for -Verbose, a failure as an error.</summary>
    public static Task WriteAsync(SyncReport report, CmdletPipeline pipeline) => WriteAsync(
        report, report.Status, report.Mailbox, report.PhoneBook,
        Texts.Catalog.Text(nameof(Errors.WhatWouldChange), report.Added, report.Updated, report.Deleted, report.Unchanged),
        report.Notes, report.Error, pipeline);

    /// <summary>Writes the report likewise; what was lost stands for the notes.</summary>
    public static Task WriteAsync(SyncPublishReport report, CmdletPipeline pipeline) => WriteAsync(
        report, report.Status, report.Destination, report.Place,
        Texts.Catalog.Text(nameof(Errors.WhatWouldChange), report.Added, report.Updated, report.Removed, report.Unchanged),
        report.Losses, report.Error, pipeline);

    private static async Task WriteAsync(
        object report, SyncStatus status, string name, string detail, string changes, IEnumerable<object> notes, SyncException? error,
        CmdletPipeline pipeline)
    {
        if (status == SyncStatus.WhatIf)
            await pipeline.ShouldProcessAsync($"{name}: {detail}", changes).ConfigureAwait(false);
        foreach (var note in notes)
            pipeline.WriteVerbose($"{name}: {note}");
        await pipeline.WriteObjectAsync(report).ConfigureAwait(false);
        if (error is not null)
            await pipeline.WriteErrorAsync(error).ConfigureAwait(false);
    }
}
