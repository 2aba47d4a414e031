using ContactSync.Engine.Ports;
using ContactSync.Engine.Publishing;
using ContactSync.PhoneBooks.Destinations.Csv;

namespace ContactSync.PhoneBooks.Destinations;

/// <summary>The kinds of destination that are files.</summary>
public static class DestinationFiles
{
    /// <summary>Those kinds.</summary>
    public static IReadOnlyList<DestinationKind> Kinds { get; } = [DestinationKind.Csv];

    /// <summary>The way to a destination of such a kind.</summary>
    /// <exception cref="SyncException">The settings make no sense for the kind.</exception>
    public static IFileDestination Open(DestinationKind kind, DestinationSettings settings) => kind switch
    {
        DestinationKind.Csv => new CsvDestination(settings),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This kind is no file."),
    };
}
