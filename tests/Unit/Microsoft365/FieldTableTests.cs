using ContactSync.Engine.Fields;
using ContactSync.Microsoft365.Fields;
using Xunit;

namespace ContactSync.Tests.Microsoft365;

public sealed class FieldTableTests
{
    [Fact]
    public void Every_property_of_a_contact_and_every_number_has_one_row()
    {
        string[] lists = [nameof(SyncContact.PhoneNumbers), nameof(SyncContact.PostalAddresses), nameof(SyncContact.EmailAddresses)];
        var names = typeof(SyncContact).GetProperties().Select(property => property.Name).Except(lists)
            .Concat(Enum.GetNames<PhoneNumberKind>())
            .Concat(Enum.GetNames<PostalAddressKind>().Select(kind => $"{kind}Address"))
            .Concat(Enumerable.Range(1, 3).Select(slot => $"{nameof(SyncContact.EmailAddresses)}{slot}"));

        Assert.Equal(names.Order(), FieldMap.Rows.Select(row => row.Name).Order());
        Assert.Equal(ContactFields.Rows.Select(row => row.Name), FieldTable.Rows.Select(row => row.Name));
    }

    [Fact]
    public void What_a_protocol_lacks_says_so()
    {
        Assert.Equal(
            [nameof(SyncContact.Kind), nameof(SyncContact.Members)], FieldMap.Rows.Where(row => row.Graph is null).Select(row => row.Name));
        Assert.DoesNotContain(FieldMap.Rows, row => row.Ews is null);
        Assert.All(FieldMap.Rows.Where(row => row.Graph is null), row => Assert.Contains("EWS", row.Note));
        Assert.All(
            FieldMap.Rows.Where(row => row.Graph?.Contains("0x", StringComparison.Ordinal) == true && row.Graph[0] is >= 'A' and <= 'Z'),
            row => Assert.Contains("extended property", row.Note));
    }

    [Fact]
    public void A_field_is_read_by_both_protocols_or_by_neither_table()
    {
        string[] apart = [nameof(SyncContact.Id), nameof(SyncContact.FolderId), nameof(SyncContact.Kind), nameof(SyncContact.Members)];
        Assert.All(FieldTable.Rows, row =>
        {
            Assert.Equal(apart.Contains(row.Name), row.Graph.Readers.Count == 0);
            Assert.Equal(apart.Contains(row.Name) || row.Name == nameof(SyncContact.Photo), row.Ews.Readers.Count == 0);
        });
    }

    [Fact]
    public void What_both_protocols_read_both_write()
    {
        string[] apart =
        [
            nameof(SyncContact.Id), nameof(SyncContact.FolderId), nameof(SyncContact.Kind), nameof(SyncContact.Members),
            nameof(SyncContact.LastModified), nameof(SyncContact.Photo),
        ];
        Assert.All(FieldTable.Rows, row =>
        {
            Assert.Equal(apart.Contains(row.Name), row.Graph.Give is null);
            Assert.Equal(apart.Contains(row.Name), row.Ews.Give is null);
        });
    }

    [Fact]
    public void Every_row_reads_its_field_and_gives_nothing_where_there_is_none()
    {
        string[] always = [nameof(SyncContact.Id), nameof(SyncContact.FolderId), nameof(SyncContact.Kind), nameof(SyncContact.Sensitivity)];
        var empty = new SyncContact { Id = "1", FolderId = "f" };
        var address = new SyncPostalAddress(PostalAddressKind.Home, "Weg 1", null, "Ulm", null, null);
        var full = empty with
        {
            PhoneNumbers = [.. Enum.GetValues<PhoneNumberKind>().Select(kind => new SyncPhoneNumber(kind, $"0{kind:D}"))],
            PostalAddresses = [.. Enum.GetValues<PostalAddressKind>().Select(kind => address with { Kind = kind })],
            EmailAddresses = [new(1, "a@x.example"), new(3, "c@x.example")],
        };

        Assert.Equal(always, ContactFields.Rows.Where(row => row.Read(empty) is not null).Select(row => row.Name));
        Assert.Equal("05", ContactFields.Rows.Single(row => row.Name == nameof(PhoneNumberKind.CarPhone)).Read(full));
        Assert.Equal("c@x.example", ContactFields.Rows.Single(row => row.Name == "EmailAddresses3").Read(full));
        Assert.Equal(address, ContactFields.Rows.Single(row => row.Name == "HomeAddress").Read(full));
        Assert.Equal(19 + 2 + 3 + always.Length, ContactFields.Rows.Count(row => row.Read(full) is not null));
    }
}
