namespace ContactSync.Microsoft365.Registration;

/// <summary>The address at which another administrator consents for everybody to what an app declares of one resource.</summary>
/// <param name="Resource">The resource's name.</param>
/// <param name="Url">The address.</param>
public sealed record ConsentLink(string Resource, Uri Url);
