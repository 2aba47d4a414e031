namespace ContactSync.Microsoft365.Registration;

/// <summary>
/// The right that opens every mailbox, and what to say of it. EWS in Exchange Online ends:
/// https://learn.microsoft.com/exchange/clients-and-mobile-in-exchange-online/deprecation-of-ews-exchange-online
/// </summary>
internal static class FullAccess
{
    private static readonly DateOnly Ends = new(2027, 4, 1);

    internal static string Warning => new PresetWarning(
        Texts.Catalog.Text(nameof(Errors.Text_FullAccessWarning)), Ends,
        Texts.Catalog.Text(nameof(Errors.Text_FullAccessWayOut))).ToString();

    internal static bool Is(PresetPermission permission) =>
        permission is { Type: PermissionType.Application, Permission: "full_access_as_app" };
}
