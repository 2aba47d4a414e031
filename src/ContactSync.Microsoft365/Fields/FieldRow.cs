
using EwsSide = ContactSync.Microsoft365.Fields.FieldSide<
    ContactSync.Microsoft365.Ews.EwsContactField, System.Collections.Generic.List<ContactSync.Microsoft365.Ews.EwsFieldValue>>;
using GraphSide = ContactSync.Microsoft365.Fields.FieldSide<
    ContactSync.Microsoft365.Graph.GraphContactField, ContactSync.Microsoft365.Graph.GraphContactBody>;

namespace ContactSync.Microsoft365.Fields;

/// <summary>One field of a contact in both protocols.</summary>
/// <param name="Name">Its name in <see cref="Engine.Fields.ContactFields"/>.</param>
/// <param name="Ews">How EWS carries it.</param>
/// <param name="Graph">How Microsoft Graph carries it.</param>
/// <param name="Note">The text that says what is lost, by its key.</param>
internal sealed record FieldRow(
    string Name, EwsSide Ews, GraphSide Graph, string? Note = null);
