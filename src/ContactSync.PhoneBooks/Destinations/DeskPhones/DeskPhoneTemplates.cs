namespace ContactSync.PhoneBooks.Destinations.DeskPhones;

/// <summary>The layouts that some makers have several of.</summary>
internal static class DeskPhoneTemplates
{
    /// <summary>The layout of that name, in any case; the first where none is named.</summary>
    /// <exception cref="SyncException">TemplateUnknown.</exception>
    public static string Choose(string? name, params string[] known) => name is null
        ? known[0]
        : known.FirstOrDefault(one => one.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? throw Texts.Catalog.Create(
            nameof(Errors.TemplateUnknown), SyncErrorKind.InvalidArgument, name, name, string.Join(", ", known));
}
