using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace ContactSync.Microsoft365.Registration;

/// <summary>Reads a preset file strictly: what it does not know, misses or cannot use is named with its line.</summary>
internal static class PresetReader
{
    internal static readonly IReadOnlyList<string> Audiences =
        ["AzureADMyOrg", "AzureADMultipleOrgs", "AzureADandPersonalMicrosoftAccount", "PersonalMicrosoftAccount"];

    private static readonly Regex NameRule = new("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", RegexOptions.CultureInvariant);

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.Strict,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <param name="json">The file's bytes.</param>
    /// <param name="file">The file, for messages.</param>
    /// <param name="name">The name that the preset must have.</param>
    /// <exception cref="SyncException"><c>PresetInvalid</c>, naming file, line and property.</exception>
    internal static AppPreset Read(ReadOnlySpan<byte> json, string file, string name)
    {
        if (json is [0xEF, 0xBB, 0xBF, ..])
            json = json[3..];
        JsonLines? lines = null;
        try
        {
            lines = JsonLines.Of(json);
            if (lines.Duplicate is var (twice, line))
                throw Invalid(file, line, twice, Texts.Catalog.Text(nameof(Errors.Text_PresetTwice)));
            var preset = JsonSerializer.Deserialize<AppPreset>(json, Format)
                ?? throw Invalid(file, 1, "", Texts.Catalog.Text(nameof(Errors.Text_PresetMissing)));
            foreach (var (path, problem) in Problems(preset, lines, name))
                throw Invalid(file, lines.LineOf(path), path, Texts.Catalog.Text(problem));
            return preset with { Path = file };
        }
        catch (JsonException error)
        {
            var path = error.Path?.TrimStart('$').TrimStart('.') ?? "";
            // Of an object that is read as a whole, the exception knows the last line only.
            throw Invalid(file, lines?.LineOf(path) ?? (int)(error.LineNumber ?? 0) + 1, path, ReasonOf(error));
        }
    }

    internal static SyncException Invalid(string file, int line, string property, string problem) => Texts.Catalog.Create(
        nameof(Errors.PresetInvalid), SyncErrorKind.InvalidData, file, file, line, property, problem);

    /// <summary>Without the position, which the error gives in a person's count of lines.</summary>
    private static string ReasonOf(JsonException error)
    {
        var end = error.Message.IndexOf(" Path: ", StringComparison.Ordinal);
        if (end < 0)
            end = error.Message.IndexOf(" LineNumber: ", StringComparison.Ordinal);
        return (end < 0 ? error.Message : error.Message[..end]).TrimEnd('.');
    }

    private static IEnumerable<(string Path, string Problem)> Problems(AppPreset preset, JsonLines lines, string name)
    {
        var missing = Missing(
            lines, "", ["name", "description", "appName", "signInAudience", "permissions", "credentialAdvice"]).FirstOrDefault();
        if (missing is not null)
            yield return (missing, nameof(Errors.Text_PresetMissing));
        if (Empty(("name", preset.Name), ("description", preset.Description), ("appName", preset.AppName),
                ("credentialAdvice", preset.CredentialAdvice)) is { } empty)
            yield return (empty, nameof(Errors.Text_PresetMissing));
        if (!NameRule.IsMatch(preset.Name))
            yield return ("name", nameof(Errors.Text_PresetNameInvalid));
        if (!preset.Name.Equals(name, StringComparison.Ordinal))
            yield return ("name", nameof(Errors.Text_PresetNameDiffers));
        if (!Audiences.Contains(preset.SignInAudience))
            yield return ("signInAudience", nameof(Errors.Text_PresetAudience));
        foreach (var problem in PermissionProblems(preset, lines).Concat(RedirectProblems(preset, lines)))
            yield return problem;
        if (preset.AlsoToDo is null || preset.AlsoToDo.Any(string.IsNullOrWhiteSpace))
            yield return ("alsoToDo", nameof(Errors.Text_PresetMissing));
        if (preset.Warning is { } warning && Empty(("warning.text", warning.Text), ("warning.wayOut", warning.WayOut)) is { } silent)
            yield return (silent, nameof(Errors.Text_PresetMissing));
    }

    private static IEnumerable<(string Path, string Problem)> PermissionProblems(AppPreset preset, JsonLines lines)
    {
        if (preset.Permissions is not { Count: > 0 })
        {
            yield return ("permissions", nameof(Errors.Text_PresetMissing));
            yield break;
        }
        var seen = new HashSet<(Guid, string, PermissionType)>();
        for (var index = 0; index < preset.Permissions.Count; index++)
        {
            var path = $"permissions[{index}]";
            var permission = preset.Permissions[index];
            if (permission is null)
            {
                yield return (path, nameof(Errors.Text_PresetMissing));
                yield break;
            }
            if (Missing(lines, path + ".", ["resourceAppId", "resource", "permission", "type", "reason"]).FirstOrDefault() is { } missing)
                yield return (missing, nameof(Errors.Text_PresetMissing));
            if (Empty((path + ".resource", permission.Resource), (path + ".permission", permission.Permission),
                    (path + ".reason", permission.Reason)) is { } empty)
                yield return (empty, nameof(Errors.Text_PresetMissing));
            if (permission.CoveredBy is null)
                yield return (path + ".coveredBy", nameof(Errors.Text_PresetMissing));
            if (!seen.Add((permission.ResourceAppId, permission.Permission, permission.Type)))
                yield return (path + ".permission", nameof(Errors.Text_PresetTwice));
        }
    }

    private static IEnumerable<(string Path, string Problem)> RedirectProblems(AppPreset preset, JsonLines lines)
    {
        if (preset.RedirectUris is null)
        {
            yield return ("redirectUris", nameof(Errors.Text_PresetMissing));
            yield break;
        }
        for (var index = 0; index < preset.RedirectUris.Count; index++)
        {
            var path = $"redirectUris[{index}]";
            var redirect = preset.RedirectUris[index];
            if (redirect is null || Missing(lines, path + ".", ["platform", "uri"]).FirstOrDefault() is not null)
            {
                yield return (path, nameof(Errors.Text_PresetMissing));
                yield break;
            }
            if (RedirectRules.ProblemOf(redirect.Platform, redirect.Uri) is { } problem)
                yield return (path + ".uri", problem);
            for (var other = 0; other < redirect.Alternatives.Count; other++)
            {
                if (RedirectRules.ProblemOf(redirect.Platform, redirect.Alternatives[other]) is { } wrong)
                    yield return ($"{path}.alternatives[{other}]", wrong);
            }
            if (redirect.Ports is not null && SyncPresetRedirectUri.ReadPorts(redirect.Ports) is null)
                yield return (path + ".ports", nameof(Errors.Text_PresetPorts));
        }
    }

    private static IEnumerable<string> Missing(JsonLines lines, string parent, IEnumerable<string> names) =>
        names.Select(name => parent + name).Where(path => !lines.Has(path));

    private static string? Empty(params (string Path, string? Value)[] values) =>
        values.FirstOrDefault(one => string.IsNullOrWhiteSpace(one.Value)).Path;
}
