using ContactSync.Microsoft365.Graph;
using ContactSync.Microsoft365.Identity;
using ContactSync.Sandbox.Hosting;
using Xunit;

namespace ContactSync.Tests.Microsoft365;

/// <summary>Bad days of the sign-in service.</summary>
public class TokenFaultTests(SandboxTenant tenant) : IClassFixture<SandboxTenant>, IDisposable
{
    public void Dispose() => tenant.Host.Faults.Clear();

    [Theory]
    [InlineData(FaultBoard.Throttle)]
    [InlineData(FaultBoard.ServerError)]
    [InlineData(FaultBoard.DropConnection)]
    public async Task A_passing_fault_is_sat_out(string fault)
    {
        await using var session = Session();
        tenant.Host.Faults.Add(new Fault(fault) { Count = 2, Target = "token", RetryAfter = null });

        var token = await session.GetTokenAsync(tenant.Environment.GraphResource, false, default);

        Assert.NotEmpty(token.Roles);
        Assert.Equal(3, session.RequestCount);
    }

    [Theory]
    [InlineData(FaultBoard.Throttle, "SignInThrottled")]
    [InlineData(FaultBoard.ServerError, "SignInThrottled")]
    [InlineData(FaultBoard.DropConnection, "ConnectionBroken")]
    [InlineData(FaultBoard.TruncateBody, "SignInUnreadable")]
    [InlineData(FaultBoard.CutBody, "ConnectionBroken")]
    public async Task A_lasting_fault_is_named(string fault, string errorId)
    {
        await using var session = Session();
        tenant.Host.Faults.Add(new Fault(fault) { Count = -1, Target = "token", RetryAfter = null });

        var error = await Assert.ThrowsAnyAsync<SyncException>(
            () => session.GetTokenAsync(tenant.Environment.GraphResource, false, default));

        Assert.Equal(errorId, error.ErrorId);
        Assert.Contains(tenant.Environment.Authority.Authority, error.Message);
        Assert.DoesNotContain(tenant.Host.AdminClientSecret, error.ToString());
    }

    [Fact]
    public async Task A_sign_in_service_that_never_answers_is_given_up()
    {
        var impatient = new GraphRetryOptions { TryTimeout = TimeSpan.FromMilliseconds(300), ConnectionRetries = 0 };
        await using var session = TenantSession.Create(tenant.Options() with { Retry = impatient });
        tenant.Host.Faults.Add(new Fault(FaultBoard.NeverAnswer) { Count = -1, Target = "token" });

        var error = await Assert.ThrowsAsync<ConnectionLostException>(
            () => session.GetTokenAsync(tenant.Environment.GraphResource, false, default));

        Assert.Equal("AnswerTimedOut", error.ErrorId);
    }

    private TenantSession Session() => TenantSession.Create(tenant.Options() with
    {
        Retry = new GraphRetryOptions { FirstDelay = TimeSpan.FromMilliseconds(1), BusyRetries = 3 },
    });
}
