using System.Text.RegularExpressions;
using ContactSync.Microsoft365.Identity;
using Microsoft.Graph.Models;

namespace ContactSync.Microsoft365.Registration;

/// <summary>Whose tokens an app may show instead of a secret of its own.</summary>
/// <remarks>Specification: https://learn.microsoft.com/graph/api/resources/federatedidentitycredential</remarks>
internal sealed partial class FederatedCredentials(TenantSession session, TimeProvider time)
{
    private const int LongestName = 120;

    private readonly Replication replication = new(time);

    internal async Task<IReadOnlyList<FederatedIdentityCredential>> ReadAsync(SyncAppRegistration app, CancellationToken cancellationToken)
    {
        var found = new List<FederatedIdentityCredential>();
        var pages = GraphPages.ReadAsync<FederatedIdentityCredentialCollectionResponse, FederatedIdentityCredential>(
            session.Call(Target(app), AppRegistrationReader.ReadPermission),
            (link, token) => link is null
                ? session.Graph.Applications[app.ObjectId].FederatedIdentityCredentials.GetAsync(cancellationToken: token)
                : session.Graph.Applications[app.ObjectId].FederatedIdentityCredentials.WithUrl(link).GetAsync(cancellationToken: token),
            page => (page.Value, page.OdataNextLink),
            cancellationToken);
        await foreach (var credential in pages.ConfigureAwait(false))
            found.Add(credential);
        return found;
    }

    internal async Task<FederatedIdentityCredential> AddAsync(
        SyncAppRegistration app, string description, Uri issuer, string subject, string audience, CancellationToken cancellationToken)
    {
        var target = Target(app);
        try
        {
            return await replication.RetryAsync(
                target,
                () => session.Call(target, CredentialService.WritePermission).RequireAsync(
                    token => session.Graph.Applications[app.ObjectId].FederatedIdentityCredentials.PostAsync(
                        new FederatedIdentityCredential
                        {
                            Name = NameOf(description),
                            Description = description,
                            // Compared by the service as text: what was typed, not what Uri makes of it.
                            Issuer = issuer.OriginalString,
                            Subject = subject,
                            Audiences = [audience],
                        },
                        cancellationToken: token),
                    cancellationToken),
                Replication.IsUnknownObject, Replication.PatienceFor(app), cancellationToken).ConfigureAwait(false);
        }
        catch (ServiceRefusedException error) when (error.StatusCode == 409)
        {
            var refused = Texts.Catalog.Create(
                error, nameof(Errors.FederatedCredentialExists), SyncErrorKind.AlreadyExists, app, app.Name, NameOf(description), subject);
            throw new ServiceRefusedException(refused, error.Code, error.StatusCode, error.RequestId);
        }
    }

    internal Task RemoveAsync(SyncAppRegistration app, Guid id, CancellationToken cancellationToken) =>
        session.Call(Target(app), CredentialService.WritePermission).RunAsync(
            token => session.Graph.Applications[app.ObjectId].FederatedIdentityCredentials[id.ToString()]
                .DeleteAsync(cancellationToken: token),
            cancellationToken);

    /// <summary>Its name is part of an address, and never changes.</summary>
    private static string NameOf(string description)
    {
        var name = NotInNames().Replace(description, "-").Trim('-', '_');
        return name.Length > LongestName ? name[..LongestName] : name.PadRight(3, '0');
    }

    [GeneratedRegex("[^A-Za-z0-9_-]+")]
    private static partial Regex NotInNames();

    private static string Target(SyncAppRegistration app) => Texts.Catalog.Text(nameof(Errors.Text_TheFederatedCredentials), app.Name);
}
