using ContactSync.Sandbox.Ews.Soap;

namespace ContactSync.Sandbox.Ews;

/// <summary>How Exchange refuses a request that a fault has hit before anybody looked at it.</summary>
internal static class EwsRefusal
{
    /// <param name="context">The request.</param>
    /// <param name="sandbox">The running sandbox.</param>
    /// <param name="status">429 for one too many, which EWS says with a fault of its own; else the status to answer with.</param>
    /// <param name="retryAfter">How long to wait: BackOffMilliseconds of the fault, or Retry-After.</param>
    public static async Task WriteAsync(HttpContext context, SandboxContext sandbox, int status, TimeSpan? retryAfter)
    {
        if (status != StatusCodes.Status429TooManyRequests || !context.Request.Path.StartsWithSegments(EwsModule.Path))
        {
            // As IIS refuses: without a word.
            context.Response.StatusCode = status == StatusCodes.Status429TooManyRequests ? 503 : status;
            return;
        }
        context.Response.Headers.Remove("Retry-After");
        context.Response.StatusCode = 500;
        var online = context.Request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase);
        var build = ExchangeBuild.Of(online ? ExchangeServer.ExchangeOnline : sandbox.Ews.OnPremises);
        var fault = retryAfter is { } wait
            ? EwsException.Busy(wait)
            : EwsException.ConnectionCount();
        await EwsHeaders.SendAsync(context, sandbox, SoapAnswer.Write(build, writer => SoapAnswer.WriteFault(writer, fault)));
    }
}
