using System.IO.Enumeration;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ContactSync.Microsoft365.ExchangeAdmin;

/// <summary>What the organisation has set of Exchange Web Services.</summary>
/// <param name="Organisation">The organisation's name.</param>
/// <param name="Enabled">EwsEnabled.</param>
/// <param name="AppIds">EwsAllowedAppIDs, which Exchange tells only where it is asked for.</param>
/// <param name="AccessPolicy">EwsApplicationAccessPolicy.</param>
/// <param name="AllowList">EwsAllowList: user agents.</param>
/// <param name="BlockList">EwsBlockList: user agents.</param>
/// <remarks>https://learn.microsoft.com/exchange/client-developer/exchange-web-services/how-to-control-access-to-ews-in-exchange</remarks>
internal sealed record EwsPolicy(
    string Organisation, bool? Enabled, IReadOnlyList<string> AppIds, string? AccessPolicy, IReadOnlyList<string> AllowList,
    IReadOnlyList<string> BlockList)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    internal static EwsPolicy Read(ExchangeObject organisation) => new(
        organisation.Text("Name") ?? "",
        organisation.Truth("EwsEnabled"),
        [.. organisation.Texts("EwsAllowedAppIDs")
            .SelectMany(text => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))],
        organisation.Text("EwsApplicationAccessPolicy"),
        organisation.Texts("EwsAllowList"),
        organisation.Texts("EwsBlockList"));

    /// <summary>
    /// The gates that stay shut for an app, a sentence each. Since 10 October 2026, EWS on without a list lets nobody in.
    /// </summary>
    /// <param name="appId">The application id; null for none in particular.</param>
    /// <param name="userAgent">What the app calls itself; null where that is not known.</param>
    /// <param name="mailbox">The mailbox; null for none.</param>
    /// <param name="mailboxEnabled">The mailbox's own EwsEnabled.</param>
    internal IEnumerable<string> ShutGates(string? appId, string? userAgent, string? mailbox, bool? mailboxEnabled)
    {
        if (Enabled is false)
            yield return Texts.Catalog.Text(nameof(Errors.Text_EwsOrganisationOff));
        else if (Enabled is true && AppIds.Count == 0)
            yield return Texts.Catalog.Text(nameof(Errors.Text_EwsListEmpty));
        else if (Enabled is true && appId is not null && !AppIds.Contains(appId, StringComparer.OrdinalIgnoreCase))
            yield return Texts.Catalog.Text(nameof(Errors.Text_EwsAppNotListed), appId);
        if (userAgent is not null && AccessPolicy == "EnforceAllowList" && !Matches(AllowList, userAgent))
            yield return Texts.Catalog.Text(nameof(Errors.Text_EwsAgentNotListed), userAgent);
        if (userAgent is not null && AccessPolicy == "EnforceBlockList" && Matches(BlockList, userAgent))
            yield return Texts.Catalog.Text(nameof(Errors.Text_EwsAgentBlocked), userAgent);
        if (mailboxEnabled is false)
            yield return Texts.Catalog.Text(nameof(Errors.Text_EwsMailboxOff), mailbox);
    }

    /// <summary>All of it as JSON, to be put back by hand.</summary>
    internal string ToJson()
    {
        static JsonArray List(IReadOnlyList<string> texts) => new([.. texts.Select(text => (JsonNode?)text)]);
        return new JsonObject
        {
            ["Name"] = Organisation,
            ["EwsEnabled"] = Enabled,
            ["EwsAllowedAppIDs"] = string.Join(',', AppIds),
            ["EwsApplicationAccessPolicy"] = AccessPolicy,
            ["EwsAllowList"] = List(AllowList),
            ["EwsBlockList"] = List(BlockList),
        }.ToJsonString(Indented);
    }

    private static bool Matches(IReadOnlyList<string> patterns, string userAgent) =>
        patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, userAgent));
}
