using ContactSync.Microsoft365.Ews;

namespace ContactSync.Microsoft365.Autodiscover;

/// <summary>What a search that found nothing says: the step that came nearest decides.</summary>
internal static class AutodiscoverErrors
{
    /// <param name="emailAddress">The address asked for.</param>
    /// <param name="steps">All that was asked.</param>
    /// <param name="blocked">The domains that answers led to and that are not allowed.</param>
    /// <param name="signIn">How the account would have signed in.</param>
    public static SyncException NothingFound(
        string emailAddress, IReadOnlyList<AutodiscoverStep> steps, IReadOnlyList<string> blocked, EwsSignIn? signIn)
    {
        var all = string.Join("; ", steps);
        AutodiscoverStep? Last(AutodiscoverOutcome outcome) => steps.LastOrDefault(step => step.Outcome == outcome);

        if (Last(AutodiscoverOutcome.SignInRefused) is { } refused)
        {
            var made = signIn is EwsWindowsSignIn windows && !windows.CanBegin(windows.Scheme)
                ? Texts.Catalog.Create(
                    nameof(Errors.EwsWindowsSignInMissing), SyncErrorKind.AuthenticationFailed, emailAddress,
                    emailAddress, "HTTP 401", windows.Account, refused.Address.Authority, "?", windows.Scheme)
                : Texts.Catalog.Create(
                    nameof(Errors.AutodiscoverSignInRefused), SyncErrorKind.AuthenticationFailed, emailAddress,
                    emailAddress, refused.Address.Authority, signIn?.Account, signIn?.Scheme);
            return new ServiceRefusedException(made, code: null, statusCode: 401);
        }
        if (blocked.Count > 0)
        {
            return Texts.Catalog.Create(
                nameof(Errors.AutodiscoverRedirectNotAllowed), SyncErrorKind.PermissionDenied, emailAddress,
                emailAddress, string.Join(", ", blocked.Distinct(StringComparer.OrdinalIgnoreCase)), all);
        }
        if (Last(AutodiscoverOutcome.AddressUnknown) is { } unknown)
        {
            return new ServiceRefusedException(
                Texts.Catalog.Create(
                    nameof(Errors.AutodiscoverAddressUnknown), SyncErrorKind.NotFound, emailAddress,
                    emailAddress, unknown.Address.Authority, unknown.Detail),
                code: null);
        }
        if (Last(AutodiscoverOutcome.SignInNeeded) is { } needed)
        {
            return Texts.Catalog.Create(
                nameof(Errors.AutodiscoverSignInNeeded), SyncErrorKind.AuthenticationFailed, emailAddress,
                emailAddress, needed.Address.Authority, needed.Detail);
        }
        return Texts.Catalog.Create(nameof(Errors.AutodiscoverNothingFound), SyncErrorKind.NotFound, emailAddress, emailAddress, all);
    }
}
