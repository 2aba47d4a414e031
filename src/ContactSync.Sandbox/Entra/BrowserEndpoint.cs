using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Entra;

/// <summary>What the pages that a person sees have in common: who he is, and what he answers.</summary>
internal abstract class BrowserEndpoint(SandboxContext sandbox)
{
    /// <summary>The sandbox's own parameter by which a page's links answer a question for consent.</summary>
    private const string Answer = "sandbox_consent";

    private const string LoginHint = "login_hint";

    protected SandboxContext Sandbox => sandbox;

    protected Consents Consents { get; } = new(sandbox);

    protected ClientAuthentication Clients { get; } = new(sandbox);

    /// <summary>Runs a page under the tenant's lock; what it returns writes the answer.</summary>
    protected async Task AnswerAsync(HttpContext context, Func<EntraRequest, Func<Task>> page)
    {
        try
        {
            var request = await EntraRequest.ReadAsync(context);
            request.CheckTenant(sandbox.Tenant);
            Func<Task> write;
            lock (sandbox.Tenant.Gate)
                write = page(request);
            await write();
        }
        catch (EntraException refusal)
        {
            await EntraPage.WriteErrorAsync(context, refusal);
        }
    }

    /// <summary>The user named by the request or by the control API; null where the page has to ask.</summary>
    /// <exception cref="EntraException">50034: no such user; 50057: disabled.</exception>
    protected DirectoryUser? FindUser(EntraRequest request)
    {
        var user = request[LoginHint] is { } name
            ? sandbox.Tenant.FindUser(name) ?? throw EntraErrors.UnknownUser(sandbox.Tenant)
            : sandbox.Person.User;
        return user is null or { IsEnabled: true } ? user : throw EntraErrors.DisabledUser();
    }

    /// <summary>What the person answers; null where the page has to ask.</summary>
    protected bool? FindAnswer(EntraRequest request) => request[Answer] switch
    {
        "accept" => true,
        "decline" => false,
        _ => sandbox.Person.Consents,
    };

    /// <summary>Asks who signs in.</summary>
    protected Func<Task> AskUser(EntraRequest request)
    {
        var links = sandbox.Tenant.Users.Where(user => user.IsEnabled)
            .Select(user => (user.UserPrincipalName, With(request, LoginHint, user.UserPrincipalName)))
            .ToArray();
        return () => EntraPage.WriteAsync(request.Context, StatusCodes.Status200OK, "Pick an account", "Who signs in?", links);
    }

    /// <summary>Asks for consent.</summary>
    protected static Func<Task> AskConsent(EntraRequest request, ServicePrincipal client, IEnumerable<string> permissions)
    {
        var text = $"{client.Text("displayName")} would like to: {string.Join(", ", permissions)}";
        return () => EntraPage.WriteAsync(
            request.Context, StatusCodes.Status200OK, "Permissions requested", text,
            ("Accept", With(request, Answer, "accept")), ("Cancel", With(request, Answer, "decline")));
    }

    private static string With(EntraRequest request, string name, string value)
    {
        var given = request.Context.Request;
        return $"{given.Path}{given.QueryString}&{name}={Uri.EscapeDataString(value)}";
    }
}
