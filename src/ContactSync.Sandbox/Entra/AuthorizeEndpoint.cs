using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Entra;

/// <summary>
/// GET /{tenant}/oauth2/v2.0/authorize: the browser's part of the code flow.
/// https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow
/// </summary>
internal sealed class AuthorizeEndpoint(SandboxContext sandbox) : BrowserEndpoint(sandbox)
{
    public void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/{tenant}/oauth2/v2.0/authorize", (RequestDelegate)(context => AnswerAsync(context, Authorize)));

    private Func<Task> Authorize(EntraRequest request)
    {
        var (client, application) = Clients.Find(request, request.Require("client_id"));
        var redirect = request["redirect_uri"] ?? RedirectUris.Of(application).Select(known => known.Uri).FirstOrDefault()
            ?? throw EntraErrors.NoReplyAddress();
        // Before this is known to be the app's own address, nothing may be sent to it.
        var platform = RedirectUris.Find(application, redirect) ?? throw EntraErrors.UnknownRedirect(client, redirect);
        var mode = request["response_mode"] ?? "query";
        try
        {
            var ask = Sign(request, client, redirect, platform, out var code);
            return ask ?? (() => EntraPage.RedirectAsync(request.Context, redirect, mode, Answer(request, ("code", code!))));
        }
        catch (EntraException refusal)
        {
            var answer = Answer(
                request, ("error", refusal.Error), ("error_description", refusal.Describe(request.Context, Sandbox.Time)));
            return () => EntraPage.RedirectAsync(request.Context, redirect, mode, answer);
        }
    }

    /// <summary>Signs a person in; where he has to be asked something, returns the page that does.</summary>
    private Func<Task>? Sign(
        EntraRequest request, ServicePrincipal client, string redirect, RedirectPlatform platform, out string? code)
    {
        code = null;
        if (request["response_type"] is not "code")
            throw EntraErrors.UnsupportedResponse(request["response_type"] ?? "");
        var challenge = Challenge(request, platform);
        var text = request.Require("scope");
        var scope = ScopeRequest.Parse(text, Sandbox.Tenant);
        Consents.CheckFirstParty(client, scope.Resource);
        var silent = request["prompt"] == "none";
        if (FindUser(request) is not { } user)
            return silent ? throw EntraErrors.NoSession() : AskUser(request);
        if (AskForConsent(request, client, scope, user, silent) is { } question)
            return question;
        code = Sandbox.AuthorizationCodes.Add(new AuthorizationCode(
            client, user, text, redirect, platform, challenge, Sandbox.Time.GetUtcNow() + AuthorizationCodes.Lifetime));
        return null;
    }

    private Func<Task>? AskForConsent(EntraRequest request, ServicePrincipal client, ScopeRequest scope, DirectoryUser user, bool silent)
    {
        var wanted = scope.IsDefault ? DeclaredScopes(client, scope.Resource) : scope.Values;
        if (wanted.FirstOrDefault(value => scope.Resource.FindScope(value) is null) is { } unknown)
            throw EntraErrors.UnknownScope(client, unknown, scope.Resource);
        var lacking = wanted.Except(Consents.Granted(client, scope.Resource, user)).ToList();
        if (lacking.Count == 0 && request["prompt"] != "consent")
            return null;
        if (silent)
            throw EntraErrors.NoConsent(client);
        if (!Consents.MayConsent(user, scope.Resource, lacking))
            throw EntraErrors.AdministratorNeeded(client);
        switch (FindAnswer(request))
        {
            case null:
                return AskConsent(request, client, lacking);
            case false:
                throw EntraErrors.ConsentDeclined();
            default:
                Consents.GrantTo(client, scope.Resource, user, lacking);
                return null;
        }
    }

    /// <summary>What <c>.default</c> asks for where the app is registered here; Microsoft's own clients ask by name.</summary>
    private IReadOnlyList<string> DeclaredScopes(ServicePrincipal client, ServicePrincipal resource) =>
        Sandbox.Tenant.FindApplication(client.AppId) is { } application
            ? [.. Consents.Declared(application, resource).Scopes.Select(scope => scope.Value)]
            : [];

    /// <summary>PKCE: programs and pages have no other proof; what is offered must be S256.</summary>
    private static string? Challenge(EntraRequest request, RedirectPlatform platform)
    {
        var challenge = request["code_challenge"];
        if (challenge is null)
            return platform == RedirectPlatform.Web ? null : throw EntraErrors.NoChallenge();
        return request["code_challenge_method"] == "S256" && challenge.Length == 43 ? challenge : throw EntraErrors.WrongChallenge();
    }

    private static IEnumerable<(string Name, string Value)> Answer(EntraRequest request, params (string, string)[] fields) =>
        request["state"] is { } state ? [.. fields, ("state", state)] : fields;
}
