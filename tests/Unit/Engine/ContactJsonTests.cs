using System.Reflection;
using System.Text;
using ContactSync.Engine.Planning;
using Xunit;

namespace ContactSync.Tests.Engine;

/// <summary>The form a contact is stored and compared in.</summary>
public class ContactJsonTests
{
    /// <summary>A contact with every property set.</summary>
    public static SyncContact FullContact()
    {
        var contact = new SyncContact { Id = "full", FolderId = "F" };
        foreach (var property in typeof(SyncContact).GetProperties().Where(property => property.Name is not ("Id" or "FolderId")))
            property.SetValue(contact, SampleFor(property));
        return contact;
    }

    [Fact]
    public void Every_field_comes_back()
    {
        var contact = FullContact();

        var read = ContactJson.Read(ContactJson.Write(contact), contact.Id, contact.FolderId, contact.LastModified);

        Assert.Equivalent(contact, read, strict: true);
    }

    [Fact]
    public void Every_field_counts()
    {
        var full = Hash(FullContact());
        foreach (var property in typeof(SyncContact).GetProperties())
        {
            var contact = FullContact();
            var isText = property.PropertyType == typeof(string);
            property.SetValue(contact, isText ? "changed" : property.PropertyType.IsGenericType && !property.PropertyType.IsValueType
                ? Array.CreateInstance(property.PropertyType.GenericTypeArguments[0], 0) : null);

            var isField = property.Name is not (nameof(SyncContact.Id) or nameof(SyncContact.FolderId) or nameof(SyncContact.LastModified));
            Assert.True(isField == (Hash(contact) != full), property.Name);
        }
    }

    [Fact]
    public void A_contact_without_fields_is_empty_and_comes_back()
    {
        var contact = new SyncContact { Id = "x", FolderId = "F" };
        var json = ContactJson.Write(contact);

        Assert.Equal("{}", Encoding.UTF8.GetString(json));
        Assert.Equivalent(contact, ContactJson.Read(json, "x", "F", null), strict: true);
    }

    /// <summary>Stores keep these hashes: a change of form would make every entry of every store an update.</summary>
    [Fact]
    public void The_form_is_the_same_in_every_version()
    {
        var contact = new SyncContact
        {
            Id = "x",
            FolderId = "F",
            DisplayName = "Jürgen \"Müller\"",
            Birthday = new DateOnly(1970, 1, 31),
            PhoneNumbers = [new(PhoneNumberKind.BusinessPhone, "030 / 23125-011", "+493023125011")],
            EmailAddresses = [new(1, "j@example.com")],
        };

        var json = ContactJson.Write(contact);

        Assert.Equal(
            """
            {"Birthday":"1970-01-31","DisplayName":"Jürgen \"Müller\"","EmailAddresses":[{"Address":"j@example.com","Slot":1}],
            "PhoneNumbers":[{"E164":"+493023125011","Kind":"BusinessPhone","Raw":"030 / 23125-011"}]}
            """.ReplaceLineEndings(""),
            Encoding.UTF8.GetString(json));
        Assert.Equal(Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(json)), ContactJson.Hash(json));
    }

    [Fact]
    public void A_lone_surrogate_does_not_stop_a_contact()
    {
        var json = ContactJson.Write(new SyncContact { Id = "x", FolderId = "F", Notes = "broken \ud83d" });

        Assert.Equal("broken \ufffd", ContactJson.Read(json, "x", "F", null).Notes);
    }

    private static string Hash(SyncContact contact) => ContactJson.Hash(ContactJson.Write(contact));

    private static object SampleFor(PropertyInfo property) => property.PropertyType switch
    {
        var type when type == typeof(string) => $"{property.Name} ä\n'\"<&",
        var type when type == typeof(DateTimeOffset?) => new DateTimeOffset(2026, 11, 23, 10, 0, 0, 123, TimeSpan.Zero),
        var type when type == typeof(DateOnly?) => new DateOnly(1999, 12, 31),
        var type when type == typeof(IReadOnlyList<string>) => new[] { property.Name, "zwei" },
        var type when type == typeof(IReadOnlyList<SyncPhoneNumber>) =>
            Enum.GetValues<PhoneNumberKind>().Select(kind => new SyncPhoneNumber(kind, $"030 90182{(int)kind:D2} ext. 5")).ToArray(),
        var type when type == typeof(IReadOnlyList<SyncEmailAddress>) =>
            new[] { new SyncEmailAddress(1, "a@b"), new SyncEmailAddress(3, "c@d", "Name") },
        var type when type == typeof(IReadOnlyList<SyncPostalAddress>) =>
            new[] { new SyncPostalAddress(PostalAddressKind.Home, "Straße 1\n2. Stock", "10115", "Berlin", "BE", "Deutschland") },
        var type when type == typeof(IReadOnlyList<SyncContactMember>) =>
            new[] { new SyncContactMember("Name", "a@b"), new SyncContactMember("Group", null) },
        var type when type == typeof(byte[]) => new byte[] { 0xFF, 0xD8, 0 },
        { IsEnum: true } type => Enum.GetValues(type).GetValue(1)!,
        var type => throw new NotSupportedException($"No sample for {type}: add one."),
    };
}
