using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace ContactSync.Sandbox.Tenants;

/// <summary>Makes the people of a tenant: same seed, same people.</summary>
internal sealed class People
{
    private readonly Random _random;
    private readonly string _domain;
    private readonly string _initialDomain;
    private readonly ILookup<string, string[]> _table;
    private readonly string[] _given;
    private readonly string[] _surnames;
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="random">Where names and ids come from.</param>
    /// <param name="domain">Domain of the primary addresses.</param>
    /// <param name="initialDomain">Everybody with a mailbox has an address here too.</param>
    public People(Random random, string domain, string initialDomain)
    {
        _initialDomain = initialDomain;
        _random = random;
        _domain = domain;
        _table = DataTable.Read("names.tsv").ToLookup(row => row[0], row => row[1..], StringComparer.Ordinal);
        _given = _table["given"].Select(row => row[0]).ToArray();
        _surnames = _table["surname"].Select(row => row[0]).ToArray();
    }

    /// <summary>A user with a name that nobody else has.</summary>
    public DirectoryUser Next(MailboxPlace mailbox)
    {
        var given = _given[_random.Next(_given.Length)];
        var surname = _surnames[_random.Next(_surnames.Length)];
        return Create(given, surname, mailbox);
    }

    /// <summary>A user with this name; a number is added to the address if it is taken.</summary>
    public DirectoryUser Create(string given, string surname, MailboxPlace mailbox, bool isAdministrator = false)
    {
        var alias = Unique($"{Plain(given)}.{Plain(surname)}".Trim('.'));
        var address = $"{alias}@{_domain}";
        var user = new DirectoryUser(SandboxIds.Next(_random), address, SandboxIds.Password())
        {
            Mailbox = mailbox,
        };
        if (isAdministrator)
            user.Roles.Add(DirectoryRoles.GlobalAdministrator);
        Describe(user, given, surname, alias, address);
        return user;
    }

    private void Describe(DirectoryUser user, string given, string surname, string alias, string address)
    {
        var job = Pick("job");
        var city = Pick("city");
        var properties = user.Properties;
        properties["displayName"] = $"{given} {surname}".Trim();
        properties["givenName"] = given;
        properties["surname"] = surname.Length == 0 ? null : surname;
        properties["userPrincipalName"] = address;
        properties["mailNickname"] = alias;
        properties["accountEnabled"] = true;
        properties["userType"] = "Member";
        properties["usageLocation"] = city[1];
        properties["preferredLanguage"] = city[1] == "GB" ? "en-GB" : "de-DE";
        properties["jobTitle"] = job[0];
        properties["department"] = job[1];
        properties["companyName"] = "Contoso GmbH";
        properties["city"] = city[0];
        properties["country"] = city[1];
        properties["postalCode"] = city[2];
        properties["officeLocation"] = $"{city[0]} {_random.Next(1, 5)}.{_random.Next(10, 40)}";
        properties["businessPhones"] = new JsonArray($"{city[3]} {_random.Next(2000, 9999)}-{_random.Next(10, 99)}");
        properties["securityIdentifier"] = $"S-1-12-1-{_random.Next()}-{_random.Next()}-{_random.Next()}-{_random.Next()}";
        properties["mail"] = user.Mailbox == MailboxPlace.None ? null : address;
        properties["proxyAddresses"] = user.Mailbox == MailboxPlace.None
            ? new JsonArray()
            : new JsonArray($"SMTP:{address}", $"smtp:{alias}@{_initialDomain}");
        if (user.Mailbox == MailboxPlace.OnPremises)
            properties["onPremisesSyncEnabled"] = true;
    }

    private string[] Pick(string kind)
    {
        var rows = _table[kind].ToArray();
        return rows[_random.Next(rows.Length)];
    }

    private string Unique(string alias)
    {
        var candidate = alias;
        for (var number = 2; !_taken.Add(candidate); number++)
            candidate = alias + number;
        return candidate;
    }

    /// <summary>As an administrator would write the name into an address: Jürgen Weiß becomes juergen.weiss.</summary>
    private static string Plain(string name)
    {
        var spelled = name.ToLowerInvariant().Replace("ä", "ae").Replace("ö", "oe").Replace("ü", "ue").Replace("ß", "ss");
        var letters = spelled.Normalize(NormalizationForm.FormD)
            .Where(letter => CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark)
            .Where(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-');
        return string.Concat(letters);
    }
}
