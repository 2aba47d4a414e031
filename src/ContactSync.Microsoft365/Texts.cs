using System.Globalization;

namespace ContactSync.Microsoft365;

/// <summary>The errors of this room: <c>Texts.Catalog.Create(nameof(Errors.X), …)</c>.</summary>
internal static class Texts
{
    internal static readonly ErrorCatalog Catalog = new(Errors.ResourceManager);

    /// <summary>A day in words, in the language of the texts.</summary>
    internal static string Day(DateOnly day) => day.ToString(Catalog.Text(nameof(Errors.Text_DayFormat)), CultureInfo.CurrentUICulture);
}
