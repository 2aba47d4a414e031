using System.Management.Automation;
using ContactSync.Tests.Hosting;
using Xunit;

namespace ContactSync.Tests.PowerShell;

public sealed class FieldMapCommandTests
{
    [Fact]
    public void Lists_the_fields_by_name()
    {
        using var host = new HostedModule();

        var all = host.Run("Get-SyncFieldMap").ThrowOnError().Objects<SyncField>();
        var some = host.Run("Get-SyncFieldMap *fax, birthday").ThrowOnError().Objects<SyncField>();

        Assert.True(all.Count > 50);
        Assert.Equal(["Birthday", "BusinessFax", "HomeFax", "OtherFax"], some.Select(field => field.Name).Order());
        var fax = some.Single(field => field.Name == "BusinessFax");
        Assert.Equal(
            ("String 0x3a24", "contacts:PhoneNumber/BusinessFax", "TEL;TYPE=WORK,FAX", "Business Fax", "facsimileTelephoneNumber"),
            (fax.Graph, fax.Ews, fax.VCard, fax.Csv, fax.Ldap));
    }

    [Fact]
    public void A_field_that_does_not_exist_is_named()
    {
        using var host = new HostedModule();

        var result = host.Run("Get-SyncFieldMap Faxe");

        var error = Assert.Single(result.Errors);
        Assert.StartsWith("FieldNotFound,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.ObjectNotFound, error.CategoryInfo.Category);
        Assert.Empty(host.Run("Get-SyncFieldMap Faxe*").ThrowOnError().Output);
    }
}
