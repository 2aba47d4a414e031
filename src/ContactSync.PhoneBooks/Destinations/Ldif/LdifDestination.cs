using System.Text;
using ContactSync.Engine.Fields;
using ContactSync.Engine.Numbers;
using ContactSync.Engine.Ports;
using ContactSync.Engine.Publishing;
using ContactSync.PhoneBooks.Formats.Ldif;

namespace ContactSync.PhoneBooks.Destinations.Ldif;

/// <summary>Phone books as entries of inetOrgPerson in one LDIF file.</summary>
internal sealed class LdifDestination(DestinationSettings settings) : FileDestination(settings)
{
    // What a directory without contents of its own is loaded beneath.
    private const string UsualBase = "ou=contacts";

    private readonly Func<SyncPhoneNumber, string> numberText = settings.NumberForm.Writer();

    private readonly LdifWriter writer = new(settings.BaseDn ?? UsualBase, settings.NumberForm.Writer());

    /// <inheritdoc/>
    public override IReadOnlySet<string> Fields { get; } = ContactFields.Rows
        .Where(field => field.Ldap is not null).Select(field => field.Name).ToHashSet(StringComparer.Ordinal);

    /// <inheritdoc/>
    private protected override async Task<int> WriteAsync(
        Stream stream, IAsyncEnumerable<SyncPhoneBookEntry> entries, PublishLosses losses, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(LdifWriter.Header), cancellationToken).ConfigureAwait(false);
        var count = 0;
        await foreach (var entry in entries.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            losses.AddExtensions(entry, Fields, numberText);
            var contact = entry.Contact with { Id = entry.Uid.ToString("D"), DisplayName = entry.Contact.DisplayName ?? entry.Name };
            await stream.WriteAsync(Encoding.UTF8.GetBytes(writer.Write(contact)), cancellationToken).ConfigureAwait(false);
            count++;
        }
        return count;
    }
}
