using System.Text;

namespace ContactSync.Engine.Numbers;

/// <summary>The digits of a number, by which any two ways of writing it can be compared.</summary>
public static class NumberDigits
{
    /// <summary>The text's digits, of whatever script, as ASCII.</summary>
    public static string Of(string text)
    {
        var digits = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (char.IsAsciiDigit(character))
                digits.Append(character);
            else if (char.IsDigit(character))
                digits.Append((char)('0' + (int)char.GetNumericValue(character)));
        }
        return digits.ToString();
    }

    /// <summary>Digits from the last to the first: numbers that end alike begin alike.</summary>
    public static string Reverse(string digits) => string.Create(digits.Length, digits, static (reversed, source) =>
    {
        source.CopyTo(reversed);
        reversed.Reverse();
    });
}
