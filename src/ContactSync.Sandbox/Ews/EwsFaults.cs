using System.Xml.Linq;
using ContactSync.Sandbox.Ews.Access;
using ContactSync.Sandbox.Ews.Operations;
using ContactSync.Sandbox.Ews.Soap;
using ContactSync.Sandbox.Hosting;

namespace ContactSync.Sandbox.Ews;

/// <summary>What goes wrong in EWS on demand.</summary>
internal static class EwsFaults
{
    public const string Busy = "ewsBusy";
    public const string BusyStatus = "ewsBusy503";
    public const string BusyInside = "ewsBusyInside";
    public const string ConnectionCount = "ewsConnectionCount";
    public const string Blocked = "ewsBlocked";
    public const string CorruptItem = "corruptItem";
    public const string SameSyncState = "sameSyncState";

    private static readonly HashSet<string> _lists = new(StringComparer.Ordinal)
    {
        "FolderIds", "ParentFolderIds", "ItemIds", "AttachmentIds", "Items", "ItemChanges", "SourceIds",
    };

    public static void Declare(FaultBoard faults)
    {
        faults.Declare(SyncFolderItems.StaleState, "ErrorInvalidSyncStateData for a sync state of EWS");
        faults.Declare(SameSyncState, "EWS gives back the sync state that it was sent, and says that there is more");
        faults.Declare(EwsHeaders.HtmlErrorPage, "500 with an HTML page instead of an answer of EWS");
        faults.Declare(EwsHeaders.WrongContentType, "an answer of EWS that says it is plain text");
        faults.Declare(Busy, "ErrorServerBusy with BackOffMilliseconds, as a fault");
        faults.Declare(BusyStatus, "503 of EWS with Retry-After and no body");
        faults.Declare(BusyInside, "ErrorServerBusy in the response messages of a 200 of EWS");
        faults.Declare(ConnectionCount, "ErrorExceededConnectionCount, which says no time");
        faults.Declare(Blocked, "403 of EWS in Exchange Online with X-EWS-Policy-Reason");
        faults.Declare(CorruptItem, "ErrorCorruptData for an item of a GetItem");
    }

    /// <exception cref="EwsDenied">403: the policy of Exchange Online.</exception>
    public static void CheckPolicy(SandboxContext sandbox, HttpContext context, EwsCaller caller)
    {
        if (caller.IsOnline && sandbox.Faults.Take(Blocked, context) is not null)
            throw new EwsDenied(403) { PolicyReason = EwsPolicy.Blocked };
    }

    /// <summary>503 as of a server whose queue is full; false where it is not.</summary>
    public static bool IsUnavailable(SandboxContext sandbox, HttpContext context)
    {
        if (sandbox.Faults.Take(BusyStatus, context) is not { } fault)
            return false;
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        if (fault.RetryAfter is { } wait)
            context.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString();
        return true;
    }

    /// <exception cref="EwsException">ErrorServerBusy, ErrorExceededConnectionCount, ErrorImpersonateUserDenied.</exception>
    public static void Check(SandboxContext sandbox, HttpContext context, EwsCaller caller)
    {
        if (sandbox.Faults.Take(Busy, context) is { } busy)
            throw EwsException.Busy(busy.RetryAfter ?? TimeSpan.Zero);
        if (sandbox.Faults.Take(ConnectionCount, context) is not null)
            throw EwsException.ConnectionCount();
        if (!caller.IsOnline && sandbox.Faults.Take(FaultBoard.MissingRole, context) is not null)
            throw EwsException.ImpersonationDenied();
    }

    /// <summary>An answer in which every message says that the server is busy; null where it is not.</summary>
    public static MemoryStream? BusyAnswer(SandboxContext sandbox, HttpContext context, ExchangeBuild build, XElement operation)
    {
        var name = operation.Name.LocalName;
        // The answer to GetUserPhoto has no response messages.
        if (name == GetUserPhoto.Name || sandbox.Faults.Take(BusyInside, context) is not { } fault)
            return null;
        var inputs = operation.Elements().FirstOrDefault(element => _lists.Contains(element.Name.LocalName))?.Elements() ?? [operation];
        var error = EwsException.Busy(fault.RetryAfter ?? TimeSpan.Zero);
        return SoapAnswer.Write(
            build, writer => ResponseMessages.Write<XElement>(writer, name, inputs, _ => throw error, EwsOperations.EmptyElement(name)));
    }
}
