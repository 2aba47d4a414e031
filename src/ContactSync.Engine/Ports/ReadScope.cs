using System.Security.Cryptography;
using System.Text;

namespace ContactSync.Engine.Ports;

/// <summary>What of a mailbox a source reads.</summary>
/// <param name="Folders">
/// The contact folders, by name or by path from the top (<c>Sales/Customers</c>; the mailbox's own folder is no part of it), without regard
/// to case; with wildcards. Empty means all that people fill. A folder named brings none of the folders within it.
/// </param>
/// <param name="Photos">Whether pictures are read, which costs a request for each contact that has one.</param>
public sealed record ReadScope(IReadOnlyList<string> Folders, bool Photos = false)
{
    /// <summary>All folders that people fill, no pictures.</summary>
    public static ReadScope Everything { get; } = new([]);

    /// <summary>Whether a folder is among those named.</summary>
    /// <param name="path">Its names from the top, parted by slashes.</param>
    public bool Includes(string path) => Folders.Count == 0 || Folders.Any(folder => Matches(folder, path));

    /// <summary>Names the scope: what was read under another one must be read anew.</summary>
    public string Fingerprint
    {
        get
        {
            var parts = Folders.Select(folder => folder.Trim('/').ToUpperInvariant()).Distinct().Order(StringComparer.Ordinal)
                .Append(Photos ? "/photos" : "");
            return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))))[..8];
        }
    }

    private static bool Matches(string folder, string path)
    {
        var wanted = folder.Trim('/');
        var name = wanted.Contains('/') ? path : path[(path.LastIndexOf('/') + 1)..];
        return new Search.WildcardPattern(wanted).IsMatch(name);
    }
}
