using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ContactSync.Microsoft365.Identity;

/// <summary>
/// Judges server certificates: the machine's trust, and beside it the environment's own authorities. Those are tried only where the
/// machine's verdict fails for want of a trusted root and for nothing else, so that name, dates and use are always validated.
/// </summary>
internal sealed class ServerTrust
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private const X509ChainStatusFlags OnlyRevocation =
        X509ChainStatusFlags.RevocationStatusUnknown | X509ChainStatusFlags.OfflineRevocation;

    private const X509ChainStatusFlags OnlyUntrusted =
        X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain | OnlyRevocation;

    private readonly CertificatePin? pin;
    private readonly X509Certificate2Collection authorities = [];
    private readonly ConcurrentDictionary<string, ServerCertificate> seen = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the environment's own authorities.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="isExchange">Whether the servers are of Exchange, so that what the environment pins is theirs.</param>
    /// <exception cref="SyncException">The text is not PEM or holds no certificate, or the pin is no thumbprint.</exception>
    internal ServerTrust(SyncEnvironment environment, bool isExchange = false)
    {
        pin = isExchange ? CertificatePin.Of(environment) : null;
        if (environment.TrustedCertificate is not { } pem)
            return;
        try
        {
            authorities.ImportFromPem(pem);
        }
        catch (CryptographicException error)
        {
            throw Unreadable(environment, error);
        }
        if (authorities.Count == 0)
            throw Unreadable(environment, null);
    }

    /// <summary>The certificate last accepted from a host, where there was one.</summary>
    internal ServerCertificate? Seen(string host) => seen.GetValueOrDefault(host);

    /// <summary>For <see cref="SslClientAuthenticationOptions.RemoteCertificateValidationCallback"/>.</summary>
    /// <exception cref="CertificateRefusedException">Thrown rather than false returned, so that the error can say why.</exception>
    internal bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        var host = (sender as SslStream)?.TargetHostName ?? "";
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            throw new CertificateRefusedException(CertificateProblem.Invalid, host, "", "the server sent no certificate");

        var leaf = certificate as X509Certificate2 ?? new X509Certificate2(certificate);
        var flags = Flags(chain);
        var untrusted = errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors);
        // The machine's verdict stands where it trusts the root, or finds more amiss than that it does not.
        var own = untrusted && chain is not null && (flags & ~OnlyUntrusted) == 0 && (flags & ~OnlyRevocation) != 0
            ? FlagsByOwnAuthorities(leaf, chain)
            : null;
        if (untrusted && own != X509ChainStatusFlags.NoError)
        {
            // One of the own authorities vouches for it, and only the list of revoked certificates is missing.
            var problem = own is { } left && (left & ~OnlyRevocation) == 0 ? CertificateProblem.RevocationUnknown : ProblemOf(flags);
            throw new CertificateRefusedException(problem, host, leaf.Subject, Reasons(leaf, chain));
        }
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            throw new CertificateRefusedException(CertificateProblem.WrongName, host, leaf.Subject, $"it is for {Names(leaf)}");
        if (pin is not null && !pin.Fits(leaf))
            throw new CertificateRefusedException(CertificateProblem.NotPinned, host, leaf.Subject, pin.ThumbprintOf(leaf));

        seen[host] = new ServerCertificate(leaf.Subject, leaf.Issuer, leaf.NotAfter.ToUniversalTime(), own is not null);
        return true;
    }

    /// <summary>What is amiss where the own authorities are the ones to trust; null where there are none.</summary>
    private X509ChainStatusFlags? FlagsByOwnAuthorities(X509Certificate2 leaf, X509Chain platform)
    {
        if (authorities.Count == 0)
            return null;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.ExtraStore.AddRange(platform.ChainPolicy.ExtraStore);
        foreach (var element in platform.ChainElements)
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        chain.ChainPolicy.RevocationMode = platform.ChainPolicy.RevocationMode;
        chain.ChainPolicy.RevocationFlag = platform.ChainPolicy.RevocationFlag;
        return chain.Build(leaf) ? X509ChainStatusFlags.NoError : Flags(chain);
    }

    private static X509ChainStatusFlags Flags(X509Chain? chain) =>
        chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status) ?? X509ChainStatusFlags.NoError;

    private static CertificateProblem ProblemOf(X509ChainStatusFlags flags) =>
        flags != X509ChainStatusFlags.NoError && (flags & ~OnlyRevocation) == 0 ? CertificateProblem.RevocationUnknown :
        flags.HasFlag(X509ChainStatusFlags.NotTimeValid) ? CertificateProblem.Expired :
        (flags & ~OnlyUntrusted) == 0 ? CertificateProblem.Untrusted : CertificateProblem.Invalid;

    private static string Reasons(X509Certificate2 leaf, X509Chain? chain)
    {
        var reasons = chain?.ChainStatus.Select(status => status.StatusInformation.Trim()).Where(text => text.Length > 0) ?? [];
        return $"{string.Join("; ", reasons)}; issued by '{leaf.Issuer}', valid from {leaf.NotBefore:u} to {leaf.NotAfter:u}";
    }

    private static string Names(X509Certificate2 leaf)
    {
        var alternatives = leaf.Extensions.OfType<X509SubjectAlternativeNameExtension>().ToList();
        var names = alternatives.SelectMany(names => names.EnumerateDnsNames())
            .Concat(alternatives.SelectMany(names => names.EnumerateIPAddresses().Select(address => address.ToString())));
        return string.Join(", ", names.DefaultIfEmpty(leaf.GetNameInfo(X509NameType.SimpleName, forIssuer: false)));
    }

    private static SyncException Unreadable(SyncEnvironment environment, Exception? cause) => cause is null
        ? Texts.Catalog.Create(nameof(Errors.TrustedCertificateUnreadable), SyncErrorKind.InvalidData, environment, environment.Name)
        : Texts.Catalog.Create(
            cause, nameof(Errors.TrustedCertificateUnreadable), SyncErrorKind.InvalidData, environment, environment.Name);
}
