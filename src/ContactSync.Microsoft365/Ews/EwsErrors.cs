using System.Xml;
using ContactSync.Microsoft365.Identity;

namespace ContactSync.Microsoft365.Ews;

/// <summary>What helps after a refusal.</summary>
internal enum EwsRecovery
{
    /// <summary>Nothing that the client could do.</summary>
    None,

    /// <summary>The same again after a while.</summary>
    Repeat,

    /// <summary>The same again after the time that the server names, and nothing else until then.</summary>
    BackOff,

    /// <summary>The same again with fewer requests side by side.</summary>
    FewerConnections,

    /// <summary>To ask for less at once.</summary>
    SmallerBatch,

    /// <summary>To read the folder from its beginning.</summary>
    Resync,

    /// <summary>To speak an older schema.</summary>
    OlderSchema,
}

/// <summary>Refusals of Exchange Web Services by their response codes.</summary>
/// <remarks>https://learn.microsoft.com/exchange/client-developer/web-service-reference/responsecode</remarks>
internal static class EwsErrors
{
    private const string Primary = "Primary";

    private static readonly Dictionary<string, Row> Rows = new(StringComparer.Ordinal)
    {
        ["ErrorAccessDenied"] = new(nameof(Errors.EwsAccessDenied), SyncErrorKind.PermissionDenied),
        ["ErrorImpersonateUserDenied"] = new(nameof(Errors.EwsImpersonationDenied), SyncErrorKind.PermissionDenied),
        ["ErrorImpersonationDenied"] = new(nameof(Errors.EwsImpersonationDenied), SyncErrorKind.PermissionDenied),
        ["ErrorImpersonationFailed"] = new(nameof(Errors.EwsImpersonationDenied), SyncErrorKind.PermissionDenied),
        ["ErrorInvalidExchangeImpersonationHeaderData"] = new(nameof(Errors.EwsImpersonationMalformed), SyncErrorKind.InvalidArgument),
        ["ErrorInvalidUserSid"] = new(nameof(Errors.EwsImpersonationMalformed), SyncErrorKind.InvalidArgument),
        ["ErrorInvalidUserPrincipalName"] = new(nameof(Errors.EwsImpersonationMalformed), SyncErrorKind.InvalidArgument),
        ["ErrorInvalidSmtpAddress"] = new(nameof(Errors.EwsImpersonationMalformed), SyncErrorKind.InvalidArgument),
        ["ErrorNonExistentMailbox"] = new(nameof(Errors.EwsMailboxNotFound), SyncErrorKind.NotFound),
        ["ErrorNonPrimarySmtpAddress"] = new(nameof(Errors.EwsNotPrimaryAddress), SyncErrorKind.InvalidArgument),
        ["ErrorMissingEmailAddress"] = new(nameof(Errors.EwsAccountWithoutMailbox), SyncErrorKind.InvalidOperation),
        ["ErrorFolderNotFound"] = new(nameof(Errors.EwsObjectNotFound), SyncErrorKind.NotFound),
        ["ErrorItemNotFound"] = new(nameof(Errors.EwsObjectNotFound), SyncErrorKind.NotFound),
        ["ErrorNameResolutionNoResults"] = new(nameof(Errors.EwsNameUnknown), SyncErrorKind.NotFound),
        ["ErrorNameResolutionNoMailbox"] = new(nameof(Errors.EwsNameUnknown), SyncErrorKind.NotFound),
        ["ErrorSyncFolderNotFound"] = new(nameof(Errors.EwsObjectNotFound), SyncErrorKind.NotFound, EwsRecovery.Resync),
        ["ErrorInvalidSyncStateData"] = new(nameof(Errors.SyncStateGone), SyncErrorKind.InvalidOperation, EwsRecovery.Resync),
        ["ErrorServerBusy"] = new(nameof(Errors.EwsBusy), SyncErrorKind.Throttled, EwsRecovery.BackOff),
        ["ErrorExceededConnectionCount"] = new(nameof(Errors.EwsTooManyConnections), SyncErrorKind.Throttled, EwsRecovery.FewerConnections),
        ["ErrorExceededFindCountLimit"] = new(nameof(Errors.EwsTooMuchAtOnce), SyncErrorKind.Throttled, EwsRecovery.SmallerBatch),
        ["ErrorTooManyObjectsOpened"] = new(nameof(Errors.EwsTooMuchAtOnce), SyncErrorKind.Throttled, EwsRecovery.SmallerBatch),
        ["ErrorInsufficientResources"] = new(nameof(Errors.EwsTooMuchAtOnce), SyncErrorKind.Throttled, EwsRecovery.SmallerBatch),
        ["ErrorNotEnoughMemory"] = new(nameof(Errors.EwsTooMuchAtOnce), SyncErrorKind.Throttled, EwsRecovery.SmallerBatch),
        ["ErrorTimeoutExpired"] = new(nameof(Errors.EwsTooMuchAtOnce), SyncErrorKind.Throttled, EwsRecovery.SmallerBatch),
        ["ErrorBatchProcessingStopped"] = new(nameof(Errors.EwsTooMuchAtOnce), SyncErrorKind.Throttled, EwsRecovery.SmallerBatch),
        ["ErrorInternalServerError"] = Transient(),
        ["ErrorInternalServerTransientError"] = Transient(),
        ["ErrorConnectionFailed"] = Transient(),
        ["ErrorADUnavailable"] = Transient(),
        ["ErrorADOperation"] = Transient(),
        ["ErrorMailboxFailover"] = Transient(),
        ["ErrorMailboxMoveInProgress"] = Transient(),
        ["ErrorMailboxStoreUnavailable"] = Transient(),
        ["ErrorNoRespondingCASInDestinationSite"] = Transient(),
        ["ErrorCrossSiteRequest"] = Transient(),
        ["ErrorStaleObject"] = new(nameof(Errors.ChangedMeanwhile), SyncErrorKind.InvalidOperation),
        ["ErrorIrresolvableConflict"] = new(nameof(Errors.ChangedMeanwhile), SyncErrorKind.InvalidOperation),
        ["ErrorInvalidChangeKey"] = new(nameof(Errors.ChangedMeanwhile), SyncErrorKind.InvalidOperation),
        ["ErrorInvalidServerVersion"] = new(nameof(Errors.EwsVersionRefused), SyncErrorKind.InvalidOperation, EwsRecovery.OlderSchema),
        ["ErrorInvalidSchemaVersionForMailboxVersion"] =
            new(nameof(Errors.EwsVersionRefused), SyncErrorKind.InvalidOperation, EwsRecovery.OlderSchema),
        ["ErrorInvalidLicense"] = new(nameof(Errors.EwsAccountState), SyncErrorKind.PermissionDenied),
        ["ErrorOrganizationAccessBlocked"] = new(nameof(Errors.EwsAccountState), SyncErrorKind.PermissionDenied),
        ["ErrorAccountDisabled"] = new(nameof(Errors.EwsAccountState), SyncErrorKind.PermissionDenied),
        ["ErrorPasswordExpired"] = new(nameof(Errors.EwsPasswordExpired), SyncErrorKind.AuthenticationFailed),
        ["ErrorPasswordChangeRequired"] = new(nameof(Errors.EwsPasswordExpired), SyncErrorKind.AuthenticationFailed),
        ["ErrorQuotaExceeded"] = new(nameof(Errors.EwsQuotaExceeded), SyncErrorKind.ResourceUnavailable),
        ["ErrorCorruptData"] = new(nameof(Errors.EwsCorruptData), SyncErrorKind.InvalidData),
    };

    /// <summary>The codes that have a row.</summary>
    internal static IReadOnlyCollection<string> Codes => Rows.Keys;

    /// <summary>The id of the error that a code becomes.</summary>
    internal static string IdOf(string code) => Rows[code].Id;

    public static bool IsKnown(string code) => Rows.ContainsKey(code);

    /// <summary>What helps after a refusal.</summary>
    public static EwsRecovery RecoveryOf(string code) => Rows.TryGetValue(code, out var row) ? row.Recovery : EwsRecovery.None;

    /// <summary>Whether the same may succeed later.</summary>
    public static bool IsTransient(string code) =>
        RecoveryOf(code) is EwsRecovery.Repeat or EwsRecovery.BackOff or EwsRecovery.FewerConnections or EwsRecovery.SmallerBatch;

    /// <summary>The error for a refusal.</summary>
    public static ServiceRefusedException From(EwsCall call, EwsRefusal refusal, int? status = null, string? requestId = null)
    {
        var code = refusal.DecidingCode;
        var row = Rows.GetValueOrDefault(code) ?? new Row(nameof(Errors.EwsRefused), SyncErrorKind.InvalidOperation);
        var said = Redaction.Clean(refusal.Text).Trim().TrimEnd('.');
        var shown = said.Length == 0 ? code : $"{code}: {said}";
        var made = Texts.Catalog.Create(
            row.Id, row.Kind, call.Target, call.Target, shown, call.Account, call.Host, refusal.Values.GetValueOrDefault(Primary) ?? "?");
        var error = new ServiceRefusedException(made, code, status, requestId);
        if (code == "ErrorNonPrimarySmtpAddress")
            error.Data[Primary] = refusal.Values.GetValueOrDefault(Primary);
        return error;
    }

    /// <summary>The primary address of a mailbox that was refused because an alias named it; null where the error is another.</summary>
    public static string? PrimaryAddressOf(SyncException error) => error.Data[Primary] as string;

    /// <summary>The error for an answer that came but is none of Exchange Web Services, or is cut short.</summary>
    public static SyncException Unreadable(EwsCall call, XmlException cause) => Texts.Catalog.Create(
        cause, nameof(Errors.EwsAnswerUnreadable), SyncErrorKind.InvalidData, call.Target,
        call.Target, call.Host, cause.Message.TrimEnd('.'));

    /// <summary>The error for an answer that is lacking a message for what was asked.</summary>
    public static SyncException Incomplete(EwsCall call) => Unreadable(call, new XmlException("it does not hold what was asked for"));

    /// <summary>The error for a change that may have been carried out or not: it was sent, and no answer tells.</summary>
    public static SyncException OutcomeUnknown(EwsCall call, string operation, SyncException cause) => Texts.Catalog.Create(
        cause, nameof(Errors.EwsOutcomeUnknown), SyncErrorKind.ConnectionLost, call.Target,
        call.Target, operation, call.Host, cause.Message.TrimEnd('.'));

    private static Row Transient() => new(nameof(Errors.EwsServerFailed), SyncErrorKind.ConnectionLost, EwsRecovery.Repeat);

    private sealed record Row(string Id, SyncErrorKind Kind, EwsRecovery Recovery = EwsRecovery.None);
}
