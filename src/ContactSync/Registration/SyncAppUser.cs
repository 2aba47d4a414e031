namespace ContactSync;

/// <summary>A user or group assigned to an app.</summary>
public sealed class SyncAppUser
{
    /// <summary><see cref="Change"/>: was there already.</summary>
    public const string Unchanged = "Unchanged";

    /// <summary><see cref="Change"/>: was assigned.</summary>
    public const string Added = "Added";

    /// <summary><see cref="Change"/>: was removed.</summary>
    public const string Removed = "Removed";

    /// <summary>The app's display name.</summary>
    public required string App { get; init; }

    /// <summary>The application (client) id.</summary>
    public required string AppId { get; init; }

    /// <summary>The display name of the user or group.</summary>
    public required string Name { get; init; }

    /// <summary>User or group.</summary>
    public required AppUserType Type { get; init; }

    /// <summary>The object id of the user or group.</summary>
    public required Guid Id { get; init; }

    /// <summary>The role held in the app, by its value; the default access where the app has no roles.</summary>
    public required string Role { get; init; }

    /// <summary>The assignment's own id.</summary>
    public required string AssignmentId { get; init; }

    /// <summary>Whether only those may use the app who are assigned.</summary>
    public required bool AssignmentRequired { get; init; }

    /// <summary>What the command did: <c>Added</c>, <c>Removed</c> or <c>Unchanged</c>.</summary>
    public required string Change { get; init; }

    /// <summary>The display name.</summary>
    public override string ToString() => Name;
}
