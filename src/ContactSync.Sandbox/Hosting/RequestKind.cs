namespace ContactSync.Sandbox.Hosting;

/// <summary>What a request is about; faults are aimed at a kind and requests are counted by it.</summary>
public enum RequestKind
{
    Metadata,
    Token,
    Directory,
    Mailbox,
    Batch,
    Ews,
    ExchangeAdmin,
    Control,
    Other,
}

internal static class RequestKinds
{
    /// <summary>What follows <c>users/{id}/</c> and is still the directory's business; the rest belongs to the mailbox.</summary>
    private static readonly HashSet<string> _directoryNavigation = new(StringComparer.OrdinalIgnoreCase)
    {
        "memberOf", "transitiveMemberOf", "manager", "directReports", "licenseDetails", "appRoleAssignments", "oauth2PermissionGrants",
        "presence",
    };

    public static RequestKind Of(PathString path)
    {
        var segments = (path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        return segments switch
        {
            ["sandbox", ..] => RequestKind.Control,
            ["v1.0", "$batch"] => RequestKind.Batch,
            ["v1.0", var set, _, var next, ..] when Is(set, "users") && !_directoryNavigation.Contains(next) => RequestKind.Mailbox,
            ["v1.0", var me, var next, ..] when Is(me, "me") && !_directoryNavigation.Contains(next) => RequestKind.Mailbox,
            ["v1.0", ..] => RequestKind.Directory,
            [var admin, ..] when Is(admin, "adminapi") => RequestKind.ExchangeAdmin,
            [var ews, ..] when Is(ews, "EWS") || Is(ews, "autodiscover") => RequestKind.Ews,
            [_, "oauth2", "v2.0", "token" or "devicecode" or "authorize"] or [_, "v2.0", "adminconsent"] => RequestKind.Token,
            [_, "v2.0", ".well-known", ..] or [_, "discovery", ..] or ["common", ..] => RequestKind.Metadata,
            _ => RequestKind.Other,
        };
    }

    private static bool Is(string segment, string name) => string.Equals(segment, name, StringComparison.OrdinalIgnoreCase);
}
