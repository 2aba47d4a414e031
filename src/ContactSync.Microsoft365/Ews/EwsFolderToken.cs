using System.Security.Cryptography;
using System.Text;

namespace ContactSync.Microsoft365.Ews;

/// <summary>
/// How far a contact folder has been read, as it is kept between runs: the sync state, and for which fields. A sync state knows nothing
/// of fields; one that goes with other fields is therefore no token any more, so that those are read of every contact.
/// </summary>
/// <param name="SyncState">The server's sync state, verbatim.</param>
internal sealed record EwsFolderToken(string SyncState)
{
    private const string Mark = "ews";

    /// <summary>Names the fields that are read.</summary>
    internal static readonly string Fields = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join(' ', EwsContactFields.Shape.Additional.Concat(EwsDistributionList.Shape.Additional)))))[..8];

    /// <summary>Whether a token is EWS's, whatever fields it was made for.</summary>
    public static bool IsOne(string token) => token.StartsWith(Mark + " ", StringComparison.Ordinal);

    /// <summary>Reads a token; null where it was made for other fields or by another source.</summary>
    public static EwsFolderToken? Parse(string token) =>
        token.Split(' ', 3) is [Mark, var fields, { Length: > 0 } state] && fields == Fields ? new EwsFolderToken(state) : null;

    /// <summary>The token as text.</summary>
    public override string ToString() => $"{Mark} {Fields} {SyncState}";
}
