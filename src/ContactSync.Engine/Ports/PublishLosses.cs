using System.Collections.Concurrent;
using ContactSync.Engine.Fields;

namespace ContactSync.Engine.Ports;

/// <summary>Counts what a destination could not carry. Thread-safe.</summary>
public sealed class PublishLosses
{
    private readonly ConcurrentDictionary<(string Field, string Reason), int> counts = new();

    /// <summary>What was lost, the most frequent first.</summary>
    public IReadOnlyList<SyncPublishLoss> Counts =>
    [
        .. counts.Select(count => new SyncPublishLoss(count.Key.Field, count.Key.Reason, count.Value))
            .OrderByDescending(loss => loss.Count).ThenBy(loss => loss.Field, StringComparer.Ordinal),
    ];

    /// <summary>Counts one loss.</summary>
    /// <param name="field">The field, by its name in <see cref="ContactFields"/>.</param>
    /// <param name="reason">Why, in the session's language.</param>
    public void Add(string field, string reason) => counts.AddOrUpdate((field, reason), 1, (_, count) => count + 1);

    /// <summary>Counts the fields of a contact that a destination does not carry.</summary>
    public void AddUncarried(SyncContact contact, IReadOnlySet<string> carried)
    {
        foreach (var field in ContactFields.GivenOut)
        {
            if (!carried.Contains(field.Name) && field.Read(contact) is not null)
                Add(field.Name, Texts.Catalog.Text(nameof(Errors.Text_FieldNotCarried)));
        }
        // Given out with every selection: whoever reads the entry is to know that it is private.
        if (contact.Sensitivity != ContactSensitivity.Normal && !carried.Contains(nameof(SyncContact.Sensitivity)))
            Add(nameof(SyncContact.Sensitivity), Texts.Catalog.Text(nameof(Errors.Text_FieldNotCarried)));
    }
}
