using System.Management.Automation;
using ContactSync.Engine.Publishing;

namespace ContactSync.PowerShell;

/// <summary>A publishing as a progress bar: entries written.</summary>
internal sealed class PublishProgressBar(CmdletPipeline pipeline, string destination) : IProgress<PublishProgress>
{
    private const int ActivityId = 2;

    private readonly string activity = Texts.Catalog.Text(nameof(Errors.PublishActivity), destination);

    public void Report(PublishProgress value)
    {
        var status = Texts.Catalog.Text(nameof(Errors.PublishStatus), value.Done, value.Total);
        pipeline.WriteProgress(new ProgressRecord(ActivityId, activity, status)
        {
            PercentComplete = value.Total == 0 ? 100 : (int)(100L * value.Done / value.Total),
        });
    }

    public void Complete() =>
        pipeline.WriteProgress(new ProgressRecord(ActivityId, activity, activity) { RecordType = ProgressRecordType.Completed });
}
