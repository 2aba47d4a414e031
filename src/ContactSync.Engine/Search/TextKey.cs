using System.Globalization;
using System.Text;

namespace ContactSync.Engine.Search;

/// <summary>Texts as they are compared in a search: without case and accents, so that <c>muller</c> finds <c>Müller</c>.</summary>
public static class TextKey
{
    /// <summary>The text without case and accents; wildcard characters are kept.</summary>
    public static string Of(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        if (Ascii.IsValid(text))
            return text.ToUpperInvariant();

        var key = new StringBuilder(text.Length);
        // A lone surrogate, as broken files have them, cannot be normalised.
        foreach (var character in ReplaceLoneSurrogates(text).Normalize(NormalizationForm.FormD))
        {
            if (character == 'ß')
                key.Append("SS");
            else if (CharUnicodeInfo.GetUnicodeCategory(character) != UnicodeCategory.NonSpacingMark)
                key.Append(char.ToUpperInvariant(character));
        }
        return key.ToString();
    }

    private static string ReplaceLoneSurrogates(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
