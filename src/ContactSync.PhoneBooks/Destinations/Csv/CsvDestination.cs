using ContactSync.Engine.Ports;
using ContactSync.Engine.Publishing;

namespace ContactSync.PhoneBooks.Destinations.Csv;

/// <summary>Phone books in one CSV file.</summary>
internal sealed class CsvDestination : FileDestination
{
    private readonly CsvPhoneBookWriter writer;

    /// <exception cref="SyncException">TemplateUnknown, TemplateInvalid.</exception>
    public CsvDestination(DestinationSettings settings)
        : this(settings, CsvTemplates.Find(settings.Template), settings.NumberForm)
    {
    }

    /// <summary>A file by a template, with the template's own way of writing numbers unless another is named.</summary>
    public CsvDestination(DestinationSettings settings, CsvTemplate template, PhoneNumberForm? numberForm)
        : base(settings) => writer = new CsvPhoneBookWriter(template, numberForm);

    /// <inheritdoc/>
    public override IReadOnlySet<string> Fields => writer.Fields;

    /// <inheritdoc/>
    private protected override Task<int> WriteAsync(
        Stream stream, IAsyncEnumerable<SyncPhoneBookEntry> entries, PublishLosses losses, CancellationToken cancellationToken) =>
        writer.WriteAsync(stream, entries, losses, cancellationToken);
}
