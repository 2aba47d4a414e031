namespace ContactSync.Sandbox.Ews;

/// <summary>Exchange Web Services over the same mailboxes as Graph: of Exchange Online, and of the organisation's own server.</summary>
internal sealed class EwsModule(SandboxContext sandbox) : ISandboxModule
{
    public const string Path = "/EWS/Exchange.asmx";

    public Task PrepareAsync(CancellationToken cancellationToken)
    {
        EwsFaults.Declare(sandbox.Faults);
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
