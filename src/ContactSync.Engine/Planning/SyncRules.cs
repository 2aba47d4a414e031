namespace ContactSync.Engine.Planning;

/// <summary>How contacts become entries.</summary>
/// <param name="Region">The ISO 3166 region national numbers are read in, unless the mailbox has a usage location.</param>
/// <param name="Title">The phone book's title.</param>
/// <param name="Connection">The name of the connection that runs.</param>
/// <param name="OverriddenGuards">Guards lifted for this one run.</param>
public sealed record SyncRules(string Region, string Title, string Connection, IReadOnlySet<string> OverriddenGuards);
