using System.Xml.Linq;
using ContactSync.Tests.Hosting;
using Xunit;

namespace ContactSync.Tests.PowerShell;

/// <summary>Tables and lists name types and properties that exist; PowerShell would show an empty column and say nothing.</summary>
public class ViewTests
{
    private static readonly string Module = Path.GetDirectoryName(HostedModule.ModulePath)!;

    [Fact]
    public void A_table_shows_properties_that_exist() => AssertProperties(
        from view in Load("ContactSync.format.ps1xml").Descendants("View")
        from column in view.Descendants("TableColumnItem").Elements("PropertyName")
        select (view.Descendants("TypeName").First().Value, column.Value));

    [Fact]
    public void A_list_shows_properties_that_exist() => AssertProperties(
        from type in Load("ContactSync.types.ps1xml").Root!.Elements("Type")
        from name in type.Descendants("ReferencedProperties").Elements("Name")
        select (type.Element("Name")!.Value, name.Value));

    private static XDocument Load(string file) => XDocument.Load(Path.Combine(Module, file));

    private static void AssertProperties(IEnumerable<(string Type, string Property)> shown)
    {
        var all = shown.ToList();
        Assert.NotEmpty(all);
        Assert.All(all, one => Assert.NotNull(typeof(SyncReport).Assembly.GetType(one.Type, throwOnError: true)!.GetProperty(one.Property)));
    }
}
