using System.Net;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;
using Xunit;

namespace ContactSync.Tests.Microsoft365;

public class ReplicationTests
{
    private readonly HastyTime time = new();

    [Fact]
    public async Task An_object_that_a_replica_does_not_know_yet_is_asked_for_again()
    {
        var tries = 0;

        var result = await new Replication(time).RetryAsync(
            "the app", () => ++tries < 5 ? throw Unknown() : Task.FromResult(tries),
            Replication.IsUnknownObject, null, default);

        Assert.Equal(5, result);
        Assert.Equal(TimeSpan.FromSeconds(0.25 + 0.5 + 1 + 2), time.Passed);
    }

    [Theory]
    [InlineData(400, "The appId '1' of the service principal does not reference a valid application object.", true)]
    [InlineData(403, "… the backing application of the service principal being created must in the local tenant", true)]
    [InlineData(403, "Insufficient privileges to complete the operation.", false)]
    [InlineData(400, "Property appId is invalid.", false)]
    public void Only_the_known_answers_to_a_new_service_principal_are_replication(int status, string text, bool expected) =>
        Assert.Equal(expected, Replication.IsUnknownApp(Refusal(status, "Request_BadRequest", text)));

    [Theory]
    [InlineData(400, "Not a valid reference update.", true)]
    [InlineData(400, "Permission being assigned was not found on application", false)]
    [InlineData(403, "Insufficient privileges to complete the operation.", false)]
    public void Only_the_known_answers_to_an_assignment_are_replication(int status, string text, bool expected) =>
        Assert.Equal(expected, Replication.IsUnknownReference(Refusal(status, "Request_BadRequest", text)));

    [Fact]
    public async Task Another_refusal_ends_it_at_once()
    {
        var tries = 0;

        var error = await Assert.ThrowsAsync<ServiceRefusedException>(() => new Replication(time).RetryAsync<int>(
            "the app", () => throw Refusal(++tries + 402, "Authorization_RequestDenied", "No."),
            Replication.IsUnknownObject, null, default));

        Assert.Equal("AccessDenied", error.ErrorId);
        Assert.Equal(1, tries);
    }

    [Fact]
    public async Task What_never_appears_is_given_up_after_ten_minutes_with_its_name()
    {
        var error = await Assert.ThrowsAsync<ServiceRefusedException>(() => new Replication(time).RetryAsync<int>(
            "the app registration 'x'", () => throw Unknown(), Replication.IsUnknownObject, null, default));

        Assert.Equal("NotVisibleYet", error.ErrorId);
        Assert.Contains("the app registration 'x'", error.Message);
        Assert.Equal(404, error.StatusCode);
        Assert.InRange(time.Passed, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task A_thing_is_confirmed_by_three_reads_in_a_row()
    {
        var answers = new Queue<bool>([true, false, true, true, false, true, true, true]);

        await new Replication(time).ConfirmAsync("the app", () => Task.FromResult(answers.Dequeue()), default);

        Assert.Empty(answers);
    }

    [Fact]
    public async Task A_secret_and_its_roles_are_proven_by_fresh_tokens()
    {
        var answers = new Queue<Func<HttpResponseMessage>>(
        [
            () => StubTenant.Refusal(7000215), () => StubTenant.Refusal(700016, "unauthorized_client"),
            () => StubTenant.Token(1), () => StubTenant.Token(2, "Contacts.Read"),
            () => StubTenant.Token(3, "Contacts.Read", "User.ReadBasic.All"), () => StubTenant.Token(4, "Contacts.Read"),
            () => StubTenant.Token(5, "Contacts.Read", "User.ReadBasic.All"),
            () => StubTenant.Token(6, "Contacts.Read", "User.ReadBasic.All"),
            () => StubTenant.Token(7, "Contacts.Read", "User.ReadBasic.All"),
        ]);
        var transport = StubTenant.Transport(_ => new HttpResponseMessage(), _ => answers.Dequeue()());
        await using var session = StubTenant.Session(transport);

        await new TokenProof(session, time).WaitAsync(session, Roles("Contacts.Read", "User.ReadBasic.All"), default);

        Assert.Empty(answers);
    }

    [Fact]
    public async Task Roles_that_never_come_are_named()
    {
        var transport = StubTenant.Transport(_ => new HttpResponseMessage(), _ => StubTenant.Token(1, "Contacts.Read"));
        await using var session = StubTenant.Session(transport);

        var error = await Assert.ThrowsAsync<SyncException>(
            () => new TokenProof(session, time).WaitAsync(session, Roles("Contacts.Read", "User.ReadBasic.All"), default));

        Assert.Equal("NotProvenYet", error.ErrorId);
        Assert.Contains("User.ReadBasic.All", error.Message);
        Assert.DoesNotContain("Contacts.Read", error.Message);
    }

    private static Dictionary<string, IReadOnlyList<string>> Roles(params string[] roles) =>
        new() { ["https://graph.microsoft.com"] = roles };

    private static ServiceRefusedException Unknown() =>
        Refusal(404, "Request_ResourceNotFound", "Resource 'x' does not exist or one of its queried reference-property objects …");

    private static ServiceRefusedException Refusal(int status, string code, string text) =>
        GraphErrors.FromAnswer(new GraphCall("1", StubTenant.Environment.GraphEndpoint, "x"), status, code, text);
}
