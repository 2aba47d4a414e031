namespace ContactSync.Bench;

/// <summary>What it takes to read the sandbox's mailboxes by one protocol; told to another process on its standard input.</summary>
/// <param name="Protocol">Graph as an app, or EWS as the account that may act for all mailboxes.</param>
/// <param name="Authority">The sign-in service.</param>
/// <param name="Graph">Microsoft Graph.</param>
/// <param name="Ews">Exchange Web Services.</param>
/// <param name="TrustedCertificate">The sandbox's own authority, as PEM.</param>
/// <param name="TenantId">The tenant.</param>
/// <param name="Account">The app's id, or the account.</param>
/// <param name="Secret">Its secret or password.</param>
/// <param name="Groups">The groups to read.</param>
/// <param name="Mailboxes">Mailboxes to read in their place.</param>
internal sealed record ReaderSettings(
    SyncProtocol Protocol, Uri Authority, Uri Graph, Uri Ews, string TrustedCertificate, string TenantId, string Account, string Secret,
    IReadOnlyList<string> Groups, IReadOnlyList<string> Mailboxes)
{
    /// <summary>Never the secret.</summary>
    public override string ToString() => $"{Account} by {Protocol}";
}
