using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using ContactSync.Sandbox;
using ContactSync.Sandbox.Ews;
using ContactSync.Sandbox.Ews.Access;
using ContactSync.Sandbox.Hosting;
using ContactSync.Sandbox.Tenants;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace ContactSync.Tests.Sandbox;

public sealed class EwsAccessTests : IAsyncLifetime
{
    private static readonly string Get =
        $"<m:GetFolder>{EwsClient.FolderShape}<m:FolderIds>{EwsClient.Contacts}</m:FolderIds></m:GetFolder>";

    private EwsClient _client = null!;

    public async ValueTask InitializeAsync() =>
        _client = await EwsClient.StartAsync(new SandboxOptions { MailboxCount = 2, ContactsPerMailbox = 3 });

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    [Fact]
    public async Task NobodyIsToldHowToSignIn()
    {
        _client.Authorization = null;
        var answer = await _client.CallAsync(Get);
        Assert.Equal(401, answer.Status);
        string[] integrated = NtlmProvider.Absence is null ? ["Negotiate", "NTLM"] : [];
        Assert.Equal(["Bearer", .. integrated, "Basic"], answer.Headers.WwwAuthenticate.Select(challenge => challenge.Scheme));
        await _client.ControlAsync(HttpMethod.Post, "ews", new JsonObject { ["windowsAuthentication"] = false });
        answer = await _client.CallAsync(Get);
        Assert.Equal(["Bearer", "Basic"], answer.Headers.WwwAuthenticate.Select(challenge => challenge.Scheme));
    }

    [Fact]
    public async Task TokensOfOtherResourcesAreTurnedAwayWithTheReason()
    {
        _client.Authorization = new("Bearer", _client.Token(out _, "https://graph.microsoft.com", "Contacts.Read"));
        await DeniedAsync("2000003", "invalid_resource");
        _client.Authorization = new("Bearer", _client.Token("IMAP.AccessAsApp"));
        await DeniedAsync("2000008", "invalid_grant");
        _client.Authorization = new("Bearer", "x.y.z");
        await DeniedAsync("2000001", "invalid_token");

        async Task DeniedAsync(string id, string category)
        {
            var answer = await _client.CallAsync(Get);
            Assert.Equal(401, answer.Status);
            var diagnostics = Assert.Single(answer.Headers.GetValues("x-ms-diagnostics"));
            Assert.StartsWith(id + ";reason=", diagnostics);
            Assert.EndsWith($"error_category=\"{category}\"", diagnostics);
        }
    }

    [Fact]
    public async Task AppIdIsAnAudienceToo()
    {
        _client.Authorization = new("Bearer", _client.Token(out _, "00000002-0000-0ff1-ce00-000000000000", "full_access_as_app"));
        Assert.Equal(["NoError"], (await _client.CallAsync(Get)).Codes);
    }

    [Fact]
    public async Task ServerSaysWhichExchangeItIs()
    {
        var online = (await _client.CallAsync(Get)).Version;
        Assert.Equal(("15", "20"), ((string?)online.Attribute("MajorVersion"), (string?)online.Attribute("MinorVersion")));
        _client.Authorization = _client.ServiceAccount;
        Assert.Equal("2", (string?)(await _client.CallAsync(Get, _client.OnPremisesUser)).Version.Attribute("MinorVersion"));
        await _client.ControlAsync(HttpMethod.Post, "ews", new JsonObject { ["onPremises"] = nameof(ExchangeServer.Exchange2016) });
        Assert.Equal("1", (string?)(await _client.CallAsync(Get, _client.OnPremisesUser)).Version.Attribute("MinorVersion"));
    }

    [Fact]
    public async Task EachExchangeHasItsOwnMailboxes()
    {
        Assert.Equal("ErrorNonExistentMailbox", (await _client.CallAsync(Get, _client.OnPremisesUser)).FaultCode);
        _client.Authorization = _client.ServiceAccount;
        Assert.Equal(["NoError"], (await _client.CallAsync(Get, _client.OnPremisesUser)).Codes);
        Assert.Equal("ErrorNonExistentMailbox", (await _client.CallAsync(Get)).FaultCode);
        await _client.ControlAsync(HttpMethod.Post, $"mailboxes/{_client.User}/state", new JsonObject { ["state"] = "OnPremises" });
        Assert.Equal(["NoError"], (await _client.CallAsync(Get)).Codes);
    }

    [Fact]
    public async Task OwnServerHasAsManyMailboxesAsAskedFor()
    {
        await using var client = await EwsClient.StartAsync(
            new SandboxOptions { MailboxCount = 1, OnPremisesMailboxCount = 3, ContactsPerMailbox = 5 });
        client.Authorization = client.ServiceAccount;
        var users = client.Host.Context.Tenant.Users.Where(user => user.Mailbox == MailboxPlace.OnPremises).ToList();
        // One more: every tenant has somebody there.
        Assert.Equal(4, users.Count);
        foreach (var user in users)
            Assert.Equal(["NoError"], (await client.CallAsync(Get, user.Mail)).Codes);
    }

    [Fact]
    public async Task ServiceAccountHasNoMailboxAndNoRightsOutOfItsScope()
    {
        _client.Authorization = _client.ServiceAccount;
        Assert.Equal(["ErrorMissingEmailAddress"], (await _client.PostAsync(EwsClient.Envelope(Get))).Codes);
        await _client.ControlAsync(
            HttpMethod.Post, "ews", new JsonObject { ["outOfScope"] = new JsonArray(_client.OnPremisesUser) });
        Assert.Equal("ErrorImpersonateUserDenied", (await _client.CallAsync(Get, _client.OnPremisesUser)).FaultCode);
        _client.Authorization = EwsClient.Basic(_client.Host.EwsServiceAccount.Address, "wrong");
        Assert.Equal(401, (await _client.CallAsync(Get)).Status);
        _client.Authorization = EwsClient.Basic("CONTOSO\\svc-contactsync", _client.Host.EwsServiceAccount.Password);
        Assert.Equal(["ErrorMissingEmailAddress"], (await _client.PostAsync(EwsClient.Envelope(Get))).Codes);
    }

    [Fact]
    public async Task UsersOfTheOwnServerReadTheirOwnMailboxOnly()
    {
        var user = _client.Host.Context.Tenant.FindUser(_client.OnPremisesUser)!;
        _client.Authorization = EwsClient.Basic(user.UserPrincipalName, user.Password);
        Assert.Equal(["NoError"], (await _client.PostAsync(EwsClient.Envelope(Get))).Codes);
        Assert.Equal("ErrorImpersonateUserDenied", (await _client.CallAsync(Get, user.UserPrincipalName)).FaultCode);
    }

    [Fact]
    public async Task ImpersonationNamesItsUserInFourWays()
    {
        var user = _client.Host.Context.Tenant.FindUser(_client.User)!;
        var proxies = user.Properties["proxyAddresses"]!.AsArray().Select(proxy => (string)proxy!).ToList();
        var alias = Assert.Single(proxies, proxy => proxy.StartsWith("smtp:", StringComparison.Ordinal))[5..];
        await CodeAsync("PrincipalName", user.UserPrincipalName, null);
        await CodeAsync("SID", user.Text("securityIdentifier")!, null);
        await CodeAsync("PrimarySmtpAddress", user.Mail!, null);
        await CodeAsync("SmtpAddress", alias, null);
        await CodeAsync("PrimarySmtpAddress", "nobody@contoso.example", "ErrorNonExistentMailbox");
        await CodeAsync("PrincipalName", "nobody@contoso.example", "ErrorNonExistentMailbox");
        await CodeAsync("SmtpAddress", "nobody", "ErrorInvalidSmtpAddress");
        await CodeAsync("SID", "x", "ErrorInvalidUserSid");
        var answer = await CodeAsync("PrimarySmtpAddress", alias, "ErrorNonPrimarySmtpAddress");
        Assert.Equal(user.Mail, answer.Details["Primary"]);
        Assert.Equal("ErrorImpersonationRequired", (await _client.PostAsync(EwsClient.Envelope(Get))).FaultCode);

        async Task<EwsAnswer> CodeAsync(string kind, string value, string? code)
        {
            var answer = await _client.PostAsync(EwsClient.Envelope(Get, EwsClient.Impersonate(kind, value)));
            Assert.Equal((code is null ? 200 : 500, code), (answer.Status, answer.IsFault ? answer.FaultCode : null));
            return answer;
        }
    }

    [Fact]
    public async Task PolicyOfTheTenantBlocksWithItsReason()
    {
        _client.Authorization = new("Bearer", _client.Token(out var appId, EwsClient.ExchangeAudience, "full_access_as_app"));
        await ReasonAsync(new JsonObject { ["ewsEnabled"] = false }, "EWS is disabled for this user or tenant");
        await ReasonAsync(new JsonObject { ["ewsEnabled"] = true }, "EWS is blocked by policy for this user or tenant");
        await ReasonAsync(
            new JsonObject { ["ewsAllowedAppIds"] = new JsonArray(Guid.NewGuid().ToString()) },
            "EWS is blocked by policy for this user or tenant");
        await ReasonAsync(new JsonObject { ["ewsAllowedAppIds"] = new JsonArray(appId) }, null);
        await ReasonAsync(new JsonObject { ["ewsEnabled"] = null, ["ewsAllowedAppIds"] = new JsonArray() }, null);
        await _client.ControlAsync(HttpMethod.Post, $"users/{_client.User}/ews", new JsonObject { ["enabled"] = false });
        await ReasonAsync([], "EWS is disabled for this user or tenant");

        async Task ReasonAsync(JsonObject settings, string? reason)
        {
            await _client.ControlAsync(HttpMethod.Post, "ews", settings);
            var answer = await _client.CallAsync(Get);
            Assert.Equal(reason is null ? 200 : 403, answer.Status);
            Assert.Equal(reason, answer.Headers.TryGetValues("X-EWS-Policy-Reason", out var values) ? values.Single() : null);
        }
    }

    [Fact]
    public async Task BudgetIsSpentAndComesBackWithTime()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var client = await EwsClient.StartAsync(new SandboxOptions { MailboxCount = 1, TimeProvider = time });
        await client.ControlAsync(HttpMethod.Post, "ews", new JsonObject { ["burst"] = 3, ["rechargePerMinute"] = 60 });
        for (var i = 0; i < 3; i++)
            Assert.Equal(["NoError"], (await client.CallAsync(Get)).Codes);
        time.Advance(TimeSpan.FromMilliseconds(250));
        var busy = await client.CallAsync(Get);
        Assert.Equal(("ErrorServerBusy", "750"), (busy.FaultCode, busy.Details["BackOffMilliseconds"]));
        time.Advance(TimeSpan.FromMilliseconds(750));
        Assert.Equal(["NoError"], (await client.CallAsync(Get)).Codes);
        Assert.Equal("ErrorServerBusy", (await client.CallAsync(Get)).FaultCode);
        client.Authorization = client.ServiceAccount;
        Assert.Equal(["NoError"], (await client.CallAsync(Get, client.OnPremisesUser)).Codes);
    }

    [Fact]
    public async Task BusyServerSaysHowLongToWait()
    {
        _client.Host.Faults.Add(new Fault(FaultBoard.Throttle) { Target = "ews", RetryAfter = TimeSpan.FromSeconds(3) });
        var answer = await _client.CallAsync(Get);
        Assert.Equal((500, "ErrorServerBusy"), (answer.Status, answer.FaultCode));
        Assert.Equal("3000", answer.Details["BackOffMilliseconds"]);
        Assert.Equal(["NoError"], (await _client.CallAsync(Get)).Codes);
    }

    [Fact]
    public async Task AccountHasSoManyRequestsUnderWayAndNoMore()
    {
        _client.Host.Faults.Add(new Fault(FaultBoard.NeverAnswer) { Target = "ews", Count = 27 });
        var waiting = Enumerable.Range(0, 27).Select(_ => _client.CallAsync(Get)).ToList();
        while (_client.Host.Faults.Active.Count > 0)
            await _client.ControlAsync(HttpMethod.Get, "ews");
        Assert.Equal("ErrorExceededConnectionCount", (await _client.CallAsync(Get)).FaultCode);
        _client.Authorization = _client.ServiceAccount;
        Assert.Equal(["NoError"], (await _client.CallAsync(Get, _client.OnPremisesUser)).Codes);
        Assert.All(waiting, call => Assert.False(call.IsCompleted));
        _client.Http.CancelPendingRequests();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(waiting));
    }

    [Fact]
    public async Task FaultsOfTheWireReachEws()
    {
        _client.Host.Faults.Add(new Fault(FaultBoard.ServerError) { Target = "ews", Status = 503 });
        Assert.Equal(503, (await _client.CallAsync(Get)).Status);
        _client.Host.Faults.Add(new Fault("ewsHtmlErrorPage"));
        Assert.Equal("text/html; charset=utf-8", (await _client.CallAsync(Get)).ContentType);
        _client.Host.Faults.Add(new Fault("ewsWrongContentType"));
        Assert.Equal("text/plain", (await _client.CallAsync(Get)).ContentType);
        var answer = await _client.CallAsync(Get);
        Assert.Equal(("text/xml; charset=utf-8", "7a8b"), (answer.ContentType, answer.Headers.GetValues("client-request-id").Single()));
    }
}
