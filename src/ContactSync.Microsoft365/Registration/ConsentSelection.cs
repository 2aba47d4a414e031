namespace ContactSync.Microsoft365.Registration;

/// <summary>What is taken back of an app's permissions.</summary>
/// <param name="Permissions">Those named; null for all.</param>
/// <param name="NotDeclared">Only what the registration does not declare any more.</param>
public sealed record ConsentSelection(IReadOnlyList<string>? Permissions = null, bool NotDeclared = false);
