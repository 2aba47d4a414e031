using System.Management.Automation;

namespace ContactSync.PowerShell;

/// <summary>A run as a progress bar: mailboxes done, contacts read.</summary>
internal sealed class RunProgressBar(CmdletPipeline pipeline, string connection) : IProgress<SyncProgress>
{
    private const int ActivityId = 1;

    private readonly string activity = Texts.Catalog.Text(nameof(Errors.ProgressActivity), connection);

    public void Report(SyncProgress value)
    {
        var status = Texts.Catalog.Text(nameof(Errors.ProgressStatus), value.MailboxesDone, value.MailboxesTotal, value.ContactsRead);
        pipeline.WriteProgress(new ProgressRecord(ActivityId, activity, status)
        {
            PercentComplete = value.MailboxesTotal == 0 ? 100 : (int)(100L * value.MailboxesDone / value.MailboxesTotal),
        });
    }

    public void Complete() =>
        pipeline.WriteProgress(new ProgressRecord(ActivityId, activity, activity) { RecordType = ProgressRecordType.Completed });
}
