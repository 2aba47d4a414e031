using ContactSync.Microsoft365.Identity;
using Microsoft.Graph.Applications.Item.AddPassword;
using Microsoft.Graph.Applications.Item.RemovePassword;
using Microsoft.Graph.Models;

namespace ContactSync.Microsoft365.Registration;

/// <summary>The client secrets of an app registration.</summary>
/// <remarks>Specification: https://learn.microsoft.com/graph/api/application-addpassword</remarks>
internal sealed class ClientSecrets(TenantSession session, TimeProvider time)
{
    private readonly Replication replication = new(time);
    private readonly CredentialReader reader = new(session, time);

    /// <exception cref="SyncException"><c>SecretLifeTooLong</c>, <c>SecretLifeNotPositive</c>.</exception>
    internal static void RequireSensibleLife(TimeSpan validFor, DateTimeOffset start)
    {
        RequirePositive(validFor);
        if (start + validFor > start.AddMonths(CredentialService.LongestMonths))
        {
            throw Texts.Catalog.Create(
                nameof(Errors.SecretLifeTooLong), SyncErrorKind.InvalidArgument, validFor, Math.Ceiling(validFor.TotalDays),
                CredentialService.LongestMonths);
        }
    }

    /// <exception cref="SyncException"><c>SecretLifeNotPositive</c>.</exception>
    internal static void RequirePositive(TimeSpan validFor)
    {
        if (validFor <= TimeSpan.Zero)
            throw Texts.Catalog.Create(nameof(Errors.SecretLifeNotPositive), SyncErrorKind.InvalidArgument, validFor, validFor);
    }

    internal async Task<SyncAppCredential> AddAsync(
        SyncAppRegistration app, string description, DateTimeOffset start, DateTimeOffset end, CancellationToken cancellationToken)
    {
        var target = Target(app);
        try
        {
            var issued = await replication.RetryAsync(
                target,
                // Once sent, the answer is awaited: else a secret would be left behind that nobody can name.
                () => session.Call(target, CredentialService.WritePermission).RequireAsync(
                    token => session.Graph.Applications[app.ObjectId].AddPassword.PostAsync(
                        Body(description, start, end), cancellationToken: token),
                    CancellationToken.None),
                Replication.IsUnknownObject, Replication.PatienceFor(app), cancellationToken).ConfigureAwait(false);
            return new SyncAppCredential
            {
                App = app.Name,
                AppId = app.AppId,
                TenantId = app.TenantId,
                Kind = AppCredentialKind.ClientSecret,
                Description = issued.DisplayName ?? description,
                KeyId = issued.KeyId ?? throw GraphErrors.Unreadable(session.Call(target), null),
                Hint = issued.Hint,
                Start = issued.StartDateTime ?? start,
                End = issued.EndDateTime ?? end,
                DaysLeft = reader.DaysLeft(issued.EndDateTime ?? end),
                Secret = SecureText.Protect(issued.SecretText ?? throw GraphErrors.Unreadable(session.Call(target), null)),
            };
        }
        catch (ServiceRefusedException error) when (IsPolicy(error))
        {
            var refused = Texts.Catalog.Create(
                error, nameof(Errors.SecretForbiddenByPolicy), SyncErrorKind.PermissionDenied, app, app.Name, error.Message);
            throw new ServiceRefusedException(refused, error.Code, error.StatusCode, error.RequestId);
        }
    }

    internal Task RemoveAsync(SyncAppRegistration app, Guid keyId, CancellationToken cancellationToken) =>
        session.Call(Target(app), CredentialService.WritePermission).RunAsync(
            token => session.Graph.Applications[app.ObjectId].RemovePassword.PostAsync(
                new RemovePasswordPostRequestBody { KeyId = keyId }, cancellationToken: token),
            cancellationToken);

    private static AddPasswordPostRequestBody Body(string description, DateTimeOffset start, DateTimeOffset end) => new()
    {
        PasswordCredential = new PasswordCredential { DisplayName = description, StartDateTime = start, EndDateTime = end },
    };

    private static string Target(SyncAppRegistration app) => Texts.Catalog.Text(nameof(Errors.Text_TheSecret), app.Name);

    /// <summary>https://learn.microsoft.com/graph/api/resources/applicationauthenticationmethodpolicy</summary>
    private static bool IsPolicy(ServiceRefusedException error) =>
        error.StatusCode is 400 or 403 && error.Message.Contains("policy", StringComparison.OrdinalIgnoreCase);
}
