namespace ContactSync.Microsoft365.Registration;

/// <summary>A user or service principal that owns an app registration.</summary>
/// <param name="Id">The object id.</param>
/// <param name="Name">By what an administrator knows it.</param>
internal sealed record AppOwner(string Id, string Name);
