using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.ExchangeAdmin;

/// <summary>A service principal as Exchange knows it: a pointer to the one in the directory.</summary>
internal sealed record ExchangePrincipal(ServicePrincipal Principal, string DisplayName);

/// <summary>A role of an app, within a scope or, where that is null, for all mailboxes.</summary>
internal sealed record RoleAssignment(string Name, ServicePrincipal Principal, string Role, ManagementScope? Scope);
