using ContactSync.Microsoft365.Identity;

namespace ContactSync.Microsoft365.Diagnosis;

/// <summary>How long what an app signs in with is valid.</summary>
internal static class CredentialCheck
{
    /// <summary>The row; null where the end is not known, or there is none.</summary>
    public static SyncCheck? Run(TenantSessionOptions options, DateTimeOffset? end)
    {
        if (end is not { } last)
            return null;
        var left = last - options.TimeProvider.GetUtcNow();
        var days = Math.Floor(left.TotalDays);
        var detail = Texts.Catalog.Text(
            days < 0 ? nameof(Errors.Text_CredentialEnded) : nameof(Errors.Text_CredentialEnds), last.ToLocalTime().ToString("d"), days);
        return left > TimeSpan.FromDays(ConnectionTest.CredentialWarningDays)
            ? Checks.Passed(Checks.Credential, options.ClientId, detail)
            : Checks.Warning(
                Checks.Credential, options.ClientId, detail, Texts.Catalog.Text(nameof(Errors.Text_RenewCredential), options.ClientId));
    }
}
