using System.Text.RegularExpressions;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.ExchangeAdmin;

/// <summary>Some of the mailboxes: those that a filter fits. Of the filters of Exchange, membership of groups is understood.</summary>
internal sealed partial class ManagementScope(string name)
{
    private IReadOnlyList<string> _groups = [];

    public string Name { get; } = name;

    public string Filter { get; private set; } = "";

    /// <exception cref="AdminException">The filter is none, or a group in it does not exist.</exception>
    public void SetFilter(string filter, ExchangeDirectory directory)
    {
        var groups = new List<string>();
        foreach (var part in OrPattern().Split(filter))
        {
            var match = MemberPattern().Match(part);
            if (!match.Success)
                throw AdminException.Invalid($"The recipient restriction filter \"{filter}\" is invalid.");
            groups.Add(match.Groups[1].Value.Replace("''", "'", StringComparison.Ordinal));
        }
        // Exchange resolves the groups of a filter when it is written.
        foreach (var group in groups)
            _ = directory.GroupByName(group) ?? throw AdminException.Invalid($"The group '{group}' of the filter couldn't be found.");
        (_groups, Filter) = (groups, filter);
    }

    /// <summary>Only direct members are in it: a filter does not look into groups inside the group.</summary>
    public bool Contains(DirectoryUser user, ExchangeDirectory directory) =>
        _groups.Any(group => directory.GroupByName(group)?.Members.Contains(user) ?? false);

    [GeneratedRegex(@"^\s*\(?\s*MemberOfGroup\s+-eq\s+'((?:[^']|'')+)'\s*\)?\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex MemberPattern();

    [GeneratedRegex(@"\s+-or\s+", RegexOptions.IgnoreCase)]
    private static partial Regex OrPattern();
}
