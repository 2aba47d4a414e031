using System.Collections.Concurrent;
using System.Text.Json;
using ContactSync.Sandbox.Graph;
using ContactSync.Sandbox.Hosting;

namespace ContactSync.Sandbox.Mailboxes.Limits;

/// <summary>
/// What Exchange Online grants an app in one mailbox: so many requests at once and 10,000 in ten minutes. A request counts from its
/// arrival to its answer, an entry of a <c>$batch</c> like any other.
/// </summary>
internal sealed class MailboxGate(SandboxOptions options, Func<string, string> mailboxOf)
{
    public const int RequestsPerWindow = 10_000;
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);
    private const string PassItem = "mailbox-pass";

    private readonly ConcurrentDictionary<(string App, string Mailbox), MailboxUse> _uses = [];
    private readonly ConcurrentDictionary<string, string> _apps = [];

    /// <summary>Around everything that a request of its own does, its latency included.</summary>
    public async Task HoldAsync(HttpContext context, RequestDelegate next)
    {
        if (Use(context) is not { } use)
        {
            await next(context);
            return;
        }
        using var pass = use.Enter(options.MailboxConcurrency, options.TimeProvider.GetUtcNow());
        context.Items[PassItem] = pass;
        await next(context);
    }

    /// <summary>Refuses what has no pass; an entry of a batch gets its own here.</summary>
    public async Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Items.TryGetValue(PassItem, out var item) && item is MailboxPass held)
        {
            await AnswerAsync(context, next, held);
            return;
        }
        using var pass = Use(context)?.Enter(options.MailboxConcurrency, options.TimeProvider.GetUtcNow());
        await AnswerAsync(context, next, pass);
    }

    private async Task AnswerAsync(HttpContext context, RequestDelegate next, MailboxPass? pass)
    {
        if (pass?.Refusal is not { } refusal)
        {
            await next(context);
            return;
        }
        var error = new GraphException(429, "ApplicationThrottled", refusal.Message)
        {
            Headers = { ["Retry-After"] = ((int)Math.Ceiling(refusal.RetryAfter.TotalSeconds)).ToString() },
        };
        await GraphErrors.WriteAsync(context, error, options.TimeProvider);
    }

    private MailboxUse? Use(HttpContext context)
    {
        if (RequestKinds.Of(context.Request.Path) != RequestKind.Mailbox)
            return null;
        if (App(context.Request.Headers.Authorization.ToString()) is not { } app)
            return null;
        var segments = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var mailbox = segments[1].Equals("me", StringComparison.OrdinalIgnoreCase) ? app.User : mailboxOf(segments[2]);
        return _uses.GetOrAdd((app.Id, mailbox), _ => new MailboxUse());
    }

    /// <summary>The app that a token names. Whether the token is valid is not asked here: a forged one gets no answer anyway.</summary>
    private (string Id, string User)? App(string authorization)
    {
        var parts = authorization.Split('.');
        if (parts.Length != 3)
            return null;
        if (!_apps.TryGetValue(parts[1], out var app))
        {
            app = ReadApp(parts[1]);
            if (_apps.Count > 1000)
                _apps.Clear();
            _apps[parts[1]] = app;
        }
        var split = app.Split(' ');
        return app.Length == 0 ? null : (split[0], split[1]);
    }

    private static string ReadApp(string claims)
    {
        try
        {
            using var json = JsonDocument.Parse(Base64Url.Decode(claims));
            string Claim(string name) => json.RootElement.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
            return Claim("appid") is { Length: > 0 } id ? $"{id} {Claim("oid")}" : "";
        }
        catch (Exception error) when (error is FormatException or JsonException or InvalidOperationException)
        {
            return "";
        }
    }
}
