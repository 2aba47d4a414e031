using System.Security.Authentication;

namespace ContactSync.Microsoft365.Identity;

/// <summary>What is wrong with a server certificate.</summary>
internal enum CertificateProblem
{
    Untrusted,
    Expired,
    WrongName,
    RevocationUnknown,
    NotPinned,
    Invalid,
}

/// <summary>A server certificate was not accepted. Leaves the TLS handshake as the inner exception of a failed request.</summary>
internal sealed class CertificateRefusedException(CertificateProblem problem, string host, string subject, string reason)
    : AuthenticationException($"The certificate '{subject}' of '{host}' is refused: {reason}.")
{
    internal CertificateProblem Problem => problem;

    internal string Host => host;

    internal string Subject => subject;

    internal string Reason => reason;
}
