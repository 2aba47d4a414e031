using ContactSync.Sandbox.Hosting;
using Microsoft.Graph;
using Microsoft.Graph.Applications.Item.AddPassword;
using Microsoft.Graph.Models;
using Microsoft.Graph.Models.ODataErrors;
using Microsoft.Kiota.Abstractions.Authentication;
using Xunit;

namespace ContactSync.Tests.Sandbox;

/// <summary>The directory as Microsoft's own SDK sees it.</summary>
public sealed class GraphSdkTests : IAsyncLifetime
{
    private SandboxClient _sandbox = null!;
    private GraphServiceClient _graph = null!;

    public async ValueTask InitializeAsync()
    {
        _sandbox = await SandboxClient.StartAsync();
        _graph = Client(await _sandbox.AdminTokenAsync());
    }

    public async ValueTask DisposeAsync()
    {
        _graph.Dispose();
        await _sandbox.DisposeAsync();
    }

    private GraphServiceClient Client(string token)
    {
        var http = GraphClientFactory.Create(
            GraphClientFactory.CreateDefaultHandlers(), finalHandler: SandboxClient.Handler(_sandbox.Host.CaFile));
        var authentication = new BaseBearerTokenAuthenticationProvider(new FixedToken(token, _sandbox.Host.Graph.Host));
        return new GraphServiceClient(http, authentication, _sandbox.Host.Graph.AbsoluteUri);
    }

    [Fact]
    public async Task AnAppIsSetUpFromBeginningToEnd()
    {
        var wanted = new Application
        {
            DisplayName = "Contoso PBX",
            SignInAudience = "AzureADMyOrg",
            RequiredResourceAccess =
            [
                new RequiredResourceAccess
                {
                    ResourceAppId = "00000003-0000-0000-c000-000000000000",
                    ResourceAccess = [new ResourceAccess { Id = Guid.Parse("089fe4d0-434a-44c5-8827-41ba8a0b17f5"), Type = "Role" }],
                },
            ],
        };
        var app = await _graph.ApplicationsWithUniqueName("contoso-pbx")
            .PatchAsync(wanted, request => request.Headers.Add("Prefer", "create-if-missing"));
        Assert.NotNull(app?.AppId);
        Assert.Null(await _graph.ApplicationsWithUniqueName("contoso-pbx")
            .PatchAsync(wanted, request => request.Headers.Add("Prefer", "create-if-missing")));
        _sandbox.Settle();

        var principal = await _graph.ServicePrincipals.PostAsync(new ServicePrincipal { AppId = app.AppId });
        _sandbox.Settle();
        var resource = await _graph.ServicePrincipalsWithAppId("00000003-0000-0000-c000-000000000000").GetAsync();
        var role = resource!.AppRoles!.Single(one => one.Value == "Contacts.Read");
        var assignment = await _graph.ServicePrincipals[resource.Id].AppRoleAssignedTo.PostAsync(new AppRoleAssignment
        {
            PrincipalId = Guid.Parse(principal!.Id!),
            ResourceId = Guid.Parse(resource.Id!),
            AppRoleId = role.Id,
        });
        Assert.Equal("Contoso PBX", assignment!.PrincipalDisplayName);
        var secret = await _graph.Applications[app.Id].AddPassword.PostAsync(new AddPasswordPostRequestBody
        {
            PasswordCredential = new PasswordCredential { DisplayName = "PBX", EndDateTime = _sandbox.Time.GetUtcNow().AddDays(180) },
        });
        _sandbox.Settle();

        var claims = SandboxClient.Claims(await _sandbox.AppTokenAsync(app.AppId, secret!.SecretText!));
        Assert.Equal("Contacts.Read", (string)Assert.Single(claims["roles"]!.AsArray())!);
        var read = await _graph.ApplicationsWithUniqueName("contoso-pbx").GetAsync();
        Assert.Equal(secret.SecretText![..3], Assert.Single(read!.PasswordCredentials!).Hint);
    }

    [Fact]
    public async Task MembersArePagedToTheEnd()
    {
        var groups = await _graph.Groups.GetAsync(request => request.QueryParameters.Filter = "displayName eq 'Phone users'");
        var group = Assert.Single(groups!.Value!);
        var first = await _graph.Groups[group.Id].TransitiveMembers.GraphUser.GetAsync(request =>
        {
            request.QueryParameters.Count = true;
            request.QueryParameters.Top = 2;
            request.QueryParameters.Select = ["id", "mail", "userPrincipalName"];
            request.Headers.Add("ConsistencyLevel", "eventual");
        });
        Assert.Equal(6, first!.OdataCount);

        var addresses = new List<string?>();
        var iterator = PageIterator<User, UserCollectionResponse>.CreatePageIterator(
            _graph, first,
            user =>
            {
                addresses.Add(user.Mail);
                return true;
            },
            request =>
            {
                request.Headers.Add("ConsistencyLevel", "eventual");
                return request;
            });
        await iterator.IterateAsync();

        Assert.Equal(_sandbox.Host.Users.Select(user => user.Address).Order(), addresses.Order());
    }

    [Fact]
    public async Task ARefusalIsReadAsSuch()
    {
        var error = await Assert.ThrowsAsync<ODataError>(() => _graph.Users["nobody@contoso.example"].GetAsync());

        Assert.Equal((404, "Request_ResourceNotFound"), (error.ResponseStatusCode, error.Error!.Code));
        Assert.NotNull(error.Error.InnerError!.RequestId);
    }

    [Fact]
    public async Task ThrottlingIsWaitedOut()
    {
        _sandbox.Host.Faults.Add(new Fault(FaultBoard.Throttle) { Count = 2, Target = "directory", RetryAfter = TimeSpan.Zero });

        Assert.NotEmpty((await _graph.Organization.GetAsync())!.Value!);
        Assert.Equal(2, _sandbox.Host.Requests.Throttled);
    }

    [Fact]
    public async Task ABatchIsRead()
    {
        var batch = new BatchRequestContentCollection(_graph);
        var organization = await batch.AddBatchRequestStepAsync(_graph.Organization.ToGetRequestInformation());
        var nobody = await batch.AddBatchRequestStepAsync(_graph.Users["nobody"].ToGetRequestInformation());

        var response = await _graph.Batch.PostAsync(batch);

        var found = await response.GetResponseByIdAsync<OrganizationCollectionResponse>(organization);
        Assert.Equal("Contoso GmbH", Assert.Single(found.Value!).DisplayName);
        Assert.Equal(404, (int)(await response.GetResponsesStatusCodesAsync())[nobody]);
    }

    private sealed class FixedToken(string token, string host) : IAccessTokenProvider
    {
        public AllowedHostsValidator AllowedHostsValidator { get; } = new([host]);

        public Task<string> GetAuthorizationTokenAsync(
            Uri uri, Dictionary<string, object>? context = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(AllowedHostsValidator.IsUrlHostValid(uri) ? token : "");
    }
}
