using ContactSync.Microsoft365.Identity;

namespace ContactSync.Microsoft365.Diagnosis;

/// <summary>The first stage: a server's name, the way to it, its certificate, its clock. Whatever it answers, it is there.</summary>
/// <param name="http">Asks; sends no proof of identity.</param>
/// <param name="trust">Judged the certificate.</param>
/// <param name="time">This machine's clock.</param>
internal sealed class EndpointCheck(HttpClient http, ServerTrust trust, TimeProvider time)
{
    private static readonly TimeSpan SkewLimit = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan CertificateWarning = TimeSpan.FromDays(14);

    /// <summary>Connects.</summary>
    public async Task<SyncCheck> RunAsync(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
                .ConfigureAwait(false);
            return CheckCertificate(address) ?? CheckClock(address, response.Headers.Date)
                ?? Checks.Passed(Checks.Tls, address.Authority, Certificate(address));
        }
        catch (Exception error) when (ConnectionErrors.Translate(error, address, cancellationToken) is { } lost)
        {
            return Checks.Failed(Checks.Tls, address.Authority, lost);
        }
    }

    private SyncCheck? CheckCertificate(Uri address) =>
        trust.Seen(address.Host) is { } seen && seen.NotAfter - time.GetUtcNow().UtcDateTime < CertificateWarning
            ? Checks.Warning(
                Checks.Tls, address.Authority, Certificate(address), Text(nameof(Errors.Text_RenewServerCertificate), address.Authority))
            : null;

    private SyncCheck? CheckClock(Uri address, DateTimeOffset? theirs)
    {
        var ours = time.GetUtcNow();
        return theirs is { } date && (date - ours).Duration() > SkewLimit
            ? Checks.Warning(
                Checks.Tls, address.Authority, Text(nameof(Errors.Text_ClockSkew), ours.ToString("u"), date.ToString("u")),
                Text(nameof(Errors.Text_SetClock)))
            : null;
    }

    private string Certificate(Uri address)
    {
        var certificate = trust.Seen(address.Host) is { } seen
            ? Text(
                seen.FromOwnAuthority ? nameof(Errors.Text_CertificateByOwnAuthority) : nameof(Errors.Text_CertificateByMachine),
                seen.Subject, seen.Issuer, seen.NotAfter.ToString("yyyy-MM-dd"))
            : Text(nameof(Errors.Text_Answered));
        return HttpClient.DefaultProxy.IsBypassed(address) || HttpClient.DefaultProxy.GetProxy(address) is not { } proxy
            ? certificate
            : $"{certificate} {Text(nameof(Errors.Text_ByProxy), proxy.Authority)}";
    }

    private static string Text(string id, params object?[] arguments) => Texts.Catalog.Text(id, arguments);
}
