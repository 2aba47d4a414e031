using System.Security.Cryptography;
using System.Text;

namespace ContactSync.Microsoft365.Ews;

/// <summary>
/// How far a contact folder has been read, as it is kept between runs: the sync state, and for which fields. A sync state knows nothing
/// of fields; one that goes with other fields is therefore no token any more, so that those are read of every contact. Nor does it tell
/// again of an item that could not be read: those are kept beside it.
/// </summary>
/// <param name="SyncState">The server's sync state, verbatim.</param>
/// <param name="LeftOut">The items up to there that could not be read, by id, and what they are.</param>
internal sealed record EwsFolderToken(string SyncState, IReadOnlyDictionary<string, ContactKind> LeftOut)
{
    private const string Mark = "ews";
    private const char Separator = ';';
    private const char ContactMark = 'c';
    private const char GroupMark = 'g';

    /// <summary>Names the fields that are read.</summary>
    internal static readonly string Fields = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join(' ', EwsContactFields.Shape.Additional.Concat(EwsDistributionList.Shape.Additional)))))[..8];

    /// <summary>Whether a token is EWS's, whatever fields it was made for.</summary>
    public static bool IsOne(string token) => token.StartsWith(Mark + " ", StringComparison.Ordinal);

    /// <summary>Reads a token; null where it was made for other fields or by another source.</summary>
    public static EwsFolderToken? Parse(string token) =>
        token.Split(' ', 3) is [Mark, var head, { Length: > 0 } state]
        && head.Split(Separator, StringSplitOptions.RemoveEmptyEntries) is [var fields, .. var leftOut] && fields == Fields
            ? new EwsFolderToken(state, leftOut.ToDictionary(
                item => item[1..], item => item[0] == GroupMark ? ContactKind.Group : ContactKind.Contact, StringComparer.Ordinal))
            : null;

    /// <summary>The token as text.</summary>
    public override string ToString()
    {
        var leftOut = LeftOut.Select(item => $"{Separator}{(item.Value == ContactKind.Group ? GroupMark : ContactMark)}{item.Key}");
        return $"{Mark} {Fields}{string.Concat(leftOut)} {SyncState}";
    }
}
