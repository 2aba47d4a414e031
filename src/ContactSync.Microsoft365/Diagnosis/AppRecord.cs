using ContactSync.Microsoft365.ExchangeAdmin;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;
using Microsoft.Graph.Models;

namespace ContactSync.Microsoft365.Diagnosis;

/// <summary>
/// What an administrator sees of an app: its registration, its enterprise application, what it declares and what it was granted. An app
/// itself may see none of it.
/// </summary>
internal sealed class AppRecord
{
    /// <summary>What was made so lately may not be known to every server yet.</summary>
    private static readonly TimeSpan New = TimeSpan.FromMinutes(15);

    private static readonly string[] AppFields = ["id", "appId", "createdDateTime", "passwordCredentials", "keyCredentials"];

    private static readonly string[] PrincipalFields = ["id", "appId", "accountEnabled"];

    private readonly TenantSession administrator;
    private readonly string clientId;
    private Application? app;
    private ServicePrincipal? principal;

    private AppRecord(TenantSession administrator, string clientId)
    {
        this.administrator = administrator;
        this.clientId = clientId;
    }

    /// <summary>Why it could not be read; null where it was.</summary>
    public SyncException? Failure { get; private set; }

    /// <summary>How lately the app or one of its credentials was made, as a sentence; null where it is not new.</summary>
    public string? Newness
    {
        get
        {
            var now = administrator.Time.GetUtcNow();
            var starts = (app?.PasswordCredentials ?? []).Select(secret => secret.StartDateTime)
                .Concat((app?.KeyCredentials ?? []).Select(key => key.StartDateTime)).OfType<DateTimeOffset>().DefaultIfEmpty().Max();
            return Tell(app?.CreatedDateTime, nameof(Errors.Text_AppIsNew)) ?? Tell(starts, nameof(Errors.Text_CredentialIsNew));

            string? Tell(DateTimeOffset? made, string text) => made is { } moment && now - moment is { Ticks: >= 0 } age && age < New
                ? Texts.Catalog.Text(text, Math.Floor(age.TotalMinutes))
                : null;
        }
    }

    /// <summary>Reads it.</summary>
    public static async Task<AppRecord> ReadAsync(TenantSession administrator, string clientId, CancellationToken cancellationToken)
    {
        var record = new AppRecord(administrator, clientId);
        try
        {
            var call = administrator.Call(Texts.Catalog.Text(nameof(Errors.Text_TheAppOfId), clientId), "Application.Read.All");
            record.app = await call.FindAsync(
                token => administrator.Graph.ApplicationsWithAppId(clientId)
                    .GetAsync(request => request.QueryParameters.Select = AppFields, token),
                cancellationToken).ConfigureAwait(false);
            record.principal = await call.FindAsync(
                token => administrator.Graph.ServicePrincipalsWithAppId(clientId)
                    .GetAsync(request => request.QueryParameters.Select = PrincipalFields, token),
                cancellationToken).ConfigureAwait(false);
        }
        catch (SyncException error)
        {
            record.Failure = error;
        }
        return record;
    }

    /// <summary>Whether the app is there, is enabled, and was granted what it declares and no more.</summary>
    public Task<SyncCheck> CheckAsync(TokenNeeds needs, CancellationToken cancellationToken) =>
        Checks.TryAsync(Checks.App, clientId, async () =>
        {
            if (Failure is not null)
                throw Failure;
            if (principal?.AccountEnabled == false)
            {
                throw Texts.Catalog.Create(
                    nameof(Errors.AppDisabled), SyncErrorKind.PermissionDenied, clientId,
                    clientId, administrator.TenantId, "accountEnabled", "false", administrator.Environment.Authority.Authority);
            }
            var service = new AppRegistrationService(administrator, administrator.Time);
            SyncAppRegistration? registration = null;
            await foreach (var found in service.FindAsync(null, clientId, cancellationToken).ConfigureAwait(false))
                registration = found;
            var consents = await new ConsentService(administrator, administrator.Time)
                .GetAsync(registration!, cancellationToken).ConfigureAwait(false);
            return Judge(registration!.Name, consents, needs);
        });

    /// <summary>Whether Exchange lets the app use a permission in some mailboxes only; null where that cannot be seen.</summary>
    public async Task<bool?> IsScopedAsync(PresetPermission wanted, CancellationToken cancellationToken)
    {
        if (principal?.Id is not { } id)
            return null;
        var permission = new SyncPermission(wanted.Resource, wanted.Permission, wanted.Type, wanted.Id, wanted.ResourceAppId);
        var unseen = AppRegistrationService.Unseen(administrator, clientId, servicePrincipalId: id);
        var scoped = await ScopedPermissions.FindAsync(administrator, unseen, [permission], cancellationToken).ConfigureAwait(false);
        return scoped.IsKnown ? scoped.Permissions.Count > 0 : null;
    }

    private SyncCheck Judge(string name, IReadOnlyList<SyncConsent> consents, TokenNeeds needs)
    {
        var scoped = needs.Permissions.Where(permission => permission.GrantedByExchange).Select(permission => permission.Permission);
        var missing = consents.Where(consent => consent is { Declared: true, Granted: false } && !scoped.Contains(consent.Permission));
        var tooMuch = consents.Where(consent => consent is { Declared: false, Granted: true });
        if (Names(missing) is { Length: > 0 } lacking)
        {
            throw Texts.Catalog.Create(
                nameof(Errors.DeclaredNotGranted), SyncErrorKind.PermissionDenied, clientId, name, lacking, clientId);
        }
        return Names(tooMuch) is { Length: > 0 } more
            ? Checks.Warning(
                Checks.App, clientId, Texts.Catalog.Text(nameof(Errors.Text_GrantedNotDeclared), name, more),
                Texts.Catalog.Text(nameof(Errors.Text_RevokeUndeclared), clientId))
            : Checks.Passed(Checks.App, clientId, Texts.Catalog.Text(nameof(Errors.Text_AppAsDeclared), name));
    }

    private static string Names(IEnumerable<SyncConsent> consents) => string.Join(", ", consents.Select(consent => consent.Permission));
}
