using ContactSync.Engine.Ports;
namespace ContactSync.PhoneBooks.Destinations.Ldap;

/// <summary>What a directory answers, told in an admin's words.</summary>
/// <remarks>https://www.rfc-editor.org/rfc/rfc4511#appendix-A</remarks>
internal static class LdapErrors
{
    public const int NoSuchAttribute = 16;

    public const int NoSuchObject = 32;

    public const int EntryAlreadyExists = 68;

    public const int AssertionFailed = 122;

    private static readonly Dictionary<int, string> Names = new()
    {
        [1] = "operationsError", [2] = "protocolError", [3] = "timeLimitExceeded", [4] = "sizeLimitExceeded",
        [7] = "authMethodNotSupported", [8] = "strongerAuthRequired", [10] = "referral", [11] = "adminLimitExceeded",
        [12] = "unavailableCriticalExtension", [13] = "confidentialityRequired", [16] = "noSuchAttribute", [17] = "undefinedAttributeType",
        [18] = "inappropriateMatching", [19] = "constraintViolation", [20] = "attributeOrValueExists", [21] = "invalidAttributeSyntax",
        [32] = "noSuchObject", [34] = "invalidDNSyntax", [48] = "inappropriateAuthentication", [49] = "invalidCredentials",
        [50] = "insufficientAccessRights", [51] = "busy", [52] = "unavailable", [53] = "unwillingToPerform", [64] = "namingViolation",
        [65] = "objectClassViolation", [66] = "notAllowedOnNonLeaf", [67] = "notAllowedOnRDN", [68] = "entryAlreadyExists",
        [69] = "objectClassModsProhibited", [71] = "affectsMultipleDSAs", [80] = "other", [122] = "assertionFailed",
    };

    /// <summary>The result as text: its name, number, and what the server says.</summary>
    public static string Reason(LdapResult result) =>
        $"{Names.GetValueOrDefault(result.Code, "LDAP")} ({result.Code}){(result.Message.Length > 0 ? $": {result.Message}" : "")}";

    /// <summary>The server did not do what was asked, for a reason that is the same for every entry.</summary>
    public static SyncException Refused(LdapResult result, LdapAddress address, string place, string? user) => result.Code switch
    {
        7 or 13 or 48 or 49 => ServerErrors.SignInFailed(address.Server, user, Reason(result)),
        8 or 10 or 50 or 53 => ServerErrors.Denied(place, user, Reason(result)),
        3 or 4 or 11 or 51 or 52 => Texts.Catalog.Create(
            nameof(Errors.DestinationBusy), SyncErrorKind.Throttled, address.Server, address.Server, Reason(result)),
        NoSuchObject or 34 => Texts.Catalog.Create(
            nameof(Errors.LdapBaseMissing), SyncErrorKind.NotFound, place, address.BaseName, address.Server, result.MatchedName),
        _ => new ServiceRefusedException(
            Texts.Catalog.Create(nameof(Errors.LdapRefused), SyncErrorKind.InvalidOperation, place, place, Reason(result)),
            Reason(result)),
    };

    /// <summary>The server did not write an entry: for a reason of its own, or one that is the same for all.</summary>
    public static SyncException ItemRefused(LdapResult result, LdapAddress address, string place, string name, string? user) =>
        result.Code switch
        {
            AssertionFailed => Engine.Ports.DestinationErrors.ItemChanged(place, name),
            16 or 17 or 18 or 19 or 20 or 21 or 64 or 65 or 66 or 67 or 69 or 71 or 80 =>
                DestinationErrors.ItemRefused(place, name, Reason(result)),
            _ => Refused(result, address, place, user),
        };
}
