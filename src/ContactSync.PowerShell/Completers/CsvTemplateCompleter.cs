using System.Globalization;
using ContactSync.PhoneBooks.Destinations.Csv;

namespace ContactSync.PowerShell.Completers;

/// <summary>The CSV templates that come with the module.</summary>
public sealed class CsvTemplateCompleter : NameCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Name, string ToolTip)> Choices()
    {
        var isGerman = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "de";
        return CsvTemplates.All.Select(template =>
            (template.Name, isGerman ? template.DescriptionDe ?? template.Description : template.Description));
    }
}
