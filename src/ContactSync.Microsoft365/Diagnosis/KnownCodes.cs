using ContactSync.Microsoft365.Ews;
using ContactSync.Microsoft365.Identity;

namespace ContactSync.Microsoft365.Diagnosis;

/// <summary>What a service may answer, and the error that it becomes; of it the page of troubles is made.</summary>
/// <param name="Service">
/// Who answers: <c>Entra</c>, <c>Microsoft Graph</c>, <c>Exchange Web Services</c>; <c>Connection</c> for nobody.
/// </param>
/// <param name="Code">The code, as <see cref="SyncCheck.Code"/> shows it, or what tells the answer apart.</param>
/// <param name="ErrorId">The error's id; its text says the cause, its advice the cure.</param>
public sealed record KnownCode(string Service, string Code, string ErrorId);

/// <summary>All of them.</summary>
public static class KnownCodes
{
    private static readonly string[] OfConnections =
    [
        nameof(Errors.HostUnknown), nameof(Errors.HostUnreachable), nameof(Errors.ProxyRefused), nameof(Errors.TlsFailed),
        nameof(Errors.CertificateUntrusted), nameof(Errors.CertificateExpired), nameof(Errors.CertificateNameWrong),
        nameof(Errors.CertificateRevocationUnknown), nameof(Errors.CertificateNotPinned), nameof(Errors.AnswerTimedOut),
        nameof(Errors.RolesMissing), nameof(Errors.DeclaredNotGranted), nameof(Errors.TokenForOther),
    ];

    /// <summary>Service by service, in the order in which a connection is tested.</summary>
    public static IReadOnlyList<KnownCode> All { get; } =
    [
        .. OfConnections.Select(id => new KnownCode("Connection", id, id)),
        .. AadstsErrors.Codes.Select(row => new KnownCode("Entra", row.Code, row.ErrorId)),
        .. GraphErrors.Codes.Select(row => new KnownCode("Microsoft Graph", row.Code, row.ErrorId)),
        .. EwsHttpErrors.Codes.Select(row => new KnownCode("Exchange Web Services", row.Code, row.ErrorId)),
        .. EwsErrors.Codes.Select(code => new KnownCode("Exchange Web Services", code, EwsErrors.IdOf(code))),
    ];
}
