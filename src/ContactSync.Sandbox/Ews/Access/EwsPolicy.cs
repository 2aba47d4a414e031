using System.IO.Enumeration;
using ContactSync.Sandbox.Mailboxes.Store;

namespace ContactSync.Sandbox.Ews.Access;

/// <summary>The gates of Exchange Online since October 2026: organisation, list of apps, user agent, mailbox.</summary>
internal static class EwsPolicy
{
    public const string Disabled = "EWS is disabled for this user or tenant";
    public const string Blocked = "EWS is blocked by policy for this user or tenant";

    /// <exception cref="EwsDenied">403 with the reason.</exception>
    public static void Check(EwsSettings settings, EwsCaller caller, string userAgent)
    {
        if (!caller.IsOnline)
            return;
        if (settings.EwsEnabled is false)
            throw new EwsDenied(403) { PolicyReason = Disabled };
        if (settings.EwsEnabled is true && !settings.AllowedAppIds.Contains(caller.AppId, StringComparer.OrdinalIgnoreCase))
            throw new EwsDenied(403) { PolicyReason = Blocked };
        if (Blocks(settings, userAgent))
            throw new EwsDenied(403) { PolicyReason = Blocked };
    }

    /// <summary>Whether the organisation's lists keep a program out; for all their name, out of Microsoft Graph's mailboxes too.</summary>
    public static bool Blocks(EwsSettings settings, string userAgent) => settings.AccessPolicy switch
    {
        EwsSettings.EnforceAllowList => !Matches(settings.AllowList, userAgent),
        EwsSettings.EnforceBlockList => Matches(settings.BlockList, userAgent),
        _ => false,
    };

    /// <exception cref="EwsDenied">403 with the reason; without one for want of a licence.</exception>
    public static void Check(EwsSettings settings, Mailbox mailbox)
    {
        if (settings.KioskMailboxes.ContainsKey(mailbox.UserId))
            throw new EwsDenied(403);
        if (settings.DisabledMailboxes.ContainsKey(mailbox.UserId))
            throw new EwsDenied(403) { PolicyReason = Disabled };
    }

    private static bool Matches(IReadOnlyList<string> patterns, string userAgent) =>
        patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, userAgent));
}
