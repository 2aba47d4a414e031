using ContactSync.Microsoft365.Identity;
using Microsoft.Graph.Models;
using Microsoft.Graph.Models.ODataErrors;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Serialization;

namespace ContactSync.Microsoft365.Registration;

/// <summary>Reads and writes the pictures of apps.</summary>
internal sealed class AppLogos(TenantSession session)
{
    /// <summary>The picture's bytes; null where the app has none.</summary>
    internal async Task<byte[]?> ReadAsync(Application app, CancellationToken cancellationToken)
    {
        if (app.Info?.LogoUrl is null)
            return null;
        var stream = await CallOf(app, AppRegistrationReader.ReadPermission).FindAsync(
            token => session.Graph.Applications[app.Id].Logo.GetAsync(cancellationToken: token), cancellationToken).ConfigureAwait(false);
        if (stream is null)
            return null;
        await using (stream.ConfigureAwait(false))
        {
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes, cancellationToken).ConfigureAwait(false);
            return bytes.ToArray();
        }
    }

    internal Task WriteAsync(Application app, AppLogo logo, CancellationToken cancellationToken) =>
        CallOf(app, AppRegistrationService.WritePermission).RunAsync(
            async token =>
            {
                using var content = new MemoryStream(logo.Bytes);
                var request = session.Graph.Applications[app.Id].Logo.ToPutRequestInformation(content);
                // The SDK says octet-stream, which the service refuses.
                request.Headers.Remove("Content-Type");
                request.Headers.Add("Content-Type", logo.MediaType);
                await session.Graph.RequestAdapter.SendNoContentAsync(
                    request,
                    new Dictionary<string, ParsableFactory<IParsable>> { ["XXX"] = ODataError.CreateFromDiscriminatorValue },
                    token).ConfigureAwait(false);
            },
            cancellationToken);

    private GraphCall CallOf(Application app, string permission) =>
        session.Call(Texts.Catalog.Text(nameof(Errors.Text_TheLogo), app.DisplayName), permission);
}
