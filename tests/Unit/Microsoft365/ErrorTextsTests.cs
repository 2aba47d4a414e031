using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Resources;
using System.Text.RegularExpressions;
using Xunit;

namespace ContactSync.Tests.Microsoft365;

/// <summary>Each error of each room has its message and its advice, and their placeholders can be filled.</summary>
public partial class ErrorTextsTests
{
    public static TheoryData<string> Rooms =>
        ["ContactSync.Engine", "ContactSync.Microsoft365", "ContactSync.PhoneBooks", "ContactSync.PowerShell"];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void An_error_is_a_message_and_an_advice(string room)
    {
        var texts = ReadTexts(room);

        var ids = texts.Keys.Where(key => !key.EndsWith("_Advice", StringComparison.Ordinal)).ToList();
        Assert.All(texts.Keys.Where(key => key.EndsWith("_Advice", StringComparison.Ordinal)), key =>
            Assert.Contains(key[..^"_Advice".Length], ids));
        Assert.All(ids, id => Assert.True(
            texts.ContainsKey(id + "_Advice") || Plain().IsMatch(id), $"{room}: {id} has no advice, and is not a plain text (Text_…)"));
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

    [GeneratedRegex("^Text_")]
    private static partial Regex Plain();
}
