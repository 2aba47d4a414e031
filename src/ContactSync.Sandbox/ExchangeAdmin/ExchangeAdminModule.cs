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
            AdminCaller.Check(context, sandbox, command);
            if (!AnchorPattern().IsMatch(context.Request.Headers["X-AnchorMailbox"].ToString()))
                throw AdminException.Invalid("The header X-AnchorMailbox is missing or names no mailbox.");
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
        if (!name.Equals(sandbox.Tenant.Id.ToString(), StringComparison.OrdinalIgnoreCase) && !sandbox.Tenant.IsVerifiedDomain(name))
            throw AdminException.Unauthorized();
    }

    private static int PageSize(HttpContext context)
    {
        var match = PageSizePattern().Match(context.Request.Headers["Prefer"].ToString());
        return match.Success ? Math.Clamp(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), 1, 1000) : DefaultPageSize;
    }

    [GeneratedRegex(@"odata\.maxpagesize=(\d{1,5})")]
    private static partial Regex PageSizePattern();

    [GeneratedRegex("^(UPN|AAD-UPN|SMTP|AAD-SMTP):[^@]+@[^@]+$")]
    private static partial Regex AnchorPattern();
}
