using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Entra;

/// <summary>
/// GET /{tenant}/v2.0/adminconsent: an administrator consents for everybody to what an app declares of a resource.
/// https://learn.microsoft.com/entra/identity-platform/v2-admin-consent
/// </summary>
internal sealed class AdminConsentEndpoint(SandboxContext sandbox) : BrowserEndpoint(sandbox)
{
    public void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/{tenant}/v2.0/adminconsent", (RequestDelegate)(context => AnswerAsync(context, Consent)));

    private Func<Task> Consent(EntraRequest request)
    {
        var (client, application) = Clients.Find(request, request.Require("client_id"));
        if (application is null)
            throw EntraErrors.UnknownClient(client.AppId, Sandbox.Tenant);
        var text = request.Require("scope");
        var redirect = request["redirect_uri"];
        if (redirect is not null && RedirectUris.Find(application, redirect) is null)
            throw EntraErrors.UnknownRedirect(client, redirect);
        redirect ??= RedirectUris.Of(application).Select(known => known.Uri).FirstOrDefault();
        try
        {
            return Ask(request, client, application, text) ?? Redirect(request, redirect,
                ("admin_consent", "True"), ("tenant", Sandbox.Tenant.Id.ToString()), ("scope", text));
        }
        catch (EntraException refusal) when (redirect is not null)
        {
            // Says True here, too: who looks at that alone takes a refusal for consent.
            return Redirect(request, redirect, ("admin_consent", "True"), ("error", refusal.Error),
                ("error_description", refusal.Describe(request.Context, Sandbox.Time)));
        }
    }

    /// <summary>Records the consent; where something has to be asked first, returns the page that does.</summary>
    private Func<Task>? Ask(EntraRequest request, ServicePrincipal client, Application application, string text)
    {
        var scope = ScopeRequest.Parse(text, Sandbox.Tenant);
        var (roles, scopes) = Consents.Declared(application, scope.Resource);
        if (!scope.IsDefault)
            (roles, scopes) = ([], [.. scope.Values.Select(value => scope.Resource.FindScope(value)
                ?? throw EntraErrors.UnknownScope(client, value, scope.Resource))]);
        if (FindUser(request) is not { } user)
            return AskUser(request);
        if (!Consents.MayConsentForAll(user, scope.Resource, roles))
            throw EntraErrors.AdministratorNeeded(client);
        switch (FindAnswer(request))
        {
            case null:
                return AskConsent(request, client, roles.Concat(scopes).Select(permission => permission.Value));
            case false:
                throw EntraErrors.ConsentDeclined();
            default:
                Consents.Assign(client, scope.Resource, roles);
                Consents.GrantTo(client, scope.Resource, null, scopes.Select(one => one.Value));
                return null;
        }
    }

    /// <summary>Consent is given by now: an app without an address cannot be told, and the browser ends in an error all the same.</summary>
    private static Func<Task> Redirect(EntraRequest request, string? redirect, params (string Name, string Value)[] answer)
    {
        if (redirect is null)
            return () => EntraPage.WriteErrorAsync(request.Context, EntraErrors.NoReplyAddress());
        IEnumerable<(string, string)> fields = request["state"] is { } state ? [.. answer, ("state", state)] : answer;
        return () => EntraPage.RedirectAsync(request.Context, redirect, "query", fields);
    }
}
