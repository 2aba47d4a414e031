using System.Globalization;
using System.Resources;

namespace ContactSync;

/// <summary>
/// The errors of one room. Each is a pair of resources: <c>X</c>, the message, and <c>X_Advice</c>, what to do next;
/// <c>X</c> is also the error's id. Both texts are formatted with the same arguments.
/// </summary>
public sealed class ErrorCatalog(ResourceManager texts)
{
    /// <summary>Makes the error <paramref name="id"/> in the language of the session.</summary>
    /// <param name="id">The resource's name, given by <c>nameof</c>.</param>
    /// <param name="kind">What kind of failure it is.</param>
    /// <param name="target">The thing it went wrong with.</param>
    /// <param name="arguments">What the texts' placeholders stand for. Never a secret.</param>
    /// <exception cref="MissingManifestResourceException">The id has no text: a mistake in the room, found by a test.</exception>
    public SyncException Create(string id, SyncErrorKind kind, object? target = null, params object?[] arguments) =>
        new(id, kind, Text(id, arguments), Text(id + "_Advice", arguments), target);

    /// <summary>Makes the error <paramref name="id"/> with the exception that led to it.</summary>
    /// <param name="cause">The exception that led to this one.</param>
    /// <param name="id">The resource's name, given by <c>nameof</c>.</param>
    /// <param name="kind">What kind of failure it is.</param>
    /// <param name="target">The thing it went wrong with.</param>
    /// <param name="arguments">What the texts' placeholders stand for. Never a secret.</param>
    public SyncException Create(Exception cause, string id, SyncErrorKind kind, object? target = null, params object?[] arguments) =>
        new(id, kind, Text(id, arguments), Text(id + "_Advice", arguments), target, cause);

    /// <summary>A text of the room in the language of the session.</summary>
    public string Text(string id, params object?[] arguments)
    {
        var text = texts.GetString(id, CultureInfo.CurrentUICulture)
            ?? throw new MissingManifestResourceException($"No text for '{id}' in {texts.BaseName}.");
        return arguments.Length == 0 ? text : string.Format(CultureInfo.CurrentCulture, text, arguments);
    }
}
