namespace ContactSync;

/// <summary>A part of a saved connection that it can be without.</summary>
public enum SyncConnectionPart
{
    /// <summary>The tenant, and what the connection proves itself with there.</summary>
    Tenant,

    /// <summary>The Exchange that is read over Exchange Web Services, and the account there.</summary>
    Exchange,

    /// <summary>The one certificate that the Exchange server may show.</summary>
    PinnedThumbprint,

    /// <summary>The products' files that are rewritten with each new secret. The files stay.</summary>
    ProductFile,
}
