using System.Security.Cryptography;
using System.Text;

namespace ContactSync.Microsoft365.Graph;

/// <summary>
/// How far a contact folder has been read, as it is kept between runs: the delta link, and what the next run must know of the folder
/// before it has asked. What was read by it has the fields of its time; a token made for other fields is therefore no token any more. A
/// delta does not tell again of a contact that could not be read: those are kept beside it.
/// </summary>
/// <param name="Link">The delta link, verbatim.</param>
/// <param name="IsDefault">The mailbox's own contacts folder, which Graph v1.0 leaves out of listings.</param>
/// <param name="HasChildren">It has, or may have, folders of its own.</param>
internal sealed record FolderToken(string Link, bool IsDefault, bool HasChildren)
{
    private const char Separator = ';';

    private static readonly string Fields =
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{GraphContactFields.Select} {GraphContactFields.Expand}")))[..8];

    /// <summary>The ids of the contacts up to there that could not be read.</summary>
    public IReadOnlyCollection<string> LeftOut { get; init; } = [];

    /// <summary>Reads a token; null where it was made for other fields or by another source.</summary>
    public static FolderToken? Parse(string token) =>
        token.Split(' ', 3) is [var fields, var head, var link] && fields == Fields && head.Split(Separator) is [var flags, .. var leftOut]
            ? new FolderToken(link, flags.Contains('d'), flags.Contains('p')) { LeftOut = leftOut }
            : null;

    /// <summary>The token as text.</summary>
    public override string ToString() =>
        $"{Fields} -{(IsDefault ? "d" : "")}{(HasChildren ? "p" : "")}{string.Concat(LeftOut.Select(id => Separator + id))} {Link}";
}
