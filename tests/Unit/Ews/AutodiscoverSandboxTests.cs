using ContactSync.Microsoft365;
using ContactSync.Microsoft365.Autodiscover;
using ContactSync.Sandbox;
using ContactSync.Sandbox.Hosting;
using ContactSync.Tests.Graph;
using Xunit;

namespace ContactSync.Tests.Ews;

/// <summary>The sandbox's Autodiscover, which shares no code with the client, over TLS with its own authority.</summary>
public sealed class AutodiscoverSandboxTests
{
    [Theory]
    [InlineData(AutodiscoverForm.Json)]
    [InlineData(AutodiscoverForm.Soap)]
    [InlineData(AutodiscoverForm.Pox)]
    public async Task Each_form_finds_the_service(AutodiscoverForm form)
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 0);
        var address = await OnPremisesAsync(sandbox);
        foreach (var question in AutodiscoverQuestion.All.Where(question => question.Form < form))
            sandbox.Host.Faults.Add(new Fault(FaultBoard.ServerError) { Target = question.Path, Count = -1 });

        var result = await new AutodiscoverClient(Options(sandbox.Host)).FindAsync(address, default);

        Assert.Equal(sandbox.Host.Ews, result.EwsUrl);
        Assert.Equal((form, AutodiscoverOutcome.Found), (result.Steps[^1].Form, result.Steps[^1].Outcome));
        Assert.Equal((int)form + 1, result.Steps.Count);
    }

    [Fact]
    public async Task Redirects_to_an_address_and_to_another_server_are_followed_as_far_as_allowed()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 0);
        var address = await OnPremisesAsync(sandbox);
        var old = "old." + address;
        await sandbox.ControlAsync(HttpMethod.Post, "ews", new
        {
            redirects = new Dictionary<string, string> { [old] = address },
        });
        sandbox.Host.Faults.Add(new Fault(FaultBoard.ServerError) { Target = AutodiscoverQuestion.All[0].Path, Count = -1 });

        var result = await new AutodiscoverClient(Options(sandbox.Host)).FindAsync(old, default);
        Assert.Equal((sandbox.Host.Ews, address), (result.EwsUrl, result.EmailAddress));

        var elsewhere = new UriBuilder(sandbox.Host.Autodiscover) { Host = "127.0.0.1" }.Uri;
        await sandbox.ControlAsync(HttpMethod.Post, "ews", new
        {
            redirects = new Dictionary<string, string> { [address] = elsewhere.AbsoluteUri },
        });
        var error = await FailAsync(Options(sandbox.Host), address);
        Assert.Equal(nameof(Errors.AutodiscoverRedirectNotAllowed), error.ErrorId);
        error = await FailAsync(Options(sandbox.Host) with { AllowRedirect = ["127.0.0.1"] }, address);
        Assert.Contains("circle", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_an_unknown_address_and_an_unknown_authority_are_named()
    {
        await using var sandbox = await GraphSandbox.StartAsync(mailboxes: 1, contacts: 0);
        var address = await OnPremisesAsync(sandbox);
        sandbox.Host.Faults.Add(new Fault(FaultBoard.ServerError) { Target = AutodiscoverQuestion.All[0].Path, Count = -1 });

        Assert.Equal(nameof(Errors.AutodiscoverSignInRefused), (await FailAsync(Options(sandbox.Host, "wrong"), address)).ErrorId);
        var error = await FailAsync(Options(sandbox.Host), "nobody@" + sandbox.Host.Domain);
        Assert.Equal(nameof(Errors.AutodiscoverAddressUnknown), error.ErrorId);
        var untrusting = new SyncEnvironment("own", sandbox.Host.Authority, sandbox.Host.Graph);
        error = await FailAsync(Options(sandbox.Host) with { Environment = untrusting }, address);
        Assert.Equal(nameof(Errors.AutodiscoverNothingFound), error.ErrorId);
        Assert.Contains("authority that this machine does not trust", error.Message, StringComparison.Ordinal);
    }

    private static async Task<SyncException> FailAsync(AutodiscoverOptions options, string address) =>
        await Assert.ThrowsAnyAsync<SyncException>(() => new AutodiscoverClient(options).FindAsync(address, default));

    private static async Task<string> OnPremisesAsync(GraphSandbox sandbox)
    {
        var address = sandbox.Host.Users[0].Address;
        await sandbox.ControlAsync(HttpMethod.Post, $"mailboxes/{address}/state", new { state = "OnPremises" });
        return address;
    }

    private static AutodiscoverOptions Options(SandboxHost host, string? password = null) => new()
    {
        Environment = new SyncEnvironment("own", host.Authority, host.Graph) { TrustedCertificate = File.ReadAllText(host.CaFile) },
        SignIn = EwsSandbox.Basic(host, password),
        Servers = _ => [host.Authority],
    };
}
