using System.Net;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;

namespace ContactSync.Bench;

/// <summary>Registers the app that imports, as an administrator does.</summary>
internal static class PbxApp
{
    /// <summary>The app's id and secret.</summary>
    public static async Task<NetworkCredential> CreateAsync(SandboxChild sandbox, string preset = "ContactImport")
    {
        await using var session = TenantSession.Create(new TenantSessionOptions
        {
            Environment = sandbox.Environment,
            TenantId = sandbox.TenantId,
            ClientId = sandbox.Administrator.UserName,
            Credential = new ClientSecretCredential(sandbox.Administrator.SecurePassword),
        });
        var registrations = new AppRegistrationService(session, TimeProvider.System);
        var request = new AppRegistrationRequest("Bench PBX", AppPresets.Find(preset));
        var plan = await registrations.PlanAsync(request, CancellationToken.None);
        var app = await registrations.ApplyAsync(plan, CancellationToken.None);
        await new ConsentService(session, TimeProvider.System).GrantAsync(app, wait: true, CancellationToken.None);
        var credential = await new CredentialService(session, TimeProvider.System)
            .AddSecretAsync(app, "Bench", TimeSpan.FromDays(1), wait: true, unproven: null, CancellationToken.None);
        return new NetworkCredential(app.AppId, credential.Secret);
    }
}
