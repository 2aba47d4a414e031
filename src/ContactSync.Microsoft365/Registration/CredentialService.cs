using ContactSync.Microsoft365.Identity;
using Microsoft.Graph.Applications.Item.AddPassword;
using Microsoft.Graph.Applications.Item.RemovePassword;
using Microsoft.Graph.Models;

namespace ContactSync.Microsoft365.Registration;

/// <summary>Issues client secrets.</summary>
/// <remarks>Specification: https://learn.microsoft.com/graph/api/application-addpassword</remarks>
public sealed class CredentialService
{
    /// <summary>Months a secret may be valid for; what the portal allows.</summary>
    public const int LongestMonths = 24;

    private const string WritePermission = "Application.ReadWrite.All";

    private static readonly TimeSpan RollBackTime = TimeSpan.FromSeconds(15);

    private readonly TenantSession session;
    private readonly TimeProvider time;
    private readonly Replication replication;
    private readonly ConsentReader consents;
    private readonly TokenProof proof;

    /// <summary>Makes the service over an administrator's session.</summary>
    /// <param name="session">The session of an app or administrator that may change app registrations.</param>
    /// <param name="time">The clock, and the pauses while the directory catches up.</param>
    public CredentialService(TenantSession session, TimeProvider time)
    {
        this.session = session;
        this.time = time;
        replication = new Replication(time);
        consents = new ConsentReader(session, replication);
        proof = new TokenProof(session, time);
    }

    /// <summary>Issues a secret.</summary>
    /// <param name="app">The app it is for.</param>
    /// <param name="description">By what an administrator recognises it.</param>
    /// <param name="validFor">How long it is valid from now; at most 24 months.</param>
    /// <param name="wait">
    /// True: return when sign-ins with it succeed and fresh tokens carry every app role that is granted, so that whoever uses it next
    /// does not meet replication.
    /// </param>
    /// <param name="unproven">
    /// Told why, where the wait ended without that proof. The credential is returned all the same: its value can never be read again.
    /// </param>
    /// <param name="cancellationToken">Ends it; a secret already issued is then removed again.</param>
    /// <exception cref="SyncException">
    /// Before any request: <c>SecretLifeTooLong</c>, <c>SecretLifeNotPositive</c>. Else a refusal; <c>SecretForbiddenByPolicy</c> for one
    /// that the tenant's policy decreed.
    /// </exception>
    public async Task<SyncAppCredential> AddSecretAsync(
        SyncAppRegistration app, string description, TimeSpan validFor, bool wait, Action<SyncException>? unproven,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentException.ThrowIfNullOrWhiteSpace(description);
        // Whole seconds, as the directory keeps no others.
        var start = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
        RequireSensibleLife(validFor, start);
        var credential = await AddAsync(app, description, start, start + validFor, cancellationToken).ConfigureAwait(false);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (wait)
                await ProveAsync(app, credential, cancellationToken).ConfigureAwait(false);
        }
        catch (SyncException error)
        {
            unproven?.Invoke(error);
        }
        catch (OperationCanceledException)
        {
            await RollBackAsync(app, credential).ConfigureAwait(false);
            throw;
        }
        return credential;
    }

    private static void RequireSensibleLife(TimeSpan validFor, DateTimeOffset start)
    {
        if (validFor <= TimeSpan.Zero)
            throw Texts.Catalog.Create(nameof(Errors.SecretLifeNotPositive), SyncErrorKind.InvalidArgument, validFor, validFor);
        if (start + validFor > start.AddMonths(LongestMonths))
        {
            throw Texts.Catalog.Create(
                nameof(Errors.SecretLifeTooLong), SyncErrorKind.InvalidArgument, validFor, Math.Ceiling(validFor.TotalDays), LongestMonths);
        }
    }

    private async Task<SyncAppCredential> AddAsync(
        SyncAppRegistration app, string description, DateTimeOffset start, DateTimeOffset end, CancellationToken cancellationToken)
    {
        var target = Texts.Catalog.Text(nameof(Errors.Text_TheSecret), app.Name);
        try
        {
            var issued = await replication.RetryAsync(
                target,
                // Once sent, the answer is awaited: else a secret would be left behind that nobody can name.
                () => session.Call(target, WritePermission).RequireAsync(
                    token => session.Graph.Applications[app.ObjectId].AddPassword.PostAsync(
                        Body(description, start, end), cancellationToken: token),
                    CancellationToken.None),
                Replication.IsUnknownObject, Replication.PatienceFor(app), cancellationToken).ConfigureAwait(false);
            return new SyncAppCredential
            {
                AppId = app.AppId,
                TenantId = app.TenantId,
                Description = issued.DisplayName ?? description,
                KeyId = issued.KeyId ?? throw GraphErrors.Unreadable(session.Call(target), null),
                Hint = issued.Hint,
                Start = issued.StartDateTime ?? start,
                End = issued.EndDateTime ?? end,
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

    private static AddPasswordPostRequestBody Body(string description, DateTimeOffset start, DateTimeOffset end) => new()
    {
        PasswordCredential = new PasswordCredential { DisplayName = description, StartDateTime = start, EndDateTime = end },
    };

    private async Task ProveAsync(SyncAppRegistration app, SyncAppCredential credential, CancellationToken cancellationToken)
    {
        var state = await consents.ReadAsync(app, cancellationToken).ConfigureAwait(false);
        var roles = state.GrantedRoles(session.Environment);
        await proof.WaitAsync(app.AppId, credential.Secret, roles, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Nobody will ever know a secret whose wait was cancelled, so it is taken back, as far as that is possible.</summary>
    private async Task RollBackAsync(SyncAppRegistration app, SyncAppCredential credential)
    {
        using var limit = new CancellationTokenSource(RollBackTime, time);
        try
        {
            await session.Call(app.Name, WritePermission).RunAsync(
                token => session.Graph.Applications[app.ObjectId].RemovePassword.PostAsync(
                    new RemovePasswordPostRequestBody { KeyId = credential.KeyId }, cancellationToken: token),
                limit.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is SyncException or OperationCanceledException)
        {
            var line = $"The secret {credential.KeyId} of {app.AppId} could not be removed again: {error.Message}";
            session.Trace?.Invoke(Redaction.Clean(line));
        }
    }

    /// <summary>https://learn.microsoft.com/graph/api/resources/applicationauthenticationmethodpolicy</summary>
    private static bool IsPolicy(ServiceRefusedException error) =>
        error.StatusCode is 400 or 403 && error.Message.Contains("policy", StringComparison.OrdinalIgnoreCase);
}
