using ContactSync.Sandbox.Mailboxes.Properties;
using ContactSync.Sandbox.Mailboxes.Store;
using Xunit;

namespace ContactSync.Tests.Sandbox;

public class MailboxIdTests
{
    private static readonly Guid Box = new("793bc66d-abad-4db7-b4ec-8f5ea989b46c");

    [Fact]
    public void IdsLookLikeTheServicesOwn()
    {
        var contact = new ExchangeId(ExchangeIdKind.Contact, Box, 2, 101).ToString();
        var folder = new ExchangeId(ExchangeIdKind.Folder, Box, 2, 0).ToString();
        var immutable = new ExchangeId(ExchangeIdKind.ImmutableContact, Box, 0, 101).ToString();
        Assert.StartsWith("AAMkADc5M2JjNjZkLWFiYWQtNGRiNy1iNGVjLThmNWVhOTg5YjQ2YwBG", contact);
        Assert.Equal(152, contact.Length);
        Assert.StartsWith("AAMkADc5M2JjNjZkLWFiYWQtNGRiNy1iNGVjLThmNWVhOTg5YjQ2YwAuAAAAAA", folder);
        Assert.Equal(120, folder.Length);
        Assert.StartsWith("AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A", immutable);
        Assert.Equal(40, ExchangeId.ChangeKey(Box, 77).Length);
    }

    [Fact]
    public void ReadsWhatItWrites()
    {
        ExchangeId[] ids =
        [
            new(ExchangeIdKind.Contact, Box, 3, 4711),
            new(ExchangeIdKind.Folder, Box, 12, 0),
            new(ExchangeIdKind.ImmutableContact, Box, 0, 4711),
        ];
        foreach (var id in ids)
        {
            Assert.True(ExchangeId.TryParse(id.ToString(), out var read));
            Assert.Equal(id, read);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("delta")]
    [InlineData("AAMkAGI2THk0AAA=")]
    [InlineData("not base64 !")]
    public void RefusesOtherIds(string text) => Assert.False(ExchangeId.TryParse(text, out _));

    [Fact]
    public void AnIdInOtherCaseIsAnotherId()
    {
        var id = new ExchangeId(ExchangeIdKind.Contact, Box, 2, 101).ToString();
        Assert.False(ExchangeId.TryParse(id.ToLowerInvariant(), out _));
        Assert.False(ExchangeId.TryParse(id.TrimEnd('='), out _));
    }

    [Theory]
    [InlineData("String 0x3A24", "String 0x3a24")]
    [InlineData("integer 0x36", "Integer 0x36")]
    [InlineData("Boolean {00062008-0000-0000-C000-000000000046} Id 0x8506", "Boolean {00062008-0000-0000-c000-000000000046} Id 0x8506")]
    [InlineData(
        "String {00020329-0000-0000-C000-000000000046} Name Keywords", "String {00020329-0000-0000-c000-000000000046} Name Keywords")]
    public void ReadsIdsOfExtendedProperties(string text, string canonical)
    {
        Assert.True(MapiProperty.TryParse(text, out var property));
        Assert.Equal(canonical, property.GraphId);
    }

    [Theory]
    [InlineData("String")]
    [InlineData("Text 0x3A24")]
    [InlineData("String 0x8A24")]
    [InlineData("String {x} Id 0x8506")]
    [InlineData("3 0x3A24")]
    public void RefusesOtherIdsOfExtendedProperties(string text) => Assert.False(MapiProperty.TryParse(text, out _));
}
