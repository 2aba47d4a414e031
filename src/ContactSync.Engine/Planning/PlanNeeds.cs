namespace ContactSync.Engine.Planning;

/// <summary>What a plan must know of the stored entries.</summary>
/// <param name="SourceIds">The entries to look at; null means all.</param>
/// <param name="Contacts">Whether the fields of all entries are needed too.</param>
public sealed record PlanNeeds(IReadOnlyCollection<string>? SourceIds, bool Contacts);
