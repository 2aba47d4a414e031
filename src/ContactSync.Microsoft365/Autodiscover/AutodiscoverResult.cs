namespace ContactSync.Microsoft365.Autodiscover;

/// <summary>Where Exchange Web Services are, and how that was found out.</summary>
/// <param name="EwsUrl">The address of the service.</param>
/// <param name="EmailAddress">The address it was found for: the one asked for, or one that a server named in its place.</param>
/// <param name="Steps">All that was asked, in its order; the last one found it.</param>
public sealed record AutodiscoverResult(Uri EwsUrl, string EmailAddress, IReadOnlyList<AutodiscoverStep> Steps);
