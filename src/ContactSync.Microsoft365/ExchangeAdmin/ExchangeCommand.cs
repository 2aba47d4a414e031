using System.Text.Json.Nodes;

namespace ContactSync.Microsoft365.ExchangeAdmin;

/// <summary>A cmdlet of Exchange Online to be run, with its parameters.</summary>
/// <param name="Name">The cmdlet.</param>
/// <param name="Target">The thing it is about, as an admin calls it.</param>
internal sealed record ExchangeCommand(string Name, string Target)
{
    /// <summary>The parameters; a switch is true.</summary>
    internal JsonObject Parameters { get; } = [];

    /// <summary>True for one that changes nothing and may be run again.</summary>
    internal bool IsReading =>
        Name.StartsWith("Get-", StringComparison.Ordinal) || Name.StartsWith("Test-", StringComparison.Ordinal);

    /// <summary>Sets a parameter.</summary>
    internal JsonNode? this[string parameter]
    {
        set => Parameters[parameter] = value;
    }

    /// <summary>The body of a request.</summary>
    internal string ToJson() => new JsonObject
    {
        ["CmdletInput"] = new JsonObject { ["CmdletName"] = Name, ["Parameters"] = Parameters.DeepClone() },
    }.ToJsonString();
}
