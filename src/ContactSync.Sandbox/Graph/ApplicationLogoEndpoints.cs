using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace ContactSync.Sandbox.Graph;

/// <summary>
/// GET and PUT of the picture shown at sign-in. https://learn.microsoft.com/graph/api/resources/application
/// </summary>
internal sealed class ApplicationLogoEndpoints(SandboxContext sandbox)
{
    private const int LargestLogo = 100 * 1024;

    private readonly ApplicationAccess _access = new(sandbox);

    public void Map(IEndpointRouteBuilder endpoints)
    {
        foreach (var key in ApplicationAccess.Keys)
        {
            endpoints.MapDirectory(sandbox, "GET", key + "/logo", Get);
            endpoints.MapDirectory(sandbox, "PUT", key + "/logo", Put);
        }
    }

    private GraphResponse Get(GraphRequest request)
    {
        request.Caller.RequireDirectory(DirectoryView.ReadApplications);
        return _access.Find(request).Logo is { } logo
            ? GraphResponse.Bytes(200, logo.Bytes, logo.Type)
            : throw GraphException.NotFound("logo");
    }

    private GraphResponse Put(GraphRequest request)
    {
        var application = _access.FindForChange(request);
        var image = request.Image
            ?? throw GraphException.BadRequest("The logo must be sent as image/gif, image/jpeg or image/png.");
        if (image.Length > LargestLogo)
            throw GraphException.InvalidRequest("The size of the logo exceeds the limit of 100 KB.");
        if (TypeOf(image) is not { } type || !type.Equals(request.Context.Request.ContentType, StringComparison.OrdinalIgnoreCase))
            throw GraphException.InvalidRequest("The logo is not an image of the type it is said to be.");
        application.Logo = (image, type);
        application.Properties["info"] ??= new JsonObject();
        application.Properties["info"]!["logoUrl"] =
            $"https://logo.invalid/{application.AppId}/{Convert.ToHexString(SHA256.HashData(image))[..16]}";
        return GraphResponse.NoContent();
    }

    private static string? TypeOf(ReadOnlySpan<byte> image) => image switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "image/png",
        [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => "image/gif",
        _ => null,
    };
}
