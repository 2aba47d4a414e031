using System.Globalization;
using System.Text.RegularExpressions;
using ContactSync.Sandbox.Graph;
using ContactSync.Sandbox.Mailboxes.Properties;
using ContactSync.Sandbox.Mailboxes.Store;

namespace ContactSync.Sandbox.Mailboxes.Graph;

/// <summary>The few $filter and $orderby that Graph takes for contacts; the rest it refuses.</summary>
internal static partial class ContactQuery
{
    private static readonly HashSet<string> Comparable = ["displayName", "givenName", "surname", "companyName", "fileAs"];

    /// <exception cref="GraphException">400 ErrorInvalidUrlQueryFilter.</exception>
    public static Func<StoredContact, bool> ParseFilter(string? filter)
    {
        if (filter is null)
            return _ => true;
        var conditions = And().Split(filter).Select(ParseCondition).ToList();
        return contact => conditions.TrueForAll(condition => condition(contact));
    }

    /// <exception cref="GraphException">400 ErrorInvalidUrlQuery.</exception>
    public static IEnumerable<StoredContact> Order(IEnumerable<StoredContact> contacts, string? orderBy)
    {
        if (orderBy is null)
            return contacts;
        var parts = orderBy.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is 0 or > 2 || (parts.Length == 2 && parts[1] is not ("asc" or "desc")))
            throw Refusals.OrderBy(orderBy);
        var comparer = StringComparer.Create(CultureInfo.InvariantCulture, ignoreCase: true);
        var ordered = (parts[0], Text(parts[0])) switch
        {
            ("createdDateTime", _) => contacts.OrderBy(c => c.Created),
            ("lastModifiedDateTime", _) => contacts.OrderBy(c => c.Modified),
            (_, { } field) => contacts.OrderBy(c => c.Properties.Text(field) ?? "", comparer),
            _ => throw Refusals.OrderBy(orderBy),
        };
        return parts is [_, "desc"] ? ordered.Reverse() : ordered;
    }

    private static Func<StoredContact, bool> ParseCondition(string text)
    {
        if (AnyEmail().Match(text) is { Success: true } email)
        {
            var address = Literal(email);
            return c => ContactFields.Emails.Any(s => Equal(c.Properties.Text(s.Address), address));
        }
        if (AnyCategory().Match(text) is { Success: true } category)
        {
            var name = Literal(category);
            return c => c.Properties.List(ContactFields.Categories).Any(item => Equal(item, name));
        }
        if (StartsWith().Match(text) is { Success: true } start && Text(start.Groups["name"].Value) is { } begun)
        {
            var prefix = Literal(start);
            return c => c.Properties.Text(begun)?.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) == true;
        }
        if (Equals().Match(text) is { Success: true } equal && Text(equal.Groups["name"].Value) is { } field)
        {
            var value = Literal(equal);
            return c => Equal(c.Properties.Text(field), value);
        }
        return ParseTime(text) ?? throw Refusals.Filter();
    }

    private static Func<StoredContact, bool>? ParseTime(string text)
    {
        if (Time().Match(text) is not { Success: true } match
            || !DateTimeOffset.TryParse(
                match.Groups["value"].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return null;
        }
        var created = match.Groups["name"].Value == "createdDateTime";
        DateTimeOffset Value(StoredContact contact) => created ? contact.Created : contact.Modified;
        return match.Groups["operator"].Value switch
        {
            "ge" => c => Value(c) >= time,
            "gt" => c => Value(c) > time,
            "le" => c => Value(c) <= time,
            "lt" => c => Value(c) < time,
            _ => c => Value(c) == time,
        };
    }

    private static MapiProperty? Text(string name) =>
        Comparable.Contains(name) && ContactSchema.Find(name) is ContactProperty.Text text ? text.Field : null;

    private static string Literal(Match match) => match.Groups["value"].Value.Replace("''", "'", StringComparison.Ordinal);

    private static bool Equal(string? left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"\s+and\s+(?=(?:[^']*'[^']*')*[^']*$)")]
    private static partial Regex And();

    [GeneratedRegex(@"^\s*emailAddresses/any\((?<v>\w+):\s*\k<v>/address\s+eq\s+'(?<value>(?:[^']|'')*)'\)\s*$")]
    private static partial Regex AnyEmail();

    [GeneratedRegex(@"^\s*categories/any\((?<v>\w+):\s*\k<v>\s+eq\s+'(?<value>(?:[^']|'')*)'\)\s*$")]
    private static partial Regex AnyCategory();

    [GeneratedRegex(@"^\s*startswith\((?<name>\w+),\s*'(?<value>(?:[^']|'')*)'\)\s*$")]
    private static partial Regex StartsWith();

    [GeneratedRegex(@"^\s*(?<name>\w+)\s+eq\s+'(?<value>(?:[^']|'')*)'\s*$")]
    private static partial Regex Equals();

    [GeneratedRegex(
        @"^\s*(?<name>createdDateTime|lastModifiedDateTime)\s+(?<operator>eq|ge|gt|le|lt)\s+(?<value>[0-9T:.+Z-]+)\s*$")]
    private static partial Regex Time();
}
