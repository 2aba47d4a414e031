namespace ContactSync.Microsoft365.Registration;

/// <summary>An app registration as it shall be.</summary>
/// <param name="Name">The display name.</param>
/// <param name="Preset">What it is registered with.</param>
/// <param name="AppId">
/// The application id of a registration made elsewhere that shall be taken over: what is missing is added, what it has stays.
/// </param>
public sealed record AppRegistrationRequest(string Name, AppPreset Preset, string? AppId = null);
