namespace ContactSync.Microsoft365.Registration;

/// <summary>What a browser brought back from the consent page.</summary>
/// <param name="Error">The OAuth error; null where consent was given.</param>
/// <param name="Description">The page's own words, with the AADSTS code.</param>
internal sealed record ConsentAnswer(string? Error, string? Description);
