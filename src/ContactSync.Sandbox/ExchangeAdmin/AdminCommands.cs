using ContactSync.Sandbox.ExchangeAdmin.Commands;

namespace ContactSync.Sandbox.ExchangeAdmin;

/// <summary>The cmdlets that the sandbox knows, each with the parameters it takes; called under the tenant's gate.</summary>
internal sealed class AdminCommands
{
    private static readonly HashSet<string> _common = new(StringComparer.OrdinalIgnoreCase)
    {
        "Confirm", "ErrorAction", "WarningAction", "WhatIf",
    };

    private readonly Dictionary<string, Entry> _entries = new(StringComparer.OrdinalIgnoreCase);

    public AdminCommands(SandboxContext sandbox)
    {
        new ServicePrincipalCommands(sandbox).Add(this);
        new ManagementScopeCommands(sandbox).Add(this);
        new RoleAssignmentCommands(sandbox).Add(this);
        new GroupCommands(sandbox).Add(this);
        new OrganizationCommands(sandbox).Add(this);
        new MailboxCommands(sandbox).Add(this);
    }

    /// <param name="name">The cmdlet.</param>
    /// <param name="parameters">The names of its parameters, parted by spaces.</param>
    /// <param name="run">Its work.</param>
    public void Add(string name, string parameters, Func<AdminCommand, AdminResult> run) =>
        _entries.Add(name, new Entry(parameters.Split(' ').ToHashSet(StringComparer.OrdinalIgnoreCase), run));

    /// <exception cref="AdminException">No such cmdlet or parameter, or what the cmdlet refuses.</exception>
    public AdminResult Run(AdminCommand command)
    {
        if (!_entries.TryGetValue(command.Name, out var entry))
            throw AdminException.Command(command.Name);
        var unknown = command.ParameterNames.FirstOrDefault(name => !entry.Parameters.Contains(name) && !_common.Contains(name));
        return unknown is null ? entry.Run(command) : throw AdminException.Parameter(unknown, command.Name);
    }

    private sealed record Entry(HashSet<string> Parameters, Func<AdminCommand, AdminResult> Run);
}
