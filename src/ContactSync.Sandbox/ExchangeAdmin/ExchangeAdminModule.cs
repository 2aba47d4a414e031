using System.Globalization;
using System.Text.RegularExpressions;

namespace ContactSync.Sandbox.ExchangeAdmin;

/// <summary>
/// The admin API of Exchange Online, through which its cmdlets are run:
/// POST /adminapi/beta/{tenant}/InvokeCommand. A next link is posted the same body.
/// </summary>
internal sealed partial class ExchangeAdminModule(SandboxContext sandbox) : ISandboxModule
{
    /// <summary>Objects a page where the caller names no number.</summary>
    private const int DefaultPageSize = 1000;

    private readonly AdminCommands _commands = new(sandbox);

    public Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/adminapi/beta/{tenant}/InvokeCommand", ["POST"], (RequestDelegate)AnswerAsync);
        new ExchangeAdminControl(sandbox).Map(endpoints);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        try
        {
            CheckTenant((string?)context.GetRouteValue("tenant") ?? "");
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            body.Position = 0;
            var command = AdminCommand.Read(body);
            CheckAnchor(context, AdminCaller.Check(context, sandbox, command));
            await AnswerAsync(context, command);
        }
        catch (AdminException refusal)
        {
            await AdminAnswer.WriteAsync(context, refusal);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; there is nobody to answer.
        }
    }

    private async Task AnswerAsync(HttpContext context, AdminCommand command)
    {
        AdminResult all;
        lock (sandbox.Tenant.Gate)
        {
            sandbox.Exchange.Writes += command.IsReading ? 0 : 1;
            all = _commands.Run(command);
        }
        var size = PageSize(context);
        var skipped = int.TryParse(context.Request.Query["$skiptoken"], out var token) ? token : 0;
        var page = all with { Items = [.. all.Items.Skip(skipped).Take(size)] };
        var next = all.Items.Count > skipped + size
            ? $"{context.Request.Scheme}://{context.Request.Host}{context.Request.Path}?$skiptoken="
                + (skipped + size).ToString(CultureInfo.InvariantCulture)
            : null;
        await AdminAnswer.WriteAsync(context, page, next);
    }

    private void CheckTenant(string name)
    {
        if (!IsTenant(name))
            throw AdminException.Unauthorized();
    }

    private bool IsTenant(string name) =>
        name.Equals(sandbox.Tenant.Id.ToString(), StringComparison.OrdinalIgnoreCase) || sandbox.Tenant.IsVerifiedDomain(name);

    /// <summary>
    /// By whose mailbox a request is led to the organisation's servers: a person names himself, an app the mailbox that every organisation
    /// has. The real service leads another one astray at times; here it is always refused.
    /// </summary>
    private void CheckAnchor(HttpContext context, string? user)
    {
        var anchor = context.Request.Headers["X-AnchorMailbox"].ToString();
        var isRight = user is not null
            ? anchor.Equals($"UPN:{user}", StringComparison.OrdinalIgnoreCase)
            : SystemMailbox().Match(anchor) is { Success: true } match && IsTenant(match.Groups[1].Value);
        if (!isRight)
            throw AdminException.Invalid("The header X-AnchorMailbox is missing or names a mailbox that is not the caller's.");
    }

    private static int PageSize(HttpContext context)
    {
        var match = PageSizePattern().Match(context.Request.Headers["Prefer"].ToString());
        return match.Success ? Math.Clamp(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), 1, 1000) : DefaultPageSize;
    }

    [GeneratedRegex(@"odata\.maxpagesize=(\d{1,5})")]
    private static partial Regex PageSizePattern();

    [GeneratedRegex("^UPN:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@(.+)$", RegexOptions.IgnoreCase)]
    private static partial Regex SystemMailbox();
}
