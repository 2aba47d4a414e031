using ContactSync.Microsoft365.Ews;
using ContactSync.Microsoft365.Graph;

namespace ContactSync.Microsoft365.Fields;

/// <summary>One field of a contact in both protocols.</summary>
/// <param name="Name">Its name in <see cref="Engine.Fields.ContactFields"/>.</param>
/// <param name="Ews">How EWS carries it.</param>
/// <param name="Graph">How Microsoft Graph carries it.</param>
/// <param name="Note">The text that says what is lost, by its key.</param>
internal sealed record FieldRow(
    string Name, FieldSide<EwsContactField> Ews, FieldSide<GraphContactField> Graph, string? Note = null);
