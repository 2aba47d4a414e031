namespace ContactSync.Microsoft365.Registration;

/// <summary>A user or group, found in the directory.</summary>
/// <param name="Id">The object id.</param>
/// <param name="Name">By what an administrator knows it: a user principal name, a group's display name.</param>
/// <param name="IsGroup">A group rather than a user.</param>
internal sealed record DirectoryPrincipal(Guid Id, string Name, bool IsGroup);
