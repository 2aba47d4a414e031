namespace ContactSync.Sandbox.Ews;

/// <summary>A value in a MessageXml element: with a name a <c>t:Value</c>, without one an element of its own.</summary>
internal sealed record EwsDetail(string Element, string? Name, string Text)
{
    public static EwsDetail Value(string name, string text) => new("Value", name, text);
}

/// <summary>A refusal with its response code: of one item of a request, or as a SOAP fault of the whole.</summary>
internal sealed class EwsException(string code, string message) : Exception(message)
{
    /// <summary>ResponseCode, for instance <c>ErrorItemNotFound</c>.</summary>
    public string Code { get; } = code;

    public IReadOnlyList<EwsDetail> Details { get; init; } = [];

    /// <summary>Line and text that a fault's faultstring adds to the message.</summary>
    public string? FaultText { get; init; }

    public static EwsException FolderNotFound() => new("ErrorFolderNotFound", "The specified folder could not be found in the store.");

    public static EwsException ItemNotFound() => new("ErrorItemNotFound", "The specified object was not found in the store.");

    public static EwsException MalformedId() => new("ErrorInvalidIdMalformed", "Id is malformed.");

    public static EwsException NoMailbox() =>
        new("ErrorNonExistentMailbox", "The SMTP address has no mailbox associated with it.");

    public static EwsException NotPrimary(string primary) =>
        new("ErrorNonPrimarySmtpAddress", "The primary SMTP address must be specified when referencing a mailbox.")
        {
            Details = [EwsDetail.Value("Primary", primary)],
        };

    public static EwsException InvalidProperty() =>
        new("ErrorInvalidPropertyRequest", "The request is invalid because a property is not valid for this object type.");

    public static EwsException StaleSyncState() =>
        new("ErrorInvalidSyncStateData", "Synchronization state data is corrupt or otherwise invalid.");

    public static EwsException ConnectionCount() => new("ErrorExceededConnectionCount",
        "You have exceeded the available concurrent connections for your account. Try again once your other requests have completed.");

    public static EwsException ImpersonationDenied() =>
        new("ErrorImpersonateUserDenied", "The account does not have permission to impersonate the requested user.");

    public static EwsException Busy(TimeSpan backOff) =>
        new("ErrorServerBusy", "The server cannot service this request right now. Try again later.")
        {
            Details = [EwsDetail.Value("BackOffMilliseconds", ((long)backOff.TotalMilliseconds).ToString())],
        };
}
