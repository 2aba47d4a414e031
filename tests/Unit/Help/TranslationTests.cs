using System.Text.RegularExpressions;
using System.Xml.Linq;
using ContactSync.Tests.Hosting;
using Xunit;

namespace ContactSync.Tests.Help;

/// <summary>What a user reads is there in German too, each text with the same things in it.</summary>
public sealed partial class TranslationTests
{
    public static TheoryData<string> Rooms { get; } =
    [
        .. Directory.GetFiles(Path.Combine(HostedModule.FindRoot(), "src"), "Errors.de.resx", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(file => new DirectoryInfo(Path.GetDirectoryName(file)!).Name),
    ];

    [Theory, MemberData(nameof(Rooms))]
    public void Every_text_is_translated_with_the_same_placeholders(string room)
    {
        var (english, german) = (Read(room, "Errors.resx"), Read(room, "Errors.de.resx"));

        Assert.Equal(english.Keys, german.Keys);
        Assert.All(english, text => Assert.Equal((text.Key, Placeholders(text.Value)), (text.Key, Placeholders(german[text.Key]))));
    }

    [Fact]
    public void A_German_session_is_told_in_German_and_the_id_stays()
    {
        using var host = new HostedModule();

        var error = host.Run(
            "[Threading.Thread]::CurrentThread.CurrentUICulture = 'de-DE'; Get-SyncPhoneBook -StorePath $args[0]",
            Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"), "phonebooks.db")).Errors[0];

        Assert.StartsWith("StoreNotFound,", error.FullyQualifiedErrorId);
        Assert.Contains("Telefonbuchspeicher", error.Exception.Message);
        Assert.Contains("Invoke-ContactSync", error.ErrorDetails.RecommendedAction);
    }

    private static Dictionary<string, string> Read(string room, string file) =>
        XDocument.Load(Path.Combine(HostedModule.FindRoot(), "src", room, file)).Root!.Elements("data")
            .ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value);

    private static string Placeholders(string text) =>
        string.Join(' ', Placeholder().Matches(text).Select(match => match.Value).Distinct().Order());

    [GeneratedRegex(@"(?<!\{)\{\d+[^{}]*\}(?!\})")]
    private static partial Regex Placeholder();
}
