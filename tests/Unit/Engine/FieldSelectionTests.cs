using ContactSync.Engine.Fields;
using Xunit;

namespace ContactSync.Tests.Engine;

/// <summary>What leaves the store is what was asked for, field by field of the table.</summary>
public sealed class FieldSelectionTests
{
    [Fact]
    public void Each_group_gives_out_its_fields_and_no_other()
    {
        var contact = ContactJsonTests.FullContact();
        foreach (var group in Enum.GetValues<ContactFieldGroup>())
        {
            var given = new FieldSelection([group]).Apply(contact);
            foreach (var field in ContactFields.GivenOut)
            {
                if (field.Group == group)
                    Assert.Equivalent(field.Read(contact), field.Read(given));
                else
                    Assert.True(field.Read(given) is null, $"{field.Name} was given out with {group}");
            }
        }
    }

    [Fact]
    public void Every_field_but_the_source_s_own_can_be_given_out()
    {
        var kept = ContactFields.Rows.Except(ContactFields.GivenOut).Select(field => field.Name);

        Assert.Equal(["Id", "FolderId", "Kind", "Sensitivity", "LastModified"], kept);
        Assert.Equivalent(ContactJsonTests.FullContact(), new FieldSelection(Enum.GetValues<ContactFieldGroup>())
            .Apply(ContactJsonTests.FullContact()), strict: true);
    }

    [Fact]
    public void Private_things_stay_unless_asked_for()
    {
        var given = new FieldSelection([]).Apply(ContactJsonTests.FullContact());

        Assert.Null(given.Notes);
        Assert.Null(given.Birthday);
        Assert.Null(given.Photo);
        Assert.Empty(given.PostalAddresses);
        Assert.NotEmpty(given.PhoneNumbers);
    }
}
