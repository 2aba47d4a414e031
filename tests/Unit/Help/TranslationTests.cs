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
    public void What_a_cmdlet_is_about_to_do_is_said_by_the_catalog()
    {
        var sources = Directory.GetFiles(
            Path.Combine(HostedModule.FindRoot(), "src", "ContactSync.PowerShell", "Commands"), "*.cs", SearchOption.AllDirectories);

        var asked = sources.SelectMany(file => Question().Matches(File.ReadAllText(file))).ToList();

        Assert.True(asked.Count > 30, $"{asked.Count} questions are too few: are they asked in another way now?");
        Assert.All(asked, question => Assert.DoesNotMatch(@"(action = |, |\? |: )\$?""", question.Groups["action"].Value));
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

    // From where the action is made, if it has a name, or from the target's end.
    [GeneratedRegex(@"(?<action>action = [^;]+;)|ShouldProcessAsync\((?:\$?""[^""]*""|[\w.]+)(?<action>, [^;]*?)\)\s*\.ConfigureAwait")]
    private static partial Regex Question();

    [GeneratedRegex(@"(?<!\{)\{\d+[^{}]*\}(?!\})")]
    private static partial Regex Placeholder();
}
