using ContactSync.Microsoft365.Graph;

namespace ContactSync.Microsoft365.Identity;

/// <summary>Where and as whom a session signs in.</summary>
public sealed record TenantSessionOptions
{
    /// <summary>Where the tenant's services are.</summary>
    public required SyncEnvironment Environment { get; init; }

    /// <summary>In place of a tenant: that of whoever signs in.</summary>
    public const string AnyTenant = "organizations";

    /// <summary>
    /// The directory (tenant) id, or a domain of the tenant; where a person signs in also <see cref="AnyTenant"/>.
    /// </summary>
    public required string TenantId { get; init; }

    /// <summary>
    /// The application (client) id to sign in as; for a managed identity without one,
    /// <see cref="ManagedIdentityCredential.SystemAssigned"/>.
    /// </summary>
    public required string ClientId { get; init; }

    /// <summary>What it proves itself with.</summary>
    public required AppCredential Credential { get; init; }

    /// <summary>The clock for token life and for waiting.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Told one line a request, free of secrets; for the verbose stream.</summary>
    public Action<string>? Trace { get; init; }

    /// <summary>How long and how often a request is tried; the clock and the trace are the session's.</summary>
    public GraphRetryOptions Retry { get; init; } = new();

    /// <summary>
    /// Makes the innermost handler in place of the pooled sockets; a test answers requests with it. It is disposed with the session.
    /// </summary>
    public Func<HttpMessageHandler>? Transport { get; init; }

    /// <summary>Names the app and the tenant, never the secret.</summary>
    public override string ToString() => $"{ClientId} in {TenantId} ({Environment})";
}
