using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ContactSync.PhoneBooks.Destinations;

/// <summary>
/// Judges the certificate of a destination's server: by the machine's authorities, and where those do not know its issuer, by the
/// destination's own. Name, dates and use count either way.
/// </summary>
internal sealed class ServerTrust
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private const X509ChainStatusFlags OnlyUntrusted = X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain;

    private readonly X509Certificate2Collection authorities = [];

    /// <summary>Reads the destination's own authorities.</summary>
    /// <param name="pem">They, as PEM; null for none.</param>
    /// <exception cref="SyncException">DestinationAuthorityUnreadable.</exception>
    public ServerTrust(string? pem)
    {
        if (pem is null)
            return;
        CryptographicException? cause = null;
        try
        {
            authorities.ImportFromPem(pem);
        }
        catch (CryptographicException error)
        {
            cause = error;
        }
        if (authorities.Count == 0)
        {
            throw Texts.Catalog.Create(
                cause ?? new CryptographicException(), nameof(Errors.DestinationAuthorityUnreadable), SyncErrorKind.InvalidArgument);
        }
    }

    /// <summary>For <see cref="SslClientAuthenticationOptions.RemoteCertificateValidationCallback"/>.</summary>
    /// <exception cref="CertificateRefusedException">Thrown rather than false returned, so that the error can say why.</exception>
    public bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
            return true;
        if (certificate is null || chain is null)
            throw new CertificateRefusedException(nameof(Errors.DestinationCertificateInvalid), "", "");

        var leaf = certificate as X509Certificate2 ?? new X509Certificate2(certificate);
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) && !IsVouchedFor(leaf, chain))
            throw new CertificateRefusedException(IdOf(Flags(chain)), leaf.Subject, Reasons(leaf, chain));
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            throw new CertificateRefusedException(nameof(Errors.DestinationCertificateName), leaf.Subject, Names(leaf));
        return true;
    }

    private bool IsVouchedFor(X509Certificate2 leaf, X509Chain machine)
    {
        // Where the machine finds more amiss than that it does not know the issuer, its verdict stands.
        if (authorities.Count == 0 || (Flags(machine) & ~OnlyUntrusted) != 0)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.ExtraStore.AddRange(machine.ChainPolicy.ExtraStore);
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        chain.ChainPolicy.RevocationMode = machine.ChainPolicy.RevocationMode;
        chain.ChainPolicy.RevocationFlag = machine.ChainPolicy.RevocationFlag;
        return chain.Build(leaf);
    }

    private static X509ChainStatusFlags Flags(X509Chain chain) =>
        chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status);

    private static string IdOf(X509ChainStatusFlags flags) =>
        flags.HasFlag(X509ChainStatusFlags.NotTimeValid) ? nameof(Errors.DestinationCertificateExpired) :
        (flags & ~OnlyUntrusted) == 0 ? nameof(Errors.DestinationCertificateUntrusted) :
        nameof(Errors.DestinationCertificateInvalid);

    private static string Reasons(X509Certificate2 leaf, X509Chain chain)
    {
        var reasons = chain.ChainStatus.Select(status => status.StatusInformation.Trim()).Where(text => text.Length > 0);
        return $"{string.Join("; ", reasons)}; {leaf.Issuer}, {leaf.NotBefore:u} – {leaf.NotAfter:u}";
    }

    private static string Names(X509Certificate2 leaf)
    {
        var alternatives = leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>().ToList();
        var names = alternatives.SelectMany(names => names.EnumerateDnsNames())
            .Concat(alternatives.SelectMany(names => names.EnumerateIPAddresses().Select(address => address.ToString())));
        return string.Join(", ", names.DefaultIfEmpty(leaf.GetNameInfo(X509NameType.SimpleName, forIssuer: false)));
    }
}

/// <summary>A certificate that was not accepted, and why; told to people as an error of that id.</summary>
internal sealed class CertificateRefusedException(string errorId, string subject, string reason)
    : Exception($"{errorId}: {subject}: {reason}")
{
    public string ErrorId => errorId;

    public string Subject => subject;

    public string Reason => reason;
}
