using ContactSync.Microsoft365.Ews;
using ContactSync.Microsoft365.Ews.Operations;
using Xunit;
using static ContactSync.Tests.Ews.EwsServerStub;

namespace ContactSync.Tests.Ews;

/// <summary>A question to a server of answers.</summary>
public abstract class EwsClientTest
{
    private protected static readonly GetItem Question = new(["C1"], EwsShape.IdOnly);

    private protected static HttpResponseMessage Good() => Xml(EwsSamples.Answer("GetItem", EwsSamples.Message("GetItem", """
        <m:Items><t:Contact><t:ItemId Id="C1"/><t:ItemClass>IPM.Contact</t:ItemClass></t:Contact></m:Items>
        """)));

    private protected static Task<IReadOnlyList<EwsItem>> AskAsync(EwsServerStub server, EwsImpersonation? impersonation = null) =>
        server.Client.GetAsync(Question, server.Client.Call("mailbox anna", impersonation), CancellationToken.None);

    private protected static Task<ServiceRefusedException> RefusedAsync(EwsServerStub server) =>
        Assert.ThrowsAsync<ServiceRefusedException>(() => AskAsync(server));
}
