using System.Text.Json.Nodes;

namespace ContactSync.Sandbox.Tenants;

/// <summary>
/// An object of the directory: its properties as Graph shows them, and the moment from which every replica knows it.
/// </summary>
internal abstract class DirectoryObject(Guid id, string type)
{
    private int _reads;

    public Guid Id { get; } = id;

    /// <summary>Graph's name of the type, for instance <c>servicePrincipal</c>.</summary>
    public string Type { get; } = type;

    public JsonObject Properties { get; } = new() { ["id"] = id.ToString() };

    /// <summary>From here on every replica knows the object.</summary>
    public DateTimeOffset KnownEverywhere { get; set; } = DateTimeOffset.MinValue;

    public string? Text(string property) => (string?)Properties[property];

    /// <summary>
    /// Whether the replica that answers this read knows the object. Until <see cref="KnownEverywhere"/> every third one does, so that a
    /// client that has seen an object once cannot rely on seeing it again.
    /// </summary>
    public bool IsSeen(DateTimeOffset now) => now >= KnownEverywhere || ++_reads % 3 == 0;
}
