using System.Net;
using ContactSync.Microsoft365;
using ContactSync.Microsoft365.Ews;
using ContactSync.Microsoft365.Ews.Operations;
using ContactSync.Microsoft365.Identity;
using ContactSync.Tests.Microsoft365;
using Xunit;

namespace ContactSync.Tests.Ews;

/// <summary>An app of the tenant at Exchange.</summary>
public sealed class EwsTokenSignInTests
{
    private const string Resource = "https://outlook.office365.com";

    private static readonly GetItem Question = new(["C1"], EwsShape.IdOnly);

    [Fact]
    public async Task A_token_of_Exchange_is_sent_and_a_refused_one_is_renewed_once()
    {
        var tenant = StubTenant.Transport(_ => throw new InvalidOperationException("Graph is not asked."));
        await using var session = StubTenant.Session(tenant);
        var refusals = 1;
        var exchange = new StubTransport(_ => refusals-- > 0
            ? EwsServerStub.Html(HttpStatusCode.Unauthorized, ("x-ms-diagnostics", "2000002;reason=\"x\";error_category=\"token_expired\""))
            : EwsServerStub.Xml(EwsSamples.Answer("GetItem", EwsSamples.Message("GetItem", """
                <m:Items><t:Contact><t:ItemId Id="C1"/></t:Contact></m:Items>
                """))));
        using var client = Client(session, exchange);

        var items = await client.GetAsync(Question, client.Call("mailbox anna"), CancellationToken.None);

        Assert.Equal("C1", Assert.Single(items).Id);
        Assert.All(tenant.TokenRequests, request => Assert.Contains(Uri.EscapeDataString(Resource + "/.default"), request.Body));
        Assert.Equal(2, exchange.Requests.Select(request => request.Bearer).Distinct().Count());
        Assert.Equal(2, tenant.TokenRequests.Count());
    }

    [Fact]
    public async Task A_token_refused_twice_is_an_error_that_names_the_app()
    {
        await using var session = StubTenant.Session(StubTenant.Transport(_ => throw new InvalidOperationException("Graph is not asked.")));
        var exchange = new StubTransport(_ =>
            EwsServerStub.Html(HttpStatusCode.Unauthorized, ("x-ms-diagnostics", "2000008;reason=\"x\";error_category=\"invalid_grant\"")));
        using var client = Client(session, exchange);

        var error = await Assert.ThrowsAsync<ServiceRefusedException>(
            () => client.GetAsync(Question, client.Call("mailbox anna"), CancellationToken.None));

        Assert.Equal((nameof(Errors.EwsRoleMissing), "2000008", 2), (error.ErrorId, error.Code, exchange.Requests.Count));
        Assert.Contains(StubTenant.ClientId, error.Message, StringComparison.Ordinal);
    }

    private static EwsClient Client(TenantSession session, StubTransport exchange) => new(new EwsClientOptions
    {
        Environment = new SyncEnvironment(
            "cloud", new("https://login.stub.test:8443"), new("https://graph.stub.test:9443"), new(Resource + "/EWS/Exchange.asmx")),
        SignIn = new EwsTokenSignIn(session, Resource),
        Transport = () => exchange,
    });
}
