using ContactSync.Engine.Ports;
using ContactSync.Engine.Publishing;
using ContactSync.PhoneBooks.Destinations.Csv;
using ContactSync.PhoneBooks.Destinations.DeskPhones;
using ContactSync.PhoneBooks.Destinations.Ldif;
using ContactSync.PhoneBooks.Destinations.VCards;

namespace ContactSync.PhoneBooks.Destinations;

/// <summary>The kinds of destination that are files.</summary>
public static class DestinationFiles
{
    /// <summary>Those kinds.</summary>
    public static IReadOnlyList<DestinationKind> Kinds { get; } =
    [
        DestinationKind.Csv, DestinationKind.VCard, DestinationKind.Ldif, DestinationKind.Yealink, DestinationKind.Snom,
        DestinationKind.Grandstream, DestinationKind.FritzBox,
    ];

    /// <summary>The way to a destination of such a kind.</summary>
    /// <exception cref="SyncException">The settings make no sense for the kind.</exception>
    public static IDestination Open(DestinationKind kind, DestinationSettings settings) => kind switch
    {
        DestinationKind.Csv => new CsvDestination(settings),
        DestinationKind.VCard when settings.OneFileAContact => new VCardFolderDestination(settings),
        DestinationKind.VCard => new VCardFileDestination(settings),
        DestinationKind.Ldif => new LdifDestination(settings),
        DestinationKind.Yealink => new YealinkDestination(settings),
        DestinationKind.Snom => new SnomDestination(settings),
        DestinationKind.Grandstream => new GrandstreamDestination(settings),
        DestinationKind.FritzBox => new FritzBoxDestination(settings),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This kind is no file."),
    };

    /// <summary>A CSV file by a template.</summary>
    /// <param name="path">The file.</param>
    /// <param name="template">The template.</param>
    public static IFileDestination OpenCsv(string path, CsvTemplate template) =>
        new CsvDestination(new DestinationSettings { Place = path }, template, numberForm: null);
}
