using System.Collections;
using System.Management.Automation;

namespace ContactSync.PowerShell.Commands;

/// <summary>Lets -Mailbox take users and mailboxes as other modules write them, by the address in them, beside plain addresses.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MailboxTransformationAttribute : ArgumentTransformationAttribute
{
    /// <summary>Exchange, then Microsoft Graph, then Active Directory. Ours is called as Exchange calls it.</summary>
    private static readonly string[] AddressProperties = ["PrimarySmtpAddress", "Mail", "UserPrincipalName"];

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var input = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return input is IEnumerable many and not string
            ? many.Cast<object>().Select(AddressOf).ToArray()
            : new[] { AddressOf(inputData) };
    }

    private static string AddressOf(object item)
    {
        var wrapped = PSObject.AsPSObject(item);
        if (wrapped.BaseObject is string address)
            return address;
        var found = AddressProperties.Select(name => wrapped.Properties[name]?.Value?.ToString());
        return found.FirstOrDefault(text => !string.IsNullOrWhiteSpace(text))
            ?? throw new ArgumentTransformationMetadataException(Texts.Catalog.Text(nameof(Errors.NoMailboxAddress), item));
    }
}
