using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Resources;
using System.Text.RegularExpressions;
using Xunit;

namespace ContactSync.Tests.Microsoft365;

/// <summary>Each error of each room has its message and its advice, and their placeholders can be filled.</summary>
public class ErrorTextsTests
{
    private const string Advice = "_Advice";

    public static TheoryData<string> Rooms =>
        ["ContactSync.Engine", "ContactSync.Microsoft365", "ContactSync.PhoneBooks", "ContactSync.PowerShell"];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void An_error_is_a_message_and_an_advice(string room)
    {
        var texts = ReadTexts(room);

        var ids = texts.Keys.Where(key => !key.EndsWith(Advice, StringComparison.Ordinal)).ToList();
        Assert.All(texts.Keys.Except(ids), key => Assert.Contains(key[..^Advice.Length], ids));
        Assert.All(
            ids.Where(id => !texts.ContainsKey(id + Advice)),
            id => Assert.True(IsPlainText(room, id), $"{room}: {id} has no advice, and is used for more than a plain text"));
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_text_is_a_whole_sentence_and_its_placeholders_can_be_filled(string room)
    {
        object[] arguments = [.. Enumerable.Range(0, 10).Select(number => $"<{number}>")];

        Assert.All(ReadTexts(room), text =>
        {
            Assert.NotEmpty(string.Format(CultureInfo.InvariantCulture, text.Value, arguments));
            Assert.False(string.IsNullOrWhiteSpace(text.Value));
        });
    }

    private static Dictionary<string, string> ReadTexts(string room)
    {
        var assembly = Assembly.LoadFrom(Path.Combine(Path.GetDirectoryName(Hosting.HostedModule.ModulePath)!, "bin", room + ".dll"));
        var set = new ResourceManager($"{room}.Errors", assembly).GetResourceSet(CultureInfo.InvariantCulture, true, false);
        return set!.Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!);
    }

    /// <summary>Named as a text, or used only where a text and no error is made.</summary>
    private static bool IsPlainText(string room, string id)
    {
        if (id.StartsWith("Text_", StringComparison.Ordinal))
            return true;
        var folder = Path.Combine(Hosting.HostedModule.FindRoot(), "src", room);
        var source = string.Concat(Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(File.ReadAllText));
        return Regex.Count(source, $@"\bErrors\.{id}\b") == Regex.Count(source, $@"\.Text\(\s*nameof\(Errors\.{id}\)");
    }
}
