namespace ContactSync.Microsoft365.Identity;

/// <summary>A server certificate that was accepted.</summary>
/// <param name="Subject">Whom it names.</param>
/// <param name="Issuer">Who issued it.</param>
/// <param name="NotAfter">When it ends, in UTC.</param>
/// <param name="FromOwnAuthority">True where the environment's own authority, not the machine's trust, vouched for it.</param>
internal sealed record ServerCertificate(string Subject, string Issuer, DateTime NotAfter, bool FromOwnAuthority);
