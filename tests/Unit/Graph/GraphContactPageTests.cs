using System.Text;
using System.Text.Json;
using ContactSync.Microsoft365.Graph;
using Xunit;

namespace ContactSync.Tests.Graph;

public sealed class GraphContactPageTests
{
    private readonly List<string> trace = [];

    [Fact]
    public void Takes_over_every_field()
    {
        var contact = ReadOne(
            """
            "lastModifiedDateTime":"2026-11-20T08:15:30Z","fileAs":"Grün, Dr. Änne","displayName":"Dr. Änne Grün","title":"Dr.",
            "givenName":"Änne","middleName":"M.","surname":"Grün","generation":"jr.","initials":"ÄMG","nickName":"Anni",
            "yomiGivenName":"a","yomiSurname":"b","yomiCompanyName":"c","companyName":"Contoso","department":"Einkauf",
            "jobTitle":"Leiterin","profession":"Kauffrau","officeLocation":"3.14","manager":"Max Chef","assistantName":"Eva",
            "spouseName":"Jo","children":["Kim","Lee"],"personalNotes":"Zeile 1\r\nZeile 2","businessHomePage":"https://contoso.example",
            "categories":["Kunde","VIP"],"imAddresses":["sip:anne@contoso.example"],"birthday":"1980-05-17T11:59:00Z"
            """);

        Assert.Equal(new DateTimeOffset(2026, 11, 20, 8, 15, 30, TimeSpan.Zero), contact.LastModified);
        Assert.Equal(
            ("Grün, Dr. Änne", "Dr. Änne Grün", "Dr.", "Änne", "M.", "Grün", "jr.", "ÄMG", "Anni"),
            (contact.FileAs, contact.DisplayName, contact.Title, contact.GivenName, contact.MiddleName, contact.Surname, contact.Suffix,
                contact.Initials, contact.NickName));
        Assert.Equal(("a", "b", "c"), (contact.YomiGivenName, contact.YomiSurname, contact.YomiCompanyName));
        Assert.Equal(
            ("Contoso", "Einkauf", "Leiterin", "Kauffrau", "3.14", "Max Chef", "Eva", "Jo"),
            (contact.CompanyName, contact.Department, contact.JobTitle, contact.Profession, contact.OfficeLocation, contact.Manager,
                contact.AssistantName, contact.SpouseName));
        Assert.Equal(("Zeile 1\r\nZeile 2", "https://contoso.example"), (contact.Notes, contact.WebPage));
        Assert.Equal(["Kim", "Lee"], contact.Children);
        Assert.Equal(["Kunde", "VIP"], contact.Categories);
        Assert.Equal(["sip:anne@contoso.example"], contact.ImAddresses);
        Assert.Equal(new DateOnly(1980, 5, 17), contact.Birthday);
    }

    [Fact]
    public void Keeps_numbers_as_typed_in_the_order_of_their_kinds()
    {
        var contact = ReadOne(
            """
            "homePhones":["0351 / 12 34","0351 / 56"],"mobilePhone":" 0171-99 ","businessPhones":["+49 (30) 1-11","030 2"]
            """);

        Assert.Equal(
            [
                new(PhoneNumberKind.BusinessPhone, "+49 (30) 1-11"), new(PhoneNumberKind.BusinessPhone2, "030 2"),
                new(PhoneNumberKind.HomePhone, "0351 / 12 34"), new(PhoneNumberKind.HomePhone2, "0351 / 56"),
                new(PhoneNumberKind.MobilePhone, " 0171-99 "),
            ],
            contact.PhoneNumbers);
    }

    [Fact]
    public void Keeps_the_slots_of_mail_addresses()
    {
        var contact = ReadOne(
            """
            "emailAddresses":[{"name":"A","address":"a@x.example"},{"name":"C","address":"c@x.example"}],
            "primaryEmailAddress":{"name":"A","address":"a@x.example"},"secondaryEmailAddress":null,
            "tertiaryEmailAddress":{"name":"","address":"c@x.example"}
            """);

        Assert.Equal([new(1, "a@x.example", "A"), new(3, "c@x.example")], contact.EmailAddresses);
    }

    [Fact]
    public void Numbers_the_mail_addresses_of_a_service_without_slots()
    {
        var contact = ReadOne(""" "emailAddresses":[{"name":null,"address":"a@x.example"},{"address":""},{"address":"b@x.example"}] """);

        Assert.Equal([new(1, "a@x.example"), new(2, "b@x.example")], contact.EmailAddresses);
    }

    [Fact]
    public void Takes_over_addresses_that_hold_something()
    {
        var contact = ReadOne(
            """
            "otherAddress":{},"homeAddress":{"street":"","city":null},
            "businessAddress":{"street":"Am Platz 1\nHof","postalCode":"01067","city":"Dresden","state":"Sachsen",
            "countryOrRegion":"Deutschland"}
            """);

        Assert.Equal(
            new SyncPostalAddress(PostalAddressKind.Business, "Am Platz 1\nHof", "01067", "Dresden", "Sachsen", "Deutschland"),
            Assert.Single(contact.PostalAddresses));
    }

    [Theory]
    [InlineData("1980-05-17T11:59:00Z", "1980-05-17")]
    [InlineData("1980-05-16T22:00:00Z", "1980-05-17")]
    [InlineData("1980-05-17T05:00:00Z", "1980-05-17")]
    [InlineData("1980-05-17T00:00:00Z", "1980-05-17")]
    [InlineData("1604-02-29T00:00:00Z", "1604-02-29")]
    [InlineData("4501-01-01T00:00:00Z", null)]
    [InlineData("0001-01-01T00:00:00Z", null)]
    public void Reads_the_day_that_was_meant(string birthday, string? day)
    {
        var contact = ReadOne($""" "birthday":"{birthday}" """);

        Assert.Equal(day, contact.Birthday?.ToString("yyyy-MM-dd"));
    }

    [Fact]
    public void Nothing_stays_nothing()
    {
        var contact = ReadOne(
            """ "displayName":"","givenName":null,"companyName":"  ","categories":[],"birthday":null,"homePhones":[""] """);

        Assert.Equal(new SyncContact { Id = "1", FolderId = "f" }.ToString(), contact.ToString());
        Assert.Null(contact.DisplayName);
        Assert.Null(contact.CompanyName);
        Assert.Empty(contact.PhoneNumbers);
        Assert.Empty(contact.Categories);
    }

    [Fact]
    public void Leaves_out_an_item_that_cannot_be_read_and_goes_on()
    {
        var page = Read(
            """
            {"value":[{"id":"1","displayName":"One"},{"id":"2","birthday":"soon"},{"displayName":"no id"},7,{"homePhones":"030","emailAddresses":[{"id":"x"}],"id":"3"},
            {"id":"4","displayName":"Four"}]}
            """);

        Assert.Equal(["One", "Four"], page.Contacts.Select(contact => contact.DisplayName));
        Assert.Equal(4, page.Unreadable);
        Assert.Equal(["2", "3"], page.UnreadableIds);
        Assert.Equal(4, trace.Count);
        Assert.Contains(trace, line => line.Contains('2') && line.Contains("birthday", StringComparison.Ordinal));
    }

    [Fact]
    public void Tells_removed_contacts_and_links()
    {
        var page = Read(
            """
            {"@odata.deltaLink":"https://d","value":[{"id":"1","@removed":{"reason":"deleted"}},{"@removed":{"reason":"changed"},"id":"2"}]}
            """);

        Assert.Empty(page.Contacts);
        Assert.Equal(["1", "2"], page.RemovedIds);
        Assert.Equal((null, "https://d"), (page.NextLink, page.DeltaLink));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"value":null}""")]
    public void Refuses_what_is_no_page(string json) => Assert.Throws<JsonException>(() => Read(json));

    [Fact]
    public void Takes_over_what_only_extended_properties_hold()
    {
        var contact = ReadOne(
            """
            "businessPhones":["030 1"],"singleValueExtendedProperties":[{"id":"String 0x3a24","value":"030 9"},
            {"value":"before its id","id":"String 0x3a25"},{"id":"String 0X3A21","value":" 01 "},{"id":"String 0x3a1e","value":null},
            {"id":"SystemTime 0x3a41","value":"2001-06-01T22:00:00Z"},{"id":"Integer 0x0036","value":"3"},
            {"id":"String 0x7777","value":"x"}]
            """);

        Assert.Equal(
            [new(PhoneNumberKind.BusinessFax, "030 9"), new(PhoneNumberKind.BusinessPhone, "030 1"), new(PhoneNumberKind.Pager, " 01 ")],
            contact.PhoneNumbers.Where(number => number.Kind != PhoneNumberKind.HomeFax));
        Assert.Equal("before its id", Assert.Single(contact.PhoneNumbers, number => number.Kind == PhoneNumberKind.HomeFax).Raw);
        Assert.Equal(new DateOnly(2001, 6, 2), contact.Anniversary);
        Assert.Equal(ContactSensitivity.Confidential, contact.Sensitivity);
    }

    [Theory]
    [InlineData(null, null, ContactSensitivity.Normal)]
    [InlineData("0", "true", ContactSensitivity.Private)]
    [InlineData(null, "true", ContactSensitivity.Private)]
    [InlineData("2", null, ContactSensitivity.Private)]
    [InlineData("1", "true", ContactSensitivity.Personal)]
    [InlineData("3", "false", ContactSensitivity.Confidential)]
    [InlineData("9", null, ContactSensitivity.Private)]
    public void Knows_whom_a_contact_is_meant_for(string? sensitivity, string? isPrivate, ContactSensitivity expected)
    {
        string?[] entries =
        [
            sensitivity is null ? null : $$"""{"id":"Integer 0x36","value":"{{sensitivity}}"}""",
            isPrivate is null ? null : $$"""{"id":"Boolean {00062008-0000-0000-C000-000000000046} Id 0x8506","value":"{{isPrivate}}"}""",
        ];

        var list = string.Join(',', entries.OfType<string>());
        Assert.Equal(expected, ReadOne($""" "singleValueExtendedProperties":[{list}] """).Sensitivity);
    }

    [Fact]
    public void A_second_number_without_a_first_keeps_its_place()
    {
        var contact = ReadOne(
            """
            "homePhones":["1"],"businessPhones":["1","2"],"singleValueExtendedProperties":[{"id":"String 0x3a2f","value":"1"},
            {"id":"String 0x3a1b","value":"2"}]
            """);

        Assert.Equal(
            [new(PhoneNumberKind.BusinessPhone, "1"), new(PhoneNumberKind.BusinessPhone2, "2"), new(PhoneNumberKind.HomePhone2, "1")],
            contact.PhoneNumbers);
    }

    [Fact]
    public void The_order_of_properties_may_change_from_contact_to_contact()
    {
        var page = Read(
            """
            {"value":[{"id":"1","surname":"A","displayName":"B","title":"C"},{"title":"D","id":"2","displayName":"E"},
            {"id":"3","surname":"F","title":"G","displayName":"H"}]}
            """);

        Assert.Equal(
            [("A", "B", "C"), (null, "E", "D"), ("F", "H", "G")],
            page.Contacts.Select(contact => (contact.Surname, contact.DisplayName, contact.Title)));
    }

    [Fact]
    public void Every_property_exists_in_the_contact()
    {
        Assert.Equal("id", GraphContactFields.Select.Split(',')[0]);
        var known = typeof(Microsoft.Graph.Models.Contact).GetProperties().Select(property => property.Name).ToList();
        string[] newer = ["primaryEmailAddress", "secondaryEmailAddress", "tertiaryEmailAddress"];
        Assert.All(GraphContactFields.Properties.Select(field => field.Property).Except(newer), name =>
            Assert.Contains(known, property => property.Equals(name, StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public void The_expansion_stays_within_what_a_filter_may_hold() => Assert.InRange(GraphContactFields.Extended.Count, 15, 25);

    private SyncContact ReadOne(string fields) => Assert.Single(Read($$"""{"value":[{"@odata.etag":"x","id":"1",{{fields}}}]}""").Contacts);

    private GraphContactPage Read(string json) => GraphContactPage.Read(Encoding.UTF8.GetBytes(json), "f", trace.Add);
}
