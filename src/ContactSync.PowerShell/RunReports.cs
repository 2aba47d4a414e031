namespace ContactSync.PowerShell;

/// <summary>Hands out how a run ended for one phone book.</summary>
internal static class RunReports
{
    /// <summary>Writes the report; what a look would change as PowerShell does, notes for -Verbose, a failure as an error.</summary>
    public static async Task WriteAsync(SyncReport report, CmdletPipeline pipeline)
    {
        if (report.Status == SyncStatus.WhatIf)
        {
            var changes = Texts.Catalog.Text(
                nameof(Errors.WhatWouldChange), report.Added, report.Updated, report.Deleted, report.Unchanged);
            await pipeline.ShouldProcessAsync($"{report.Mailbox}: {report.PhoneBook}", changes).ConfigureAwait(false);
        }
        foreach (var note in report.Notes)
            pipeline.WriteVerbose($"{report.Mailbox}: {note}");
        await pipeline.WriteObjectAsync(report).ConfigureAwait(false);
        if (report.ExitCode != 0 && report.Error is not null)
            await pipeline.WriteErrorAsync(report.Error).ConfigureAwait(false);
    }
}
