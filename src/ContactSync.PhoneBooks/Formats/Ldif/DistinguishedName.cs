using System.Globalization;
using System.Text;

namespace ContactSync.PhoneBooks.Formats.Ldif;

/// <summary>Names of directory entries, as text.</summary>
/// <remarks>https://www.rfc-editor.org/rfc/rfc4514</remarks>
internal static class DistinguishedName
{
    /// <summary>A value as it stands in a name.</summary>
    public static string Escape(string value)
    {
        var text = new StringBuilder(value.Length + 8);
        for (var i = 0; i < value.Length; i++)
        {
            var isEdge = (i == 0 && value[i] is ' ' or '#') || (i == value.Length - 1 && value[i] == ' ');
            if (char.IsControl(value[i]))
                text.Append(CultureInfo.InvariantCulture, $"\\{(int)value[i]:X2}");
            else if (isEdge || value[i] is '"' or '+' or ',' or ';' or '<' or '>' or '\\' or '=')
                text.Append('\\').Append(value[i]);
            else
                text.Append(value[i]);
        }
        return text.ToString();
    }

    /// <summary>The attributes of the name's first part: <c>cn</c> and <c>Müller, Anna</c>; none where it is no such name.</summary>
    public static IReadOnlyList<(string Attribute, string Value)> First(string name)
    {
        var parts = new List<(string, string)>();
        var bytes = new List<byte>();
        string? attribute = null;
        for (var i = 0; i <= name.Length; i++)
        {
            var character = i < name.Length ? name[i] : ',';
            if (character == '\\' && i + 1 < name.Length)
            {
                if (i + 2 < name.Length
                    && byte.TryParse(name.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
                {
                    bytes.Add(value);
                    i += 2;
                }
                else
                {
                    Add(bytes, name, ref i, 1);
                }
            }
            else if (character == '=' && attribute is null)
            {
                attribute = Text(bytes).Trim();
                bytes.Clear();
            }
            else if (character is ',' or '+' or ';')
            {
                if (attribute is null)
                    return [];
                parts.Add((attribute, Text(bytes).Trim()));
                if (character != '+')
                    break;
                attribute = null;
                bytes.Clear();
            }
            else
            {
                i--;
                Add(bytes, name, ref i, 1);
            }
        }
        return parts;
    }

    /// <summary>The name of what an entry lies beneath; null where it lies beneath nothing.</summary>
    public static string? Parent(string name)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] == '\\')
                i++;
            else if (name[i] is ',' or ';')
                return name[(i + 1)..].Trim();
        }
        return null;
    }

    // One character, of two halves where it is outside the first plane.
    private static void Add(List<byte> bytes, string name, ref int place, int step)
    {
        place += step;
        Rune.DecodeFromUtf16(name.AsSpan(place), out var rune, out var length);
        Span<byte> utf8 = stackalloc byte[4];
        bytes.AddRange(utf8[..rune.EncodeToUtf8(utf8)]);
        place += length - 1;
    }

    private static string Text(List<byte> bytes) => Encoding.UTF8.GetString([.. bytes]);
}
