namespace ContactSync;

/// <summary>What an app proves itself with.</summary>
public enum AppCredentialKind
{
    /// <summary>A text that both sides know.</summary>
    ClientSecret,

    /// <summary>A certificate whose key only the app has.</summary>
    Certificate,

    /// <summary>A token of another issuer; the app has no secret of its own.</summary>
    Federated,
}
