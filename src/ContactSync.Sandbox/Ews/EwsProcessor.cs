using System.Net.Http.Headers;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using ContactSync.Sandbox.Ews.Access;
using ContactSync.Sandbox.Ews.Operations;
using ContactSync.Sandbox.Ews.Soap;

namespace ContactSync.Sandbox.Ews;

/// <summary>The way of a request to /EWS/Exchange.asmx: sign-in, policy, grammar, version, impersonation, operation.</summary>
internal sealed class EwsProcessor(SandboxContext sandbox)
{
    /// <summary>POST: an operation.</summary>
    public Task AnswerAsync(HttpContext context) => AnswerAsync(context, caller => AnswerAsync(context, caller));

    /// <summary>GET below /s: the photo of a user.</summary>
    public Task AnswerPhotoAsync(HttpContext context) =>
        AnswerAsync(context, caller => GetUserPhoto.AnswerAsync(context, sandbox, caller));

    private async Task AnswerAsync(HttpContext context, Func<EwsCaller, Task> answer)
    {
        EwsHeaders.Write(context, sandbox);
        try
        {
            var caller = EwsAuthentication.Authenticate(context, sandbox);
            sandbox.Exchange.Apply();
            EwsPolicy.Check(sandbox.Ews, caller, context.Request.Headers.UserAgent.ToString());
            EwsFaults.CheckPolicy(sandbox, context, caller);
            await answer(caller);
        }
        catch (EwsDenied denied)
        {
            if (denied.Status == 401)
                EwsAuthentication.Challenge(context, sandbox, denied);
            if (denied.PolicyReason is { } reason)
                context.Response.Headers["X-EWS-Policy-Reason"] = reason;
            context.Response.StatusCode = denied.Status;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; there is nobody to answer.
        }
    }

    private async Task AnswerAsync(HttpContext context, EwsCaller caller)
    {
        var build = ExchangeBuild.Of(caller.IsOnline ? ExchangeServer.ExchangeOnline : sandbox.Ews.OnPremises);
        if (!IsXml(context.Request.ContentType))
        {
            context.Response.StatusCode = 415;
            return;
        }
        if (await ReadAsync(context) is not { } body)
        {
            context.Response.StatusCode = 413;
            return;
        }
        if (EwsFaults.IsUnavailable(sandbox, context))
            return;
        MemoryStream answer;
        try
        {
            EwsGate.Check(context);
            EwsFaults.Check(sandbox, context, caller);
            sandbox.EwsBudget.Spend(caller);
            answer = Process(context, caller, build, body);
        }
        catch (EwsException fault)
        {
            context.Response.StatusCode = 500;
            answer = SoapAnswer.Write(build, writer => SoapAnswer.WriteFault(writer, fault));
        }
        catch (Exception defect) when (defect is not EwsDenied and not OperationCanceledException)
        {
            // A mistake of the sandbox's own, to be seen at once by the one who runs into it.
            context.Response.StatusCode = 500;
            var fault = new EwsException("ErrorInternalServerError", $"The sandbox failed: {defect}");
            answer = SoapAnswer.Write(build, writer => SoapAnswer.WriteFault(writer, fault));
        }
        await EwsHeaders.SendAsync(context, sandbox, answer);
    }

    private MemoryStream Process(HttpContext context, EwsCaller caller, ExchangeBuild build, Stream body)
    {
        var request = SoapRequest.Parse(body);
        var operation = request.Operation;
        var name = operation.Name.LocalName;
        if (operation.Name.Namespace != EwsNames.M || !EwsOperations.All.TryGetValue(name, out var handler))
        {
            context.Response.StatusCode = 500;
            var action = context.Request.Headers["SOAPAction"].ToString().Trim('"');
            return SoapAnswer.Write(build, writer => SoapAnswer.WriteUnknownOperation(writer, action));
        }
        Grammar.Instance.Check(operation, name);
        RequestVersion.Check(request.Header, caller.IsOnline);
        var target = Impersonation.Resolve(sandbox, caller, request.Header?.Element(EwsNames.T + "ExchangeImpersonation"));
        if (caller.IsOnline && target is { } owner)
            EwsPolicy.Check(sandbox.Ews, owner.Mailbox);
        if (EwsFaults.BusyAnswer(sandbox, context, build, operation) is { } busy)
            return busy;
        var call = new EwsCall(sandbox, context, caller, target, operation);
        return SoapAnswer.Write(build, writer => handler(call, writer));
    }

    private static bool IsXml(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type) && type.MediaType is "text/xml"
        && type.CharSet?.Trim('"').ToLowerInvariant() is null or "utf-8" or "utf8";

    /// <summary>The body; null where it is larger than a server reads.</summary>
    private static async Task<Stream?> ReadAsync(HttpContext context)
    {
        var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        while (await context.Request.Body.ReadAsync(chunk, context.RequestAborted) is var read and > 0)
        {
            if (buffer.Length + read > SoapRequest.MostBytes)
                return null;
            buffer.Write(chunk, 0, read);
        }
        buffer.Position = 0;
        return buffer;
    }
}
