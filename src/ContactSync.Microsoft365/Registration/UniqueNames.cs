using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ContactSync.Microsoft365.Registration;

/// <summary>
/// The alternate key an app registration is found again by, made from its name: <c>contactsync-contoso-pbx-1f0c22a9</c>. Letters and
/// digits of the name, so that people recognise it, and eight hexadecimal digits of its SHA-256, so that "Contoso PBX" and
/// "Contoso-PBX" are two. Upper and lower case are the same name, as everywhere in PowerShell. At most 64 characters.
/// </summary>
internal static class UniqueNames
{
    internal const string Prefix = "contactsync-";

    private const int LongestSlug = 64 - 12 - 1 - HashDigits;

    private const int HashDigits = 8;

    internal static string For(string name)
    {
        var normal = name.Trim().Normalize(NormalizationForm.FormC).ToLowerInvariant();
        var hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(normal)))[..HashDigits].ToLowerInvariant();
        var slug = Slug(normal);
        return slug.Length == 0 ? Prefix + hash : $"{Prefix}{slug}-{hash}";
    }

    private static string Slug(string name)
    {
        var slug = new StringBuilder();
        foreach (var character in name.Replace("ß", "ss", StringComparison.Ordinal).Normalize(NormalizationForm.FormD))
        {
            if (slug.Length == LongestSlug)
                break;
            if (char.IsAsciiLetterOrDigit(character))
                slug.Append(character);
            else if (CharUnicodeInfo.GetUnicodeCategory(character) != UnicodeCategory.NonSpacingMark && slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
        }
        return slug.ToString().Trim('-');
    }
}
