using System.Text.Json.Nodes;

namespace ContactSync.PowerShell.Connections.Products;

/// <summary>
/// estos ProCall 7 Enterprise: <c>msteams.cfg</c> in the configuration folder of its UCServer. Keys of others stay as they are.
/// </summary>
internal sealed class ProCallFormat : ProductFormat
{
    private const string Enabled = "bEnabled", Tenant = "u8sTenant", Client = "u8sClientID", Secret = "u8sClientSecret",
        TokenCache = "u8sTokenCache";

    /// <summary>What the product reads beside, and what it is where nothing is said.</summary>
    private static readonly (string Key, int Value)[] Defaults =
    [
        (Enabled, 0), ("bGetFromTeams", 1), ("bSendToTeams", 1), ("iLogLevel", 4), ("iPollingRate", 5),
    ];

    /// <inheritdoc/>
    public override SyncProductFormat Format => SyncProductFormat.ProCall;

    /// <inheritdoc/>
    public override string Title => "estos ProCall 7 Enterprise";

    /// <inheritdoc/>
    public override string FileName => "msteams.cfg";

    /// <inheritdoc/>
    public override bool IsProductsOwn => true;

    /// <inheritdoc/>
    public override string NextSteps => Texts.Catalog.Text(nameof(Errors.ProCallNextSteps));

    /// <inheritdoc/>
    public override void Check(SyncConnection connection, ProductValues values) => RequireSecret(connection);

    /// <summary>
    /// With another tenant, app or secret the file is written as its manual has it: switched off, and without the tokens of the ones
    /// before. With the same ones it stays as it is: an administrator may have switched the integration on since.
    /// </summary>
    public override string Write(ProductValues values, ProductText? existing)
    {
        if (existing is not null && IsSame(FlatJson.Read(existing), values))
            return existing.Text;
        var json = existing is null ? [] : JsonNode.Parse(existing.Text.TrimStart('\uFEFF'))!.AsObject();
        foreach (var (key, value) in Defaults.Where(pair => json[pair.Key] is null))
            json[key] = value;
        json[Enabled] = 0;
        json[Tenant] = values.TenantId;
        json[Client] = values.ClientId;
        json[Secret] = values.Secret;
        json[TokenCache] = "";
        return (existing?.Text.StartsWith('\uFEFF') == true ? "\uFEFF" : "") + json.ToJsonString(JsonFormat.Options) + "\n";
    }

    /// <inheritdoc/>
    public override ProductValues Read(ProductText text)
    {
        var json = FlatJson.Read(text);
        return new ProductValues
        {
            TenantId = json.Get(Tenant, FormValue.Tenant),
            ClientId = json.Get(Client, FormValue.Id),
            Secret = json.Get(Secret, secret => secret),
        };
    }

    private static bool IsSame(FlatJson present, ProductValues wanted)
    {
        return Is(Tenant, wanted.TenantId, StringComparison.OrdinalIgnoreCase)
            && Is(Client, wanted.ClientId, StringComparison.OrdinalIgnoreCase)
            && Is(Secret, wanted.Secret, StringComparison.Ordinal);

        bool Is(string key, string? value, StringComparison comparison) => string.Equals(present.Get(key, text => text), value, comparison);
    }
}
