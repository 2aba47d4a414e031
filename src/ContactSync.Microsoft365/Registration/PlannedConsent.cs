namespace ContactSync.Microsoft365.Registration;

/// <summary>A permission that would be granted.</summary>
/// <param name="Permission">The permission.</param>
/// <param name="Change">What granting it does, as a sentence.</param>
public sealed record PlannedConsent(SyncPermission Permission, string Change);
