using System.Security.Cryptography;
using ContactSync.Microsoft365.Identity;
using Microsoft.Graph.Models;

namespace ContactSync.Microsoft365.Registration;

/// <summary>
/// Asks another administrator for consent: by addresses to open in a browser, one for each resource, for which the caller needs no
/// permission. Whoever waits sees the consent in the directory, or hears of it on loopback where the app has an address there; none is
/// ever added to the app.
/// </summary>
/// <remarks>https://learn.microsoft.com/entra/identity-platform/v2-admin-consent</remarks>
public sealed class ConsentRequest : IAsyncDisposable
{
    private const string ExchangeAppId = "00000002-0000-0ff1-ce00-000000000000";

    private static readonly string[] Fields = ["id", "appId", "web", "spa", "publicClient", "requiredResourceAccess"];

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2), LongestPause = TimeSpan.FromSeconds(30);

    private readonly TenantSession session;
    private readonly SyncAppRegistration app;
    private readonly TimeProvider time;
    private ConsentListener? listener;

    private ConsentRequest(TenantSession session, SyncAppRegistration app, TimeProvider time)
    {
        this.session = session;
        this.app = app;
        this.time = time;
    }

    /// <summary>The addresses to open.</summary>
    public IReadOnlyList<ConsentLink> Links { get; private set; } = [];

    /// <summary>What whoever opens them should know before; null where it ends well.</summary>
    public string? Warning { get; private set; }

    /// <summary>Prepares the addresses. Reads only, and does without where the caller may not read the app.</summary>
    /// <param name="app">The app; its id is enough.</param>
    /// <param name="session">The caller's session.</param>
    /// <param name="listen">Whether to listen on loopback, where the app has an address there.</param>
    /// <param name="time">The clock and the pauses.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<ConsentRequest> OpenAsync(
        SyncAppRegistration app, TenantSession session, bool listen, TimeProvider time, CancellationToken cancellationToken)
    {
        var made = new ConsentRequest(session, app, time);
        await made.PrepareAsync(listen, cancellationToken).ConfigureAwait(false);
        return made;
    }

    /// <summary>Waits until all is granted that the app declares.</summary>
    /// <exception cref="SyncException">
    /// Declined or refused in the browser (<c>ConsentRefused</c>), or not given in time (<c>ConsentNotGivenYet</c>).
    /// </exception>
    public async Task<IReadOnlyList<SyncConsent>> WaitAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var service = new ConsentService(session, time);
        var start = time.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            var rows = await service.GetAsync(app, cancellationToken).ConfigureAwait(false);
            if (rows.All(row => row.Granted || !row.Declared))
                return rows;
            if (time.GetElapsedTime(start) + pause > patience)
            {
                throw Texts.Catalog.Create(
                    nameof(Errors.ConsentNotGivenYet), SyncErrorKind.NotFound, app, app.Name, app.AppId,
                    $"{patience.TotalMinutes:0.#} min");
            }
            await PauseAsync(pause, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => listener?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task PrepareAsync(bool listen, CancellationToken cancellationToken)
    {
        var registration = await TryReadAsync(cancellationToken).ConfigureAwait(false);
        string[] redirects =
        [
            .. registration?.Web?.RedirectUris ?? [], .. registration?.Spa?.RedirectUris ?? [],
            .. registration?.PublicClient?.RedirectUris ?? [],
        ];
        var state = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        var loopback = redirects.Select(uri => new Uri(uri)).FirstOrDefault(uri => uri is { Scheme: "http", IsLoopback: true });
        listener = listen && loopback is not null ? ConsentListener.Start(loopback, state) : null;
        var redirect = listener?.Redirect.OriginalString ?? redirects.FirstOrDefault(uri => uri != loopback?.OriginalString)
            ?? redirects.FirstOrDefault();
        if (redirects.Length == 0)
            Warning = Texts.Catalog.Text(
                registration is null ? nameof(Errors.Text_RedirectUnknown) : nameof(Errors.Text_NoRedirect), app.Name);
        Links = [.. Resources(registration).Select(resource => new ConsentLink(resource.Name, ToUrl(resource.Scope, redirect, state)))];
    }

    private async Task<Application?> TryReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await session.Call(Texts.Catalog.Text(nameof(Errors.Text_TheApp), app.Name), DirectoryPermission.ReadApps).RequireAsync(
                token => session.Graph.ApplicationsWithAppId(app.AppId).GetAsync(request => request.QueryParameters.Select = Fields, token),
                cancellationToken).ConfigureAwait(false);
        }
        catch (ServiceRefusedException error) when (error.StatusCode is 403 or 404)
        {
            return null;
        }
    }

    /// <summary>The resources declared; where they are not known, Microsoft Graph.</summary>
    private IEnumerable<(string Name, string Scope)> Resources(Application? registration)
    {
        var declared = registration?.RequiredResourceAccess?.Select(one => one.ResourceAppId!)
            ?? app.Permissions.Select(permission => permission.ResourceAppId.ToString()).Distinct();
        return declared.DefaultIfEmpty(ConsentState.MicrosoftGraph.ToString()).Select(appId => (
            app.Permissions.FirstOrDefault(permission => permission.ResourceAppId.ToString() == appId)?.Resource ?? appId,
            AppSignIn.DefaultScope(
                appId == ConsentState.MicrosoftGraph.ToString() ? session.Environment.GraphResource :
                appId == ExchangeAppId ? session.Environment.ExchangeResource : appId)));
    }

    private Uri ToUrl(string scope, string? redirect, string state)
    {
        var fields = new List<string> { $"client_id={app.AppId}", $"scope={Uri.EscapeDataString(scope)}" };
        if (redirect is not null)
            fields.Add($"redirect_uri={Uri.EscapeDataString(redirect)}");
        if (listener is not null)
            fields.Add($"state={state}");
        return new Uri(session.Environment.Authority, $"/{session.TenantId}/v2.0/adminconsent?{string.Join('&', fields)}");
    }

    /// <summary>Until it is time to look again, or a browser comes back.</summary>
    private async Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var delay = Task.Delay(pause, time, ending.Token);
        var heard = listener?.Answers.WaitToReadAsync(ending.Token).AsTask() ?? delay;
        await Task.WhenAny(delay, heard).ConfigureAwait(false);
        await ending.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (listener?.Answers.TryRead(out var answer) != true || answer!.Error is null)
            return;
        throw Texts.Catalog.Create(
            nameof(Errors.ConsentRefused), SyncErrorKind.PermissionDenied, app,
            app.Name, Redaction.Clean(answer.Description ?? answer.Error).Split(" Trace ID:")[0].TrimEnd('.'));
    }
}
