namespace ContactSync.Microsoft365.Registration;

/// <summary>What the tenant's policies say of one kind of credential for one app.</summary>
/// <param name="IsForbidden">No such credential may be added.</param>
/// <param name="LongestLife">The longest life; null for any.</param>
/// <param name="Policy">The policy that says so, by name; null where none does.</param>
internal sealed record CredentialLimit(bool IsForbidden, TimeSpan? LongestLife, string? Policy)
{
    internal static CredentialLimit None { get; } = new(false, null, null);

    /// <summary>The life that a credential gets: as asked for, or as long as the policy allows.</summary>
    /// <param name="app">Whose it is.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="asked">How long it should live.</param>
    /// <param name="note">Told in words, where that is shorter.</param>
    /// <exception cref="SyncException"><c>CredentialForbiddenByPolicy</c>.</exception>
    internal TimeSpan Fit(SyncAppRegistration app, AppCredentialKind kind, TimeSpan asked, Action<string>? note)
    {
        if (IsForbidden)
        {
            throw Texts.Catalog.Create(
                nameof(Errors.CredentialForbiddenByPolicy), SyncErrorKind.PermissionDenied, app, app.Name, Policy, kind);
        }
        if (LongestLife is not { } longest || asked <= longest)
            return asked;
        note?.Invoke(Texts.Catalog.Text(nameof(Errors.Text_LifeShortened), app.Name, Policy, longest.TotalDays, asked.TotalDays));
        return longest;
    }
}
