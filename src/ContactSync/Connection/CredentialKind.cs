namespace ContactSync;

/// <summary>What a connection proves itself with to its tenant.</summary>
public enum CredentialKind
{
    /// <summary>A client secret of the app.</summary>
    ClientSecret,

    /// <summary>A certificate that the app registration knows.</summary>
    Certificate,

    /// <summary>The identity of the Azure resource that the sync runs on.</summary>
    ManagedIdentity,

    /// <summary>The name and password of a user. Cannot answer a second factor; only where nothing else is to be had.</summary>
    Password,
}
