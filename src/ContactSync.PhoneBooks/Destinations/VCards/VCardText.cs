using ContactSync.Engine.Numbers;
using ContactSync.Engine.Ports;
using ContactSync.Engine.Publishing;
using ContactSync.PhoneBooks.Formats.VCard;

namespace ContactSync.PhoneBooks.Destinations.VCards;

/// <summary>Entries as vCards, by a destination's settings.</summary>
/// <exception cref="SyncException">VCardVersionUnknown: the template is neither 3.0 nor 4.0.</exception>
internal sealed class VCardText(DestinationSettings settings)
{
    private readonly Func<SyncPhoneNumber, string> numberText = settings.NumberForm.Writer();

    private readonly VCardWriter writer = new(VersionOf(settings.Template), settings.NumberForm.Writer());

    /// <summary>The fields that a vCard of this version carries.</summary>
    public IReadOnlySet<string> Fields => writer.Fields;

    /// <summary>The card of an entry; its id is the entry's own, so that a program that takes the file again knows it.</summary>
    public string Write(SyncPhoneBookEntry entry, PublishLosses losses)
    {
        losses.AddExtensions(entry, Fields, numberText);
        return writer.Write(entry.Contact with
        {
            Id = $"urn:uuid:{entry.Uid}", DisplayName = entry.Contact.DisplayName ?? entry.Name,
        });
    }

    private static VCardVersion VersionOf(string? template) => template switch
    {
        null or "3.0" => VCardVersion.V3,
        "4.0" => VCardVersion.V4,
        _ => throw Texts.Catalog.Create(nameof(Errors.VCardVersionUnknown), SyncErrorKind.InvalidArgument, template, template),
    };
}
