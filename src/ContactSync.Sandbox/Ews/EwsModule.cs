using ContactSync.Sandbox.Ews.Operations;

namespace ContactSync.Sandbox.Ews;

/// <summary>Exchange Web Services over the same mailboxes as Graph: of Exchange Online, and of the organisation's own server.</summary>
internal sealed class EwsModule(SandboxContext sandbox) : ISandboxModule
{
    public const string Path = "/EWS/Exchange.asmx";

    public Task PrepareAsync(CancellationToken cancellationToken)
    {
        sandbox.Faults.Declare(SyncFolderItems.StaleState, "ErrorInvalidSyncStateData for a sync state of EWS");
        sandbox.Faults.Declare(EwsHeaders.HtmlErrorPage, "500 with an HTML page instead of an answer of EWS");
        sandbox.Faults.Declare(EwsHeaders.WrongContentType, "an answer of EWS that says it is plain text");
        return Task.CompletedTask;
    }

    public void Map(IEndpointRouteBuilder endpoints)
    {
        var processor = new EwsProcessor(sandbox);
        endpoints.MapMethods(Path, ["POST"], (RequestDelegate)processor.AnswerAsync);
        endpoints.MapMethods(Path + "/s/GetUserPhoto", ["GET"], (RequestDelegate)processor.AnswerPhotoAsync);
        new EwsControl(sandbox).Map(endpoints);
    }
}
