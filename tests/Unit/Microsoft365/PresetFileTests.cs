using System.Text;
using ContactSync.Microsoft365.Registration;
using Xunit;

namespace ContactSync.Tests.Microsoft365;

/// <summary>An admin's own preset files: read strictly, with file, line and property in every error.</summary>
public sealed class PresetFileTests : IDisposable
{
    private const string Right = """
        {
          "name": "Doorbell",
          "description": "Shows who is in.",
          "appName": "Contoso doorbell",
          "signInAudience": "AzureADMyOrg",
          "redirectUris": [
            { "platform": "Web", "uri": "https://door.contoso.com/back", "ports": "10000-65000" }
          ],
          "permissions": [
            {
              "resourceAppId": "00000003-0000-0000-c000-000000000000",
              "resource": "Microsoft Graph",
              "permission": "Presence.Read.All",
              "type": "Application",
              "reason": "Reads who is in."
            }
          ],
          "credentialAdvice": "A certificate."
        }
        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("contactsync-presets-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_file_is_read_and_found_by_its_name_in_a_folder()
    {
        var file = Write(Right);

        var preset = AppPresets.Find("doorbell", folder.FullName);

        Assert.Equal(("Doorbell", "Contoso doorbell", file), (preset.Name, preset.AppName, preset.Path));
        Assert.Equal("https://door.contoso.com/back", Assert.Single(preset.RedirectUris).Uri);
        var shown = preset.ToPublic();
        Assert.Equal(("Presence.Read.All", PermissionType.Application), (shown.Permissions[0].Permission, shown.Permissions[0].Type));
        Assert.Equal(file, shown.Path);
        Assert.Null(shown.Warning);
        var error = Assert.Throws<SyncException>(() => AppPresets.Find("Nothing", folder.FullName));
        Assert.Contains("Doorbell", error.Advice);
    }

    [Theory]
    [InlineData("\"name\": \"Doorbell\",", "\"name\": \"Bell\",", 2, "name", "name of the file")]
    [InlineData("\"name\": \"Doorbell\",", "\"name\": \"ContactImport\",", 2, "name", "name of the file")]
    [InlineData("\"description\": \"Shows who is in.\",", "", 1, "description", "missing")]
    [InlineData("\"appName\": \"Contoso doorbell\",", "\"appName\": \"  \",", 4, "appName", "empty")]
    [InlineData("\"AzureADMyOrg\"", "\"Everybody\"", 5, "signInAudience", "AzureADMultipleOrgs")]
    [InlineData("\"platform\": \"Web\"", "\"platform\": \"Desktop\"", 7, "redirectUris[0].platform", "")]
    [InlineData("\"platform\": \"Web\", ", "", 7, "redirectUris[0]", "missing")]
    [InlineData("https://door.contoso.com", "http://door.contoso.com", 7, "redirectUris[0].uri", "http is for the machine itself")]
    [InlineData("https://door.contoso.com/back", "door://back", 7, "redirectUris[0].uri", "PublicClient")]
    [InlineData("https://door.contoso.com/back", "https://*.contoso.com", 7, "redirectUris[0].uri", "absolute")]
    [InlineData("10000-65000", "65000-10000", 7, "redirectUris[0].ports", "10000-65000")]
    [InlineData("00000003-0000-0000-c000-000000000000", "Graph", 11, "permissions[0].resourceAppId", "")]
    [InlineData("\"type\": \"Application\"", "\"type\": 7", 14, "permissions[0].type", "")]
    [InlineData("\"reason\": \"Reads who is in.\"", "\"because\": \"x\"", 15, "permissions[0].because", "because")]
    [InlineData("\"reason\": \"Reads who is in.\"", "\"id\": null", 15, "permissions[0].id", "")]
    [InlineData("\"Application\",", "\"Application\", \"permission\": \"x\",", 14, "permissions[0].permission", "twice")]
    [InlineData("\"A certificate.\"", "\"A certificate.\", \"colour\": 1", 18, "colour", "colour")]
    [InlineData("\"credentialAdvice\": \"A certificate.\"", "\"warning\": { \"text\": \"x\" }", 1, "credentialAdvice", "missing")]
    [InlineData("\"credentialAdvice\": \"A certificate.\"", "\"credentialAdvice\": \"A certificate.\",", 19, "", "")]
    public void A_mistake_is_named_with_line_and_property(string right, string wrong, int line, string property, string reason)
    {
        var file = Write(Right.Replace(right, wrong, StringComparison.Ordinal));

        var error = Assert.Throws<SyncException>(() => AppPresets.Read(file));

        Assert.Equal("PresetInvalid", error.ErrorId);
        Assert.Equal(
            $"The preset file, line {line}, property '{property}'",
            error.Message.Replace($" '{file}'", "", StringComparison.Ordinal).Split(": ")[0]);
        Assert.Contains(reason, error.Message);
        Assert.DoesNotContain("LineNumber", error.Message);
    }

    [Fact]
    public void A_preset_that_comes_with_the_module_cannot_be_replaced()
    {
        var file = Write(Right.Replace("Doorbell", "ProCall", StringComparison.Ordinal), "ProCall");

        var error = Assert.Throws<SyncException>(() => AppPresets.Read(file));

        Assert.Equal("PresetInvalid", error.ErrorId);
        Assert.Contains("comes with the module", error.Message);
        Assert.Null(AppPresets.Find("ProCall", folder.FullName).Path);
    }

    [Fact]
    public void A_byte_order_mark_is_no_mistake()
    {
        var file = Write(Right);
        File.WriteAllText(file, Right, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        Assert.Equal("Doorbell", AppPresets.Read(file).Name);
    }

    [Theory]
    [InlineData("http://localhost:8080/ews", true)]
    [InlineData("http://localhost/ews", true)]
    [InlineData("http://localhost:10000/ews", true)]
    [InlineData("http://localhost:65000/ews", true)]
    [InlineData("http://localhost:9999/ews", false)]
    [InlineData("http://localhost:65001/ews", false)]
    [InlineData("http://localhost:10000/EWS", false)]
    [InlineData("http://127.0.0.1:10000/ews", false)]
    [InlineData("https://localhost:10000/ews", false)]
    public void Datapump_takes_its_address_on_some_other_ports_only(string uri, bool isAccepted) =>
        Assert.Equal(isAccepted, Assert.Single(AppPresets.Find("Datapump").RedirectUris).Accepts(uri));

    private string Write(string content, string name = "Doorbell")
    {
        var file = Path.Combine(folder.FullName, name + ".json");
        File.WriteAllText(file, content);
        return file;
    }
}
