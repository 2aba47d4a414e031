using System.Collections.Concurrent;
using ContactSync.Sandbox.Ews.Access;

namespace ContactSync.Sandbox.Ews;

/// <summary>Requests that one account has under way, from arrival to answer: more than the throttling policy allows are refused.</summary>
internal sealed class EwsGate
{
    /// <summary>EWSMaxConcurrency.</summary>
    public const int MostConcurrent = 27;

    private const string RefusedItem = "ews-refused";

    private readonly ConcurrentDictionary<string, int> _underWay = [];

    /// <summary>Around everything that a request does, its latency included.</summary>
    public async Task HoldAsync(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.Path.StartsWithSegments(EwsModule.Path))
        {
            await next(context);
            return;
        }
        // An account is known by what it signs in with; who it is, and whether rightly, is seen later.
        var header = context.Request.Headers.Authorization.ToString();
        var account = header.Length > 0 ? header : ConnectionSignIn.Of(context)?.Account ?? "";
        if (_underWay.AddOrUpdate(account, 1, (_, count) => count + 1) > MostConcurrent)
            context.Items[RefusedItem] = true;
        try
        {
            await next(context);
        }
        finally
        {
            if (_underWay.AddOrUpdate(account, 0, (_, count) => count - 1) == 0)
                _underWay.TryRemove(KeyValuePair.Create(account, 0));
        }
    }

    /// <exception cref="EwsException">ErrorExceededConnectionCount.</exception>
    public static void Check(HttpContext context)
    {
        if (context.Items.ContainsKey(RefusedItem))
            throw EwsException.ConnectionCount();
    }
}
