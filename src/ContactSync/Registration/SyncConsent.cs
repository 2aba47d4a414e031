namespace ContactSync;

/// <summary>One permission of an app and whether the organisation granted it.</summary>
public sealed class SyncConsent
{
    /// <summary>The app's display name.</summary>
    public required string App { get; init; }

    /// <summary>The application (client) id.</summary>
    public required string AppId { get; init; }

    /// <summary>The resource's display name, for example <c>Microsoft Graph</c>.</summary>
    public required string Resource { get; init; }

    /// <summary>The permission's value, for example <c>Contacts.Read</c>.</summary>
    public required string Permission { get; init; }

    /// <summary>Application or delegated.</summary>
    public required PermissionType Type { get; init; }

    /// <summary>True where the app registration declares the permission.</summary>
    public required bool Declared { get; init; }

    /// <summary>True where it was granted: by the organisation, or for the user.</summary>
    public required bool Granted { get; init; }

    /// <summary>The user whose consent it is; null for the organisation's.</summary>
    public string? User { get; init; }

    /// <summary>In the portal's words: <c>Granted for Contoso GmbH</c>, <c>Not granted for …</c>.</summary>
    public required string State { get; init; }
}
