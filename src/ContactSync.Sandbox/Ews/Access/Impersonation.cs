using System.Xml.Linq;
using ContactSync.Sandbox.Ews.Soap;
using ContactSync.Sandbox.Mailboxes.Store;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Ews.Access;

/// <summary>Finds the mailbox a request acts for, after its ExchangeImpersonation header.</summary>
internal static class Impersonation
{
    /// <exception cref="EwsException">A fault: no rights, nobody there, an alias, or a header that makes no sense.</exception>
    public static (DirectoryUser User, Mailbox Mailbox)? Resolve(SandboxContext sandbox, EwsCaller caller, XElement? header)
    {
        var directory = new ExchangeDirectory(sandbox, caller.IsOnline);
        if (header is null)
            return caller.User is { } own ? (own, directory.Mailbox(own) ?? throw EwsException.NoMailbox()) : WithoutUser(caller);
        Grammar.Instance.Check(header, "ExchangeImpersonation");
        var name = header.Elements().Single().Elements().Single();
        var user = Find(sandbox, directory, name.Name.LocalName, name.Value.Trim());
        if (!caller.CanImpersonate)
            throw EwsException.ImpersonationDenied();
        if (user is null || directory.Mailbox(user) is not { } mailbox)
            throw EwsException.NoMailbox();
        if (caller.IsScoped && !sandbox.Exchange.Allows(caller.AppId!, user, EwsAuthentication.ScopedRole))
            throw EwsException.ImpersonationDenied();
        if (!caller.IsOnline && sandbox.Ews.OutOfScope.ContainsKey(mailbox.Address))
            throw EwsException.ImpersonationDenied();
        return (user, mailbox);
    }

    private static (DirectoryUser, Mailbox)? WithoutUser(EwsCaller caller) => caller.IsOnline
        ? throw new EwsException(
            "ErrorImpersonationRequired", "ExchangeImpersonation SOAP header must be present for this type of OAuth token.")
        : null;

    private static DirectoryUser? Find(SandboxContext sandbox, ExchangeDirectory directory, string kind, string value)
    {
        if (kind == "PrincipalName")
            return value.Contains('@') ? sandbox.Tenant.FindUser(value) : throw new EwsException(
                "ErrorInvalidUserPrincipalName", "The user principal name (UPN) is not valid.");
        if (kind == "SID")
        {
            return value.StartsWith("S-1-", StringComparison.Ordinal)
                ? directory.FindBySid(value)
                : throw new EwsException("ErrorInvalidUserSid", "The SID of the user is not valid.");
        }
        if (value.Split('@') is not [{ Length: > 0 }, { Length: > 0 }])
            throw new EwsException("ErrorInvalidSmtpAddress", "The SMTP address format is invalid.");
        var user = directory.FindByAddress(value);
        if (user is not null && kind == "PrimarySmtpAddress" && !ExchangeDirectory.IsPrimary(user, value))
            throw EwsException.NotPrimary(user.Mail!);
        return user;
    }
}
