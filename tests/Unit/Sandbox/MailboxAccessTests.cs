using ContactSync.Sandbox;
using ContactSync.Sandbox.Hosting;
using Xunit;

namespace ContactSync.Tests.Sandbox;

public sealed class MailboxAccessTests : IAsyncLifetime
{
    private MailboxSandbox _sandbox = null!;

    public async ValueTask InitializeAsync() =>
        _sandbox = await MailboxSandbox.StartAsync(
            new SandboxOptions { MailboxCount = 3, ContactsPerMailbox = 5, LatencyMilliseconds = 200 });

    public ValueTask DisposeAsync() => _sandbox.DisposeAsync();

    [Fact]
    public async Task WithoutThePermissionAccessIsDenied()
    {
        var contacts = $"users/{_sandbox.User}/contacts";
        _sandbox.Use(_sandbox.Token("GroupMember.Read.All"));
        var none = await _sandbox.GetAsync(contacts);
        Assert.Equal((403, "ErrorAccessDenied"), (none.Status, none.ErrorCode));
        _sandbox.Use(_sandbox.Token("Contacts.Read"));
        Assert.Equal(200, (await _sandbox.GetAsync(contacts)).Status);
        Assert.Equal(403, (await _sandbox.SendAsync(HttpMethod.Post, contacts, """{"displayName":"x"}""")).Status);
        Assert.Equal(400, (await _sandbox.GetAsync("me/contacts")).Status);
    }

    [Fact]
    public async Task UsersWithoutAMailboxHereAreNamed()
    {
        Assert.Equal((404, "ErrorInvalidUser"), await StatusAsync("users/nobody@contoso.example/contacts"));
        Assert.Equal((404, "Request_ResourceNotFound"), await StatusAsync($"users/{Guid.NewGuid()}/contacts"));
        Assert.Equal((404, "MailboxNotEnabledForRESTAPI"), await StatusAsync("users/gerda.kellermann@contoso.example/contactFolders"));
        Assert.Equal((404, "MailboxNotEnabledForRESTAPI"), await StatusAsync("users/konrad.ohnepost@contoso.example/contactFolders"));
        var state = await _sandbox.ControlAsync(HttpMethod.Post, $"mailboxes/{_sandbox.User}/state", new { state = "OnPremises" });
        Assert.Equal(204, state.Status);
        var moved = await _sandbox.GetAsync($"users/{_sandbox.User}/contacts");
        Assert.Equal("The mailbox is either inactive, soft-deleted, or is hosted on-premise.", moved.ErrorMessage);
    }

    [Fact]
    public async Task TheFifthRequestAtOnceIsTurnedAway()
    {
        var path = $"users/{_sandbox.User}/contacts";
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _sandbox.GetAsync(path)));
        Assert.Equal(4, answers.Count(a => a.Status == 200));
        var refused = Assert.Single(answers, a => a.Status == 429);
        Assert.Equal("ApplicationThrottled", refused.ErrorCode);
        Assert.Equal("Application is over its MailboxConcurrency limit.", refused.ErrorMessage);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        Assert.Equal(1, _sandbox.Host.Requests.Throttled);
        Assert.Equal(200, (await _sandbox.GetAsync(path)).Status);
    }

    [Fact]
    public async Task FourAtOnceInEachMailboxPass()
    {
        var paths = _sandbox.Host.Users.SelectMany(u => Enumerable.Repeat($"users/{u.Address}/contacts", 4));
        var answers = await Task.WhenAll(paths.Select(p => _sandbox.GetAsync(p)));
        Assert.All(answers, a => Assert.Equal(200, a.Status));
        Assert.Equal(12, _sandbox.Host.Requests.OperationsOf(RequestKind.Mailbox));
    }

    [Fact]
    public async Task AnotherAppHasItsOwnLimit()
    {
        var path = $"users/{_sandbox.User}/contacts";
        var first = Enumerable.Range(0, 4).Select(_ => _sandbox.GetAsync(path)).ToList();
        var second = _sandbox.GetAsync(path, ("Authorization", "Bearer " + _sandbox.Token("Contacts.Read")));
        Assert.All(await Task.WhenAll(first), a => Assert.Equal(200, a.Status));
        Assert.Equal(200, (await second).Status);
    }

    private async Task<(int, string?)> StatusAsync(string path)
    {
        var answer = await _sandbox.GetAsync(path);
        return (answer.Status, answer.ErrorCode);
    }
}
