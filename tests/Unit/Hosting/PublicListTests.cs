using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit;

namespace ContactSync.Tests.Hosting;

/// <summary>A script indexes the lists of the objects it is given.</summary>
public class PublicListTests
{
    public static TheoryData<string, string> Lists =>
    [
        .. from type in typeof(SyncContact).Assembly.GetExportedTypes()
           from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
           where IsList(property.PropertyType) && property.CanWrite
           select (type.FullName!, property.Name),
    ];

    [Theory]
    [MemberData(nameof(Lists))]
    public void A_list_can_be_indexed_whatever_was_put_there(string typeName, string name)
    {
        var type = typeof(SyncContact).Assembly.GetType(typeName)!;
        var property = type.GetProperty(name)!;
        var item = property.PropertyType.GetGenericArguments()[0];
        var owner = RuntimeHelpers.GetUninitializedObject(type);
        property.SetValue(owner, Activator.CreateInstance(typeof(List<>).MakeGenericType(item)));

        Assert.IsAssignableFrom<System.Collections.IList>(property.GetValue(owner));
        property.SetValue(owner, null);
        Assert.IsAssignableFrom<System.Collections.IList>(property.GetValue(owner));
    }

    [Fact]
    public void PowerShell_finds_the_items_by_number()
    {
        using var host = new HostedModule();
        var contact = new SyncContact { Id = "1", FolderId = "f", Categories = ["a", "b"] };

        Assert.Equal(
            ["a", "b", "Global"],
            host.Run("$args[0].Categories[0]; $args[0].Categories[-1]; [ContactSync.SyncEnvironment]::Clouds[0].Name", contact)
                .ThrowOnError().Objects<string>());
    }

    [Fact]
    public void PowerShell_finds_the_items_properties_by_name()
    {
        using var host = new HostedModule();
        var contact = new SyncContact { Id = "1", FolderId = "f", EmailAddresses = [new(1, "a@contoso.example"), new(2, "b@contoso.example")] };

        Assert.Equal(
            ["a@contoso.example", "b@contoso.example"], host.Run("$args[0].EmailAddresses.Address", contact).ThrowOnError().Objects<string>());
    }

    private static bool IsList(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>);
}
