using System.Globalization;
using System.Text.RegularExpressions;

namespace ContactSync;

/// <summary>A redirect URI of a preset.</summary>
/// <param name="Platform">The kind of client it belongs to.</param>
/// <param name="Uri">The address.</param>
public sealed record SyncPresetRedirectUri(RedirectPlatform Platform, string Uri)
{
    private static readonly Regex PortRange = new(@"^(\d{1,5})-(\d{1,5})$", RegexOptions.CultureInvariant);

    /// <summary>True where it is registered only on request.</summary>
    public bool IsOptional { get; init; }

    /// <summary>Addresses that may stand in its place.</summary>
    public IReadOnlyList<string> Alternatives { get; init => field = PublicList.Of(value); } = [];

    /// <summary>Ports that may stand in place of the address's own, first and last: <c>10000-65000</c>; null for none.</summary>
    public string? Ports { get; init; }

    /// <summary>What to know about it.</summary>
    public string? Note { get; init; }

    /// <summary>True where another address may stand in its place.</summary>
    public bool IsReplaceable => Alternatives.Count > 0 || Ports is not null;

    /// <summary>True for the address itself and for one that may stand in its place.</summary>
    public bool Accepts(string uri) => uri == Uri || Alternatives.Contains(uri) || IsOnOtherPort(uri);

    /// <summary>First and last port of a range; null where it is none.</summary>
    public static (int First, int Last)? ReadPorts(string? ports)
    {
        if (ports is null || PortRange.Match(ports) is not { Success: true } match)
            return null;
        var (first, last) = (Number(1), Number(2));
        return first is > 0 and < 65536 && last is < 65536 && first <= last ? (first, last) : null;

        int Number(int group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
    }

    /// <summary>The address.</summary>
    public override string ToString() => Uri;

    private bool IsOnOtherPort(string uri) =>
        ReadPorts(Ports) is var (first, last)
        && System.Uri.TryCreate(uri, UriKind.Absolute, out var given) && given.Port >= first && given.Port <= last
        && uri == new UriBuilder(Uri) { Port = given.Port }.Uri.AbsoluteUri;
}
