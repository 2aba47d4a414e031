namespace ContactSync.Microsoft365.Ews;

/// <summary>A group of contacts in a mailbox: Outlook's contact group.</summary>
/// <remarks>https://learn.microsoft.com/exchange/client-developer/web-service-reference/distributionlist</remarks>
internal static class EwsDistributionList
{
    /// <summary>What to ask for, beside the id.</summary>
    public static readonly EwsShape Shape = EwsShape.With(
    [
        .. new[]
        {
            "item:ItemClass", "item:ParentFolderId", "item:LastModifiedTime", "item:Sensitivity", "item:Categories", "item:Body",
            "contacts:FileAs", "contacts:DisplayName", "distributionlist:Members",
        }.Select(uri => new EwsPath.Field(uri)),
    ]);

    /// <summary>The fields of a list as a group with members.</summary>
    public static SyncContact ToGroup(SyncContact fields, IReadOnlyList<EwsMailbox> members) => fields with
    {
        Kind = ContactKind.Group,
        Members = [.. members.Select(ToMember).OfType<SyncContactMember>()],
    };

    /// <summary>Someone whose mail address the list does not hold stays by name, as does a list of the mailbox.</summary>
    private static SyncContactMember? ToMember(EwsMailbox member)
    {
        var isMail = member.Address?.Contains('@') == true
            && (member.RoutingType is null || member.RoutingType.Equals("SMTP", StringComparison.OrdinalIgnoreCase));
        var name = member.Name ?? (isMail ? null : member.Address);
        return name is null && !isMail ? null : new SyncContactMember(name, isMail ? member.Address : null);
    }
}
