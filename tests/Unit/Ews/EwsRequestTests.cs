using System.Text;
using System.Xml.Linq;
using ContactSync.Microsoft365.Ews;
using ContactSync.Microsoft365.Ews.Operations;
using ContactSync.Microsoft365.ManagedFolders;
using Xunit;

namespace ContactSync.Tests.Ews;

/// <summary>Every request the client can send, against Microsoft's own schema.</summary>
public sealed class EwsRequestTests
{
    private static readonly EwsFolderId Folder = new("AAMkAGI=");

    private static readonly EwsMailbox Team = new("Team", "team@contoso.com", null, null);

    private static readonly EwsPath Pager = new EwsPath.Indexed("contacts:PhoneNumber", nameof(PhoneNumberKind.Pager));

    /// <summary>A value for each kind of property that can be written, in no order.</summary>
    private static readonly IReadOnlyList<EwsFieldValue> EveryField =
    [
        EwsFieldValue.Of(new EwsPath.Field("contacts:Surname"), "Müller & Söhne \u0001"),
        EwsFieldValue.Of(new EwsPath.Field("item:Sensitivity"), "Private"),
        EwsFieldValue.Of(new EwsPath.Field("item:Body"), "one\r\ntwo"),
        new(new EwsPath.Field("item:Categories"), ["Customers", "VIP"]),
        new(new EwsPath.Field("contacts:Children"), ["Max"]),
        new(new EwsPath.Field("contacts:Companies"), ["Contoso"]),
        EwsFieldValue.Of(new EwsPath.Field("contacts:Birthday"), "1975-05-05T00:00:00Z"),
        EwsFieldValue.Of(new EwsPath.Field("contacts:FileAsMapping"), "LastCommaFirst"),
        .. Enum.GetNames<PhoneNumberKind>().Select(kind => EwsFieldValue.Of(new EwsPath.Indexed("contacts:PhoneNumber", kind), "1")),
        .. new[] { "FileAs", "DisplayName", "GivenName", "Initials", "MiddleName", "Nickname", "CompanyName", "AssistantName",
                "BusinessHomePage", "Department", "Generation", "JobTitle", "Manager", "OfficeLocation", "Profession", "SpouseName" }
            .Select(name => EwsFieldValue.Of(new EwsPath.Field("contacts:" + name), name)),
        EwsFieldValue.Of(new EwsPath.Indexed("contacts:EmailAddress", "EmailAddress2"), "a@contoso.com") with { ShownName = "A" },
        EwsFieldValue.Of(new EwsPath.Indexed("contacts:EmailAddress", "EmailAddress1"), "b@contoso.com"),
        EwsFieldValue.Of(new EwsPath.Indexed("contacts:ImAddress", "ImAddress1"), "sip:b@contoso.com"),
        .. Enum.GetNames<PostalAddressKind>().SelectMany(kind => new[] { "PostalCode", "Street", "City", "CountryOrRegion", "State" }
            .Select(part => EwsFieldValue.Of(new EwsPath.Indexed("contacts:PhysicalAddress:" + part, kind), part))),
        EwsFieldValue.Of(new EwsPath.Tagged(0x3A45, "String"), "Dr."),
        new(new EwsPath.Tagged(0x3A58, "StringArray"), ["Max", "Moritz"]),
        EwsFieldValue.Of(new EwsPath.Address(0x802E, "String"), "kompanii"),
        EwsFieldValue.Of(ManagedMark.EwsEntry, "5f6c1c26-7f0e-4a9b-9f57-0c5d1f6b8a11"),
    ];

    private static readonly Dictionary<string, string> Requests = new()
    {
        ["GetFolder, one by id"] = Write(new GetFolder([Folder], EwsShape.IdOnly)),
        ["GetFolder, several by name"] = Write(new GetFolder([EwsFolderId.Contacts, EwsFolderId.DeletedItems, Folder], EwsFolder.Shape)),
        ["GetFolder, somebody else's"] = Write(new GetFolder([EwsFolderId.Named("contacts", "anna@contoso.com")], EwsFolder.Shape)),
        ["FindFolder, deep by class"] =
            Write(new FindFolder([EwsFolderId.Root, EwsFolderId.DeletedItems], EwsFolder.Shape, 0, "IPF.Contact")),
        ["FindFolder, shallow"] = Write(new FindFolder([Folder], EwsShape.IdOnly, 1000, isDeep: false)),
        ["FindItem, contacts"] = Write(new FindItem([Folder], EwsContactFields.Shape)),
        ["FindItem, ids of two folders"] = Write(new FindItem([Folder, EwsFolderId.Contacts], EwsShape.IdOnly, 500, 100)),
        ["SyncFolderItems, first"] = Write(new SyncFolderItems(Folder, EwsShape.IdOnly, null)),
        ["SyncFolderItems, next"] = Write(new SyncFolderItems(EwsFolderId.Contacts, EwsContactFields.Shape, "H4sIAAA=", 1)),
        ["SyncFolderHierarchy, first"] = Write(new SyncFolderHierarchy(EwsFolderId.Root, EwsFolder.Shape, null)),
        ["SyncFolderHierarchy, next"] = Write(new SyncFolderHierarchy(Folder, EwsShape.IdOnly, "H4sIAAA=")),
        ["GetItem, one"] = Write(new GetItem(["AAA="], EwsShape.IdOnly)),
        ["GetItem, contacts"] = Write(new GetItem(["AAA=", "BBB=", "CCC="], EwsContactFields.Shape)),
        ["GetItem, with base properties"] = Write(new GetItem(["AAA="], new EwsShape(EwsBaseShape.AllProperties, []))),
        ["ResolveNames"] = Write(new ResolveNames("Müller & Söhne <x>")),
        ["ResolveNames, with contacts"] = Write(new ResolveNames("anna", true, EwsNameScope.ContactsActiveDirectory)),
        ["ExpandDL, by address"] = Write(new ExpandDL(Team)),
        ["ExpandDL, by internal address"] = Write(new ExpandDL(Team with { Address = "/o=First/cn=Team", RoutingType = "EX" })),
        ["ExpandDL, by item"] = Write(new ExpandDL(Team with { ItemId = "AAA=" })),
        ["GetUserPhoto"] = Write(new GetUserPhoto("anna@contoso.com", 96)),
        ["GetAttachment"] = Write(new GetAttachment(["AAA=", "BBB="])),
        ["ConvertId"] = Write(new ConvertId(["AAA=", "BBB="], EwsIdFormat.EwsId, EwsIdFormat.HexEntryId, "anna@contoso.com")),
        ["CreateItem"] = Write(new CreateItem([EveryField.OrderBy(field => field.Path.ToString()).ToList(), [EveryField[0]]], Folder)),
        ["CreateItem, in the mailbox's own folder"] = Write(new CreateItem([[EveryField[0], EwsFieldValue.Of(Pager, null)]])),
        ["UpdateItem"] = Write(new UpdateItem(
            [new(new("AAA=", "EQ=="), EveryField), new(new("BBB="), [EveryField[0]])], EwsConflictResolution.NeverOverwrite)),
        ["UpdateItem, fields taken away"] = Write(new UpdateItem(
            [new(new("AAA=", "EQ=="), [.. EveryField.Select(field => EwsFieldValue.Of(field.Path, null))])],
            EwsConflictResolution.AutoResolve)),
        ["UpdateItem, overwriting"] =
            Write(new UpdateItem([new(new("AAA="), [EveryField[^1]])], EwsConflictResolution.AlwaysOverwrite)),
        ["DeleteItem, for good"] = Write(new DeleteItem([new("AAA=", "EQ=="), new("BBB=")], EwsDeleteType.HardDelete)),
        ["DeleteItem, softly"] = Write(new DeleteItem([new("AAA=")], EwsDeleteType.SoftDelete)),
        ["DeleteItem, into the bin"] = Write(new DeleteItem([new("AAA=")], EwsDeleteType.MoveToDeletedItems)),
        ["CreateFolder"] = Write(new CreateFolder(
            EwsFolderId.Contacts, "Firma & Söhne", EwsFieldValue.Of(ManagedMark.EwsFolder, "5f6c1c26-7f0e-4a9b-9f57-0c5d1f6b8a11"))),
        ["UpdateFolder"] = Write(new UpdateFolder(Folder, "Firma")),
        ["DeleteFolder"] = Write(new DeleteFolder([Folder], EwsDeleteType.HardDelete)),
        ["by primary address"] =
            Write(new GetItem(["A"], EwsShape.IdOnly), new(EwsImpersonationKind.PrimarySmtpAddress, "anna@contoso.com")),
        ["by address"] = Write(new GetItem(["A"], EwsShape.IdOnly), new(EwsImpersonationKind.SmtpAddress, "a@contoso.com")),
        ["by principal name"] = Write(new GetItem(["A"], EwsShape.IdOnly), new(EwsImpersonationKind.PrincipalName, "anna@corp.local")),
        ["by SID"] = Write(new GetItem(["A"], EwsShape.IdOnly), new(EwsImpersonationKind.Sid, "S-1-5-21-1-2-3-1001")),
    };

    public static TheoryData<string> Names => [.. Requests.Keys];

    public static TheoryData<string> Schemas =>
        [.. new[] { (15, 20, 1), (15, 2, 1), (15, 0, 847), (15, 0, 500), (14, 3, 1), (14, 1, 1), (14, 0, 1), (8, 3, 1) }
            .Select(version => new EwsServerVersion(version.Item1, version.Item2, version.Item3, 0).Schema)
            .Distinct()];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_request_is_valid(string name) => EwsSchema.AssertValid(Requests[name]);

    [Fact]
    public void Every_operation_is_among_the_requests()
    {
        var operations = typeof(EwsClient).Assembly.GetTypes()
            .Where(type => type is { IsAbstract: false, BaseType.IsGenericType: true }
                && type.BaseType.GetGenericTypeDefinition() == typeof(EwsOperation<>));
        var written = Requests.Values.Select(request => XDocument.Parse(request).Descendants()
            .First(element => element.Name.NamespaceName == EwsNames.Messages).Name.LocalName);

        Assert.Equal(operations.Select(type => type.Name).Order(), written.Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public void Every_schema_version_is_one_the_schema_knows(string version) =>
        EwsSchema.AssertValid(Write(new GetItem(["A"], EwsShape.IdOnly), schema: version));

    [Theory]
    [InlineData(15, 20, 9000, "Exchange2013_SP1")]
    [InlineData(15, 2, 1544, "Exchange2013_SP1")]
    [InlineData(15, 1, 2507, "Exchange2013_SP1")]
    [InlineData(15, 0, 847, "Exchange2013_SP1")]
    [InlineData(15, 0, 846, "Exchange2013")]
    [InlineData(14, 3, 123, "Exchange2010_SP2")]
    [InlineData(14, 1, 218, "Exchange2010_SP1")]
    [InlineData(14, 0, 639, "Exchange2010")]
    [InlineData(8, 3, 83, "Exchange2007_SP1")]
    public void A_server_s_version_decides_the_schema(int major, int minor, int build, string expected) =>
        Assert.Equal(expected, new EwsServerVersion(major, minor, build, 0).Schema);

    [Fact]
    public void The_namespaces_begin_with_http() =>
        Assert.DoesNotContain("https://schemas", string.Concat(Requests.Values), StringComparison.Ordinal);

    [Fact]
    public void Each_of_the_19_numbers_is_asked_for_by_its_key()
    {
        var keys = XDocument.Parse(Requests["GetItem, contacts"]).Descendants()
            .Where(element => (string?)element.Attribute("FieldURI") == "contacts:PhoneNumber")
            .Select(element => element.Attribute("FieldIndex")!.Value);

        Assert.Equal(Enum.GetNames<PhoneNumberKind>(), keys);
    }

    [Fact]
    public void A_change_names_one_entry_and_sends_that_alone()
    {
        var updates = XDocument.Parse(Requests["UpdateItem"]).Descendants(XName.Get("SetItemField", EwsNames.Types)).ToList();

        Assert.Equal(EveryField.Count + 1, updates.Count);
        Assert.All(updates, update => Assert.Single(update.Elements().Last().Elements()));
        Assert.All(updates.Where(update => update.Elements().First().Name.LocalName == "IndexedFieldURI"), update =>
        {
            var entry = Assert.Single(update.Elements().Last().Elements().Single().Elements());
            Assert.Equal(update.Elements().First().Attribute("FieldIndex")!.Value, entry.Attribute("Key")!.Value);
        });
    }

    [Fact]
    public void What_a_contact_does_not_have_cannot_be_written() => Assert.Throws<ArgumentException>(
        () => Write(new CreateItem([[EwsFieldValue.Of(new EwsPath.Field("contacts:CompleteName"), "x")]])));

    private static string Write<T>(EwsOperation<T> operation, EwsImpersonation? impersonation = null, string? schema = null)
        where T : class =>
        Encoding.UTF8.GetString(EwsEnvelope.Write(operation, schema ?? EwsServerVersion.PreferredSchema, impersonation));
}
