using ContactSync.Microsoft365.Identity;
using Microsoft.Graph.Models;

namespace ContactSync.Microsoft365.Registration;

/// <summary>
/// Reads what the tenant's policies allow of credentials. What an app's own policy says of a restriction replaces what the tenant's default
/// says of it.
/// </summary>
/// <remarks>Specification: https://learn.microsoft.com/graph/api/resources/applicationauthenticationmethodpolicy</remarks>
internal sealed class CredentialPolicies(TenantSession session)
{
    private const string ReadPermission = "Policy.Read.All";

    /// <summary>What applies to an app; no limit where the caller may not read policies: the service then says no by itself.</summary>
    internal async Task<CredentialLimit> ReadAsync(
        SyncAppRegistration app, AppCredentialKind kind, CancellationToken cancellationToken)
    {
        if (kind == AppCredentialKind.Federated)
            return CredentialLimit.None;
        try
        {
            return await ReadLimitAsync(app, kind, cancellationToken).ConfigureAwait(false);
        }
        catch (ServiceRefusedException error) when (error.StatusCode is 403 or 404)
        {
            session.Trace?.Invoke($"The policies for credentials cannot be read: {error.Message}");
            return CredentialLimit.None;
        }
    }

    private async Task<CredentialLimit> ReadLimitAsync(
        SyncAppRegistration app, AppCredentialKind kind, CancellationToken cancellationToken)
    {
        var call = session.Call(Texts.Catalog.Text(nameof(Errors.Text_ThePolicies)), ReadPermission);
        var tenant = await call.RequireAsync(
            token => session.Graph.Policies.DefaultAppManagementPolicy.GetAsync(cancellationToken: token), cancellationToken)
            .ConfigureAwait(false);
        var own = await call.RequireAsync(
            token => session.Graph.Applications[app.ObjectId].AppManagementPolicies.GetAsync(cancellationToken: token), cancellationToken)
            .ConfigureAwait(false);
        var created = await session.Call(Texts.Catalog.Text(nameof(Errors.Text_TheApp), app.Name), AppRegistrationReader.ReadPermission)
            .RequireAsync(
                token => session.Graph.Applications[app.ObjectId].GetAsync(
                    request => request.QueryParameters.Select = ["id", "createdDateTime"], token),
                cancellationToken).ConfigureAwait(false);
        List<Restriction> restrictions =
        [
            .. (own.Value ?? []).Where(policy => policy.IsEnabled == true)
                .SelectMany(policy => Restriction.Of(policy.DisplayName ?? policy.Id!, policy.Restrictions)),
            .. tenant.IsEnabled == true ? Restriction.Of(tenant.DisplayName ?? tenant.Id!, tenant.ApplicationRestrictions) : [],
        ];
        var forbidden = kind == AppCredentialKind.ClientSecret ? Find("PasswordAddition") : null;
        var life = Find(kind == AppCredentialKind.ClientSecret ? "PasswordLifetime" : "AsymmetricKeyLifetime");
        return forbidden is not null
            ? new CredentialLimit(true, null, forbidden.Policy)
            : new CredentialLimit(false, life?.LongestLife, life?.LongestLife is null ? null : life.Policy);

        // The first of its type counts, even where it says that it is off.
        Restriction? Find(string type) =>
            restrictions.FirstOrDefault(restriction => restriction.Type == type) is { } found && found.AppliesTo(created.CreatedDateTime)
                ? found
                : null;
    }

    private sealed record Restriction(string Policy, string? Type, bool IsOn, TimeSpan? LongestLife, DateTimeOffset? Since)
    {
        public static IEnumerable<Restriction> Of(string policy, AppManagementConfiguration? configuration) =>
        [
            .. (configuration?.PasswordCredentials ?? []).Select(row => new Restriction(
                policy, row.RestrictionType?.ToString(), row.State is null or AppManagementRestrictionState.Enabled, row.MaxLifetime,
                row.RestrictForAppsCreatedAfterDateTime)),
            .. (configuration?.KeyCredentials ?? []).Select(row => new Restriction(
                policy, row.RestrictionType?.ToString(), row.State is null or AppManagementRestrictionState.Enabled, row.MaxLifetime,
                row.RestrictForAppsCreatedAfterDateTime)),
        ];

        /// <summary>A restriction may spare the apps that were made before a day.</summary>
        public bool AppliesTo(DateTimeOffset? created) => IsOn && (Since is null || created is null || created >= Since);
    }
}
