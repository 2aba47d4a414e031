using ContactSync.Microsoft365;
using ContactSync.Microsoft365.Ews;
using ContactSync.Microsoft365.Ews.Operations;
using ContactSync.Sandbox;
using ContactSync.Sandbox.Hosting;
using ContactSync.Tests.Graph;
using Xunit;

namespace ContactSync.Tests.Ews;

/// <summary>Contacts written into the sandbox's Exchange and read back.</summary>
public sealed class EwsWriteTests
{
    private static readonly EwsPath GivenName = new EwsPath.Field("contacts:GivenName");
    private static readonly EwsPath Notes = new EwsPath.Field("item:Body");
    private static readonly EwsPath Mobile = new EwsPath.Indexed("contacts:PhoneNumber", nameof(PhoneNumberKind.MobilePhone));
    private static readonly EwsPath Mail = new EwsPath.Indexed("contacts:EmailAddress", "EmailAddress1");
    private static readonly EwsPath City = new EwsPath.Indexed("contacts:PhysicalAddress:City", nameof(PostalAddressKind.Business));
    private static readonly EwsPath YomiCompany = new EwsPath.Address(0x802E, "String");

    [Fact]
    public async Task A_contact_is_made_changed_and_deleted()
    {
        await using var sandbox = await StartAsync();
        using var client = EwsSandbox.Client(sandbox.Host);
        var call = Call(client, sandbox.Host);

        var made = Assert.Single(await client.GetAsync(
            new CreateItem([[
                EwsFieldValue.Of(Mobile, "+49 170 1"), EwsFieldValue.Of(GivenName, "Änne & Co"), EwsFieldValue.Of(Notes, "one\r\ntwo"),
                EwsFieldValue.Of(Mail, "anna@contoso.com") with { ShownName = "Anna" }, EwsFieldValue.Of(City, "Köln"),
                EwsFieldValue.Of(YomiCompany, "kompanii"), new(new EwsPath.Field("item:Categories"), ["A", "B"]),
            ]], EwsFolderId.Contacts), call, default));
        var contact = await ReadAsync(client, call, made);
        Assert.Equal(("Änne & Co", "kompanii"), (contact!.GivenName, contact.YomiCompanyName));
        Assert.Equal("anna@contoso.com", Assert.Single(contact.EmailAddresses).Address);
        Assert.Equal("+49 170 1", Assert.Single(contact.PhoneNumbers).Raw);
        Assert.Equal("Köln", Assert.Single(contact.PostalAddresses).City);
        Assert.Equal(["A", "B"], contact.Categories);
        Assert.Contains("two", contact.Notes, StringComparison.Ordinal);

        EwsFieldValue[] change = [EwsFieldValue.Of(GivenName, "Anna"), EwsFieldValue.Of(Mobile, null), EwsFieldValue.Of(Mail, null)];
        var changed = Assert.Single(await client.GetAsync(Update(made, change), call, default));
        contact = await ReadAsync(client, call, made);
        Assert.Equal("Anna", contact!.GivenName);
        Assert.Empty(contact.PhoneNumbers);
        Assert.Empty(contact.EmailAddresses);
        Assert.NotEqual(made.ChangeKey, changed.ChangeKey);

        var conflict = await Assert.ThrowsAsync<ServiceRefusedException>(() => client.GetAsync(Update(made, change), call, default));
        Assert.Equal(nameof(Errors.ChangedMeanwhile), conflict.ErrorId);
        Assert.Single(await client.GetAsync(Update(made, change, EwsConflictResolution.AlwaysOverwrite), call, default));

        var delete = new DeleteItem([new(made.Id)], EwsDeleteType.MoveToDeletedItems);
        Assert.False(Assert.Single(await client.SendAsync(delete, call, default)).IsError);
        Assert.Null(await ReadAsync(client, call, made));
        Assert.Equal("ErrorItemNotFound", Assert.Single(await client.SendAsync(delete, call, default)).Code);
    }

    [Fact]
    public async Task A_connection_that_breaks_leaves_one_contact_at_most()
    {
        await using var sandbox = await StartAsync();
        using var client = EwsSandbox.Client(sandbox.Host);
        var call = Call(client, sandbox.Host);
        sandbox.Host.Faults.Add(new Fault(FaultBoard.CutBody) { Target = "/EWS/" });

        var error = await Assert.ThrowsAsync<SyncException>(
            () => client.GetAsync(new CreateItem([[EwsFieldValue.Of(GivenName, "Anna")]]), call, default));

        Assert.Equal(nameof(Errors.EwsOutcomeUnknown), error.ErrorId);
        var found = await client.GetAsync(new FindItem([EwsFolderId.Contacts], EwsShape.IdOnly), call, default);
        Assert.Single(found.Entries);
    }

    private static UpdateItem Update(
        EwsItem item, IReadOnlyList<EwsFieldValue> fields, EwsConflictResolution conflicts = EwsConflictResolution.NeverOverwrite) =>
        new([new(new(item.Id, item.ChangeKey), fields)], conflicts);

    private static async Task<SyncContact?> ReadAsync(EwsClient client, EwsCall call, EwsItem item)
    {
        var message = Assert.Single(await client.SendAsync(new GetItem([item.Id], EwsContactFields.Shape), call, default));
        return message.IsError ? null : Assert.Single(message.Payload!).Contact;
    }

    private static async Task<GraphSandbox> StartAsync()
    {
        var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 0);
        await sandbox.ControlAsync(HttpMethod.Post, $"mailboxes/{sandbox.Host.Users[0].Address}/state", new { state = "OnPremises" });
        return sandbox;
    }

    private static EwsCall Call(EwsClient client, SandboxHost host)
    {
        var address = host.Users[0].Address;
        return client.Call($"mailbox {address}", new EwsImpersonation(EwsImpersonationKind.PrimarySmtpAddress, address));
    }
}
