using System.Net.Security;
using Microsoft.AspNetCore.Connections.Features;

namespace ContactSync.Sandbox.Ews.Access;

/// <summary>
/// A sign-in by NTLM or Negotiate. It belongs to the TCP connection: further requests on it need none, those on another one do.
/// </summary>
internal sealed class ConnectionSignIn : IDisposable
{
    private const string Item = "ews-sign-in";

    private static readonly byte[] _ntlm = [.. "NTLMSSP\0"u8];

    private NegotiateAuthentication? _server;

    private ConnectionSignIn()
    {
    }

    /// <summary>Who has signed in; null before and during the handshake.</summary>
    public EwsCaller? Caller { get; private set; }

    /// <summary>The account as the client named it, DOMAIN\user.</summary>
    public string? Account { get; private set; }

    /// <summary>The connection's; null where nobody has begun to sign in on it.</summary>
    public static ConnectionSignIn? Of(HttpContext context) =>
        context.Features.Get<IConnectionItemsFeature>()?.Items.TryGetValue(Item, out var found) == true ? (ConnectionSignIn?)found : null;

    /// <summary>HTTP/2 shares a connection among requests, which a sign-in of the connection cannot stand.</summary>
    public static bool IsPossible(HttpContext context) => HttpProtocol.IsHttp11(context.Request.Protocol)
        && context.Features.Get<IConnectionItemsFeature>() is not null;

    /// <summary>A step of the handshake.</summary>
    /// <param name="context">The request.</param>
    /// <param name="scheme">NTLM or Negotiate.</param>
    /// <param name="value">The client's token in base64.</param>
    /// <param name="users">The accounts.</param>
    /// <param name="find">Who an account is; throws for one that may not come in.</param>
    /// <exception cref="EwsDenied">401: the handshake goes on, or the account or its password is wrong.</exception>
    public static EwsCaller Step(HttpContext context, string scheme, string value, NtlmUsers users, Func<string, EwsCaller> find)
    {
        var token = new byte[value.Length];
        if (!Convert.TryFromBase64String(value, token, out var length) || length == 0)
            throw new EwsDenied(401);
        return (Of(context) ?? Begin(context)).Step(context, scheme, token[..length], users.Path(), find);
    }

    public void Dispose() => _server?.Dispose();

    private static ConnectionSignIn Begin(HttpContext context)
    {
        var signIn = new ConnectionSignIn();
        context.Features.Get<IConnectionItemsFeature>()!.Items[Item] = signIn;
        context.Features.Get<IConnectionCompleteFeature>()?.OnCompleted(
            state =>
            {
                ((ConnectionSignIn)state).Dispose();
                return Task.CompletedTask;
            },
            signIn);
        return signIn;
    }

    private EwsCaller Step(HttpContext context, string scheme, byte[] token, string userFile, Func<string, EwsCaller> find)
    {
        // A client that begins anew is another caller until it is done.
        (Caller, Account) = (null, null);
        _server ??= new NegotiateAuthentication(new NegotiateAuthenticationServerOptions { Package = Package(scheme, token) });
        var answer = NtlmProvider.Step(_server, token, userFile, out var status) is { } bytes
            ? $"{scheme} {Convert.ToBase64String(bytes)}"
            : null;
        if (status == NegotiateAuthenticationStatusCode.ContinueNeeded)
            throw new EwsDenied(401) { Continuation = answer };
        var account = status == NegotiateAuthenticationStatusCode.Completed ? _server.RemoteIdentity.Name : null;
        _server.Dispose();
        _server = null;
        if (account is null)
            throw new EwsDenied(401);
        (Caller, Account) = (find(account), account);
        if (answer is not null)
            context.Response.Headers.WWWAuthenticate = answer;
        return Caller;
    }

    /// <summary>Some clients send bare NTLM under the name of Negotiate.</summary>
    private static string Package(string scheme, byte[] token) => token.AsSpan().StartsWith(_ntlm) ? "NTLM" : scheme;
}
