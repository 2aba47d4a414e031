using System.Text;
using System.Xml;
using ContactSync.Microsoft365.Ews;
using ContactSync.Microsoft365.Ews.Operations;
using Xunit;

namespace ContactSync.Tests.Ews;

/// <summary>Answers are read without a socket: whole ones rightly, all others with an error.</summary>
public sealed class EwsReplyTests
{
    private static readonly EwsFolderId Folder = new("F1");

    private static readonly Dictionary<string, (string Text, Func<string, int> Read)> Samples = new()
    {
        ["GetFolder"] = Sample(EwsSamples.GetFolder, new GetFolder([Folder], EwsShape.IdOnly)),
        ["FindFolder"] = Sample(EwsSamples.FindFolder, new FindFolder([Folder], EwsShape.IdOnly)),
        ["FindItem"] = Sample(EwsSamples.FindItem, new FindItem([Folder], EwsShape.IdOnly)),
        ["SyncFolderItems"] = Sample(EwsSamples.SyncFolderItems, new SyncFolderItems(Folder, EwsShape.IdOnly, null)),
        ["SyncFolderHierarchy"] = Sample(EwsSamples.SyncFolderHierarchy, new SyncFolderHierarchy(Folder, EwsShape.IdOnly, null)),
        ["GetItem"] = Sample(EwsSamples.GetItem, new GetItem([], EwsShape.IdOnly)),
        ["ResolveNames"] = Sample(EwsSamples.ResolveNames, new ResolveNames("a")),
        ["ExpandDL"] = Sample(EwsSamples.ExpandDL, new ExpandDL(new EwsMailbox(null, "a@b.c", null, null))),
        ["GetUserPhoto"] = Sample(EwsSamples.GetUserPhoto, new GetUserPhoto("a@b.c", 96)),
        ["GetAttachment"] = Sample(EwsSamples.GetAttachment, new GetAttachment([])),
        ["ConvertId"] = Sample(EwsSamples.ConvertId, new ConvertId([], EwsIdFormat.EwsId, EwsIdFormat.HexEntryId, "a@b.c")),
        ["Fault"] = Sample(
            EwsSamples.Fault("ErrorServerBusy", "Busy.", """<t:Value Name="BackOffMilliseconds">1</t:Value>"""),
            new GetItem([], EwsShape.IdOnly)),
    };

    public static TheoryData<string> Names => [.. Samples.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_sample_is_valid(string name) => EwsSchema.AssertValid(Samples[name].Text);

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_beginning_of_an_answer_is_an_error(string name)
    {
        var (text, read) = Samples[name];
        Assert.Equal(name == "Fault" ? 0 : XmlCount(name), read(text));
        for (var length = 0; length < text.Length; length++)
        {
            var start = text[..length];
            Assert.Throws<XmlException>(() => read(start));
        }
    }

    [Fact]
    public void Folders_come_with_class_parent_and_visibility()
    {
        var page = EwsSamples.Read(new FindFolder([Folder], EwsFolder.Shape), EwsSamples.FindFolder).Messages.Single().Payload!;

        Assert.Equal((true, 3, 3), (page.IsLast, page.NextOffset, page.Total));
        Assert.Equal(["Contacts", "Recipient Cache", "Found"], page.Entries.Select(folder => folder.DisplayName));
        Assert.Equal([false, true, false], page.Entries.Select(folder => folder.IsHidden));
        Assert.Equal([false, false, true], page.Entries.Select(folder => folder.IsSearch));
        var own = page.Entries[0];
        Assert.Equal(("ROOT", "IPF.Contact", 7, 1), (own.ParentId, own.Class, own.TotalCount, own.ChildFolderCount));
    }

    [Fact]
    public void One_part_may_fail_beside_others()
    {
        var messages = EwsSamples.Read(new GetFolder([Folder, Folder], EwsShape.IdOnly), EwsSamples.GetFolder).Messages;

        Assert.Equal(["NoError", "ErrorFolderNotFound"], messages.Select(message => message.Code));
        Assert.Equal("Kontakte", messages[0].Payload!.Single().DisplayName);
        Assert.True(messages[1].IsError);
    }

    [Fact]
    public void Changes_keep_their_order_and_name_what_is_gone()
    {
        var operation = new SyncFolderItems(Folder, EwsShape.IdOnly, null);
        var page = EwsSamples.Read(operation, EwsSamples.SyncFolderItems).Messages.Single().Payload!;

        Assert.Equal(("H4sIAAA=", true), (page.SyncState, page.IsLast));
        Assert.Equal([("C1", false), ("D1", false), ("C2", true)], page.Changes.Select(change => (change.Item.Id, change.IsDeleted)));
        Assert.Equal([ContactKind.Contact, ContactKind.Group, null], page.Changes.Select(change => change.Item.Kind));
    }

    [Fact]
    public void Folder_changes_name_what_is_gone()
    {
        var operation = new SyncFolderHierarchy(Folder, EwsShape.IdOnly, null);
        var page = EwsSamples.Read(operation, EwsSamples.SyncFolderHierarchy).Messages.Single().Payload!;

        Assert.Equal(("H4sI", true, "F9"), (page.SyncState, page.IsLast, page.DeletedIds.Single()));
        Assert.Equal("Contacts", page.Changed.Single().DisplayName);
    }

    [Fact]
    public void A_page_says_where_the_next_one_begins()
    {
        var page = EwsSamples.Read(new FindItem([Folder], EwsShape.IdOnly), EwsSamples.FindItem).Messages.Single().Payload!;

        Assert.Equal((false, 2, 5), (page.IsLast, page.NextOffset, page.Total));
        Assert.Equal([ContactKind.Contact, null], page.Entries.Select(item => item.Kind));
    }

    [Fact]
    public void Every_field_of_a_contact_is_taken_over()
    {
        var contact = EwsSamples.Read(new GetItem([], EwsShape.IdOnly), EwsSamples.GetItem).Messages[0].Payload!.Single().Contact!;

        Assert.Equal(("C1", "F1"), (contact.Id, contact.FolderId));
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 8, 15, 30, TimeSpan.Zero), contact.LastModified);
        Assert.Equal(["Customers", "VIP"], contact.Categories);
        Assert.Equal("First line\r\nsecond line", contact.Notes);
        Assert.Equal(("Müller, Anna", "Anna Müller"), (contact.FileAs, contact.DisplayName));
        Assert.Equal(("Dr.", "Anna", "Maria", "Müller"), (contact.Title, contact.GivenName, contact.MiddleName, contact.Surname));
        Assert.Equal(("jr.", "A.M.", "Anni"), (contact.Suffix, contact.Initials, contact.NickName));
        Assert.Equal(("ana", "myuraa", "kompanii"), (contact.YomiGivenName, contact.YomiSurname, contact.YomiCompanyName));
        Assert.Equal(("Müller & Söhne", "Sales", "Head"), (contact.CompanyName, contact.Department, contact.JobTitle));
        Assert.Equal(("Engineer", "4.11", "Erika"), (contact.Profession, contact.OfficeLocation, contact.Manager));
        Assert.Equal(("Otto", "Karl", "https://contoso.com"), (contact.AssistantName, contact.SpouseName, contact.WebPage));
        Assert.Equal(["Max", "Moritz"], contact.Children);
        Assert.Equal((new DateOnly(1975, 5, 5), new DateOnly(2001, 7, 1)), (contact.Birthday, contact.Anniversary));
        Assert.Equal(Enum.GetValues<PhoneNumberKind>(), contact.PhoneNumbers.Select(number => number.Kind));
        Assert.Equal(Enumerable.Range(1, 19).Select(number => number.ToString()), contact.PhoneNumbers.Select(number => number.Raw));
        Assert.Equal(
            [new(1, "anna@contoso.com", "Anna (work)"), new(2, "berta@contoso.com", "Berta"), new(3, "third@contoso.com")],
            contact.EmailAddresses);
        Assert.Equal(
            [
                new(PostalAddressKind.Business, null, null, "Bonn", null, null),
                new(PostalAddressKind.Home, "Am Markt 1", "50667", "Köln", "NRW", "Deutschland"),
            ],
            contact.PostalAddresses);
        Assert.Equal(["sip:anna@contoso.com", "anna2"], contact.ImAddresses);
    }

    [Fact]
    public void Lists_have_members_and_photos_are_told_apart()
    {
        var messages = EwsSamples.Read(new GetItem([], EwsShape.IdOnly), EwsSamples.GetItem).Messages;

        var list = messages[2].Payload!.Single();
        Assert.Equal(("otto@contoso.com", "OneOff"), (list.Members.Single().Address, list.Members.Single().Type));
        Assert.Equal((ContactKind.Group, "Friends"), (list.Contact!.Kind, list.Contact.DisplayName));
        Assert.Equal([new SyncContactMember("Otto", "otto@contoso.com")], list.Contact.Members);
        var photo = messages[3].Payload!.Single().Attachments.Single();
        Assert.Equal(("A1", true, 0), (photo.Id, photo.IsContactPhoto, photo.Content.Length));
    }

    [Fact]
    public void Names_lists_photos_files_and_ids()
    {
        var names = EwsSamples.Read(new ResolveNames("a"), EwsSamples.ResolveNames).Messages.Single();
        Assert.Equal((EwsOutcome.Warning, "ErrorNameResolutionMultipleResults", false), (names.Outcome, names.Code, names.IsError));
        Assert.Equal(["Mailbox", "PublicDL"], names.Payload!.Entries.Select(entry => entry.Mailbox.Type));
        Assert.Equal("+49 221 1", names.Payload.Entries[0].Contact!.PhoneNumbers.Single().Raw);

        var members = EwsSamples.Read(new ExpandDL(new EwsMailbox(null, "a@b.c", null, null)), EwsSamples.ExpandDL).Messages.Single();
        Assert.Equal(["anna@contoso.com", "sub@contoso.com"], members.Payload!.Entries.Select(member => member.Address));

        byte[] jpeg = [0xFF, 0xD8, 0xFF, 0xE0];
        Assert.Equal(jpeg, EwsSamples.Read(new GetUserPhoto("a@b.c", 96), EwsSamples.GetUserPhoto).Messages.Single().Payload!.Jpeg);
        Assert.Equal(jpeg, EwsSamples.Read(new GetAttachment([]), EwsSamples.GetAttachment).Messages.Single().Payload!.Single().Content);
        var id = EwsSamples.Read(new ConvertId([], EwsIdFormat.EwsId, EwsIdFormat.HexEntryId, "a@b.c"), EwsSamples.ConvertId);
        Assert.Equal("00AB", id.Messages.Single().Payload);
    }

    [Fact]
    public void A_fault_keeps_code_words_and_values()
    {
        var reply = EwsSamples.Read(
            new GetItem([], EwsShape.IdOnly),
            EwsSamples.Fault(
                "ErrorServerBusy", "The server cannot service this request right now.",
                """<t:Value Name="BackOffMilliseconds">297749</t:Value>"""));

        Assert.Empty(reply.Messages);
        Assert.Equal(("ErrorServerBusy", TimeSpan.FromMilliseconds(297749)), (reply.Fault!.Code, reply.Fault.BackOff));
        Assert.Equal(new EwsServerVersion(15, 2, 1544, 11), reply.Server);
    }

    [Fact]
    public void An_internal_error_may_hide_another_one()
    {
        var values = """<t:Value Name="InnerErrorResponseCode">ErrorServerBusy</t:Value>""";
        var reply = EwsSamples.Read(new GetItem([], EwsShape.IdOnly), EwsSamples.Fault("ErrorInternalServerError", "No.", values));

        Assert.Equal("ErrorServerBusy", reply.Fault!.DecidingCode);
    }

    [Theory]
    [InlineData("", "an empty answer")]
    [InlineData("<html><body>Server Error in '/EWS' Application.</body></html>", "a page")]
    [InlineData("<!DOCTYPE s:Envelope [<!ENTITY x \"y\">]><Envelope/>", "a DTD")]
    public void What_is_no_envelope_is_an_error(string answer, string what)
    {
        var error = Assert.Throws<XmlException>(() => EwsSamples.Read(new GetItem([], EwsShape.IdOnly), answer));

        Assert.False(string.IsNullOrEmpty(error.Message), what);
    }

    [Fact]
    public void Depth_is_bounded()
    {
        var deep = string.Concat(Enumerable.Repeat("<x>", 5000)) + string.Concat(Enumerable.Repeat("</x>", 5000));

        var error = Assert.Throws<XmlException>(() => EwsSamples.Read(new GetItem([], EwsShape.IdOnly), EwsSamples.Envelope(deep)));
        Assert.Contains("deeper", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_to_something_else_is_an_error() =>
        Assert.Throws<XmlException>(() => EwsSamples.Read(new GetItem([], EwsShape.IdOnly), EwsSamples.ExpandDL));

    [Fact]
    public void One_unreadable_contact_costs_no_other_one()
    {
        var answer = EwsSamples.Answer("GetItem", EwsSamples.Message("GetItem", """
            <m:Items>
              <t:Contact><t:ItemId Id="C1"/><t:Birthday>never</t:Birthday><t:Surname>Lost</t:Surname></t:Contact>
              <t:Contact><t:Surname>Nameless</t:Surname></t:Contact>
              <t:Contact><t:ItemId Id="C2"/><t:Surname>Kept</t:Surname></t:Contact>
            </m:Items>
            """));

        var items = EwsSamples.Read(new GetItem([], EwsShape.IdOnly), answer).Messages.Single().Payload!;

        Assert.Equal([true, true, false], items.Select(item => item.Defect is not null));
        Assert.Equal("Kept", items[2].Contact!.Surname);
    }

    [Fact]
    public void Characters_that_no_text_may_have_are_dropped()
    {
        var answer = EwsSamples.Answer("GetItem", EwsSamples.Message("GetItem", """
            <m:Items><t:Contact><t:ItemId Id="C1"/><t:DisplayName>An&#x1F;na &#x1F600;</t:DisplayName>
              <t:Surname>&#x0B;</t:Surname></t:Contact></m:Items>
            """));

        var contact = EwsSamples.Read(new GetItem([], EwsShape.IdOnly), answer).Messages.Single().Payload!.Single().Contact!;

        Assert.Equal(("Anna 😀", null), (contact.DisplayName, contact.Surname));
    }

    [Fact]
    public void No_date_is_no_date()
    {
        var answer = EwsSamples.Answer("GetItem", EwsSamples.Message("GetItem", """
            <m:Items><t:Contact><t:ItemId Id="C1"/><t:Birthday>4501-01-01T00:00:00Z</t:Birthday></t:Contact></m:Items>
            """));

        Assert.Null(EwsSamples.Read(new GetItem([], EwsShape.IdOnly), answer).Messages.Single().Payload!.Single().Contact!.Birthday);
    }

    private static int XmlCount(string name) => name switch
    {
        "GetFolder" => 2,
        "GetItem" => 4,
        _ => 1,
    };

    private static (string Text, Func<string, int> Read) Sample<T>(string text, EwsOperation<T> operation)
        where T : class =>
        (text, part => EwsReply<T>.Read(operation, new MemoryStream(Encoding.UTF8.GetBytes(part))).Messages.Count);
}
