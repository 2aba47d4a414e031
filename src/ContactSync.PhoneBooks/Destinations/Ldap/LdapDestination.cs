using System.Runtime.CompilerServices;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using ContactSync.Engine.Ports;
using ContactSync.Engine.Publishing;
using ContactSync.PhoneBooks.Formats.Ldif;

namespace ContactSync.PhoneBooks.Destinations.Ldap;

/// <summary>
/// A subtree of an LDAP directory: an entry each, named by an id of our own, by which ours are known; entries of others are neither listed
/// nor touched. An entry's version is its change sequence number; where a server has none, the time of its last change, which tells
/// changes of the same second apart no more.
/// </summary>
/// <remarks>https://www.rfc-editor.org/rfc/rfc4511, https://www.rfc-editor.org/rfc/rfc2798</remarks>
internal sealed class LdapDestination : IItemDestination
{
    private const string NamePrefix = "contactsync-";

    private const string ChangeNumber = "entryCSN";

    private static readonly string[] Versions = [ChangeNumber, "modifyTimestamp"];

    private readonly DestinationSettings settings;
    private readonly LdapAddress address;
    private readonly LdapMap map;
    private readonly ServerTrust trust;
    private readonly SecureString? password;
    private readonly TimeSpan timeout;
    private readonly SemaphoreSlim turn = new(1);
    private LdapClient? client;
    private bool knowsAssertions;
    private bool isBaseThere;

    /// <summary>Makes the way there; nothing is sent yet.</summary>
    /// <exception cref="SyncException">The settings make no sense.</exception>
    public LdapDestination(DestinationSettings settings, SecureString? password, TimeSpan? timeout = null)
    {
        this.settings = settings;
        this.password = password;
        this.timeout = timeout ?? TimeSpan.FromSeconds(100);
        address = LdapAddress.Read(settings);
        map = LdapMap.Read(settings);
        trust = new ServerTrust(settings.TrustedCertificate);
    }

    /// <inheritdoc/>
    public string Place => settings.Place;

    /// <inheritdoc/>
    public IReadOnlySet<string> Fields => map.Fields;

    /// <inheritdoc/>
    public int Parallelism => 1;

    /// <summary>Looks at settings.</summary>
    /// <exception cref="SyncException">They make no sense.</exception>
    public static void Check(DestinationSettings settings)
    {
        LdapAddress.Read(settings);
        LdapMap.Read(settings);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<SyncCheck> TestAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var checks = new DestinationChecks(Texts.Catalog, Place);
        await checks.TryAsync(nameof(Errors.Text_StageSignIn), async () =>
        {
            await OpenAsync(cancellationToken).ConfigureAwait(false);
            return Texts.Catalog.Text(nameof(Errors.Text_SignedIn), address.Server, settings.UserName);
        }).ConfigureAwait(false);
        await checks.TryAsync(nameof(Errors.Text_StageBaseName), async () =>
        {
            var listing = await ListAsync(token: null, cancellationToken).ConfigureAwait(false);
            return isBaseThere
                ? Texts.Catalog.Text(nameof(Errors.Text_EntriesFound), address.BaseName, listing.Items.Count)
                : Texts.Catalog.Text(nameof(Errors.Text_BaseToMake), address.BaseName);
        }).ConfigureAwait(false);
        checks.Skip(
            nameof(Errors.Text_StageWriteRight), checks.AreWell ? Texts.Catalog.Text(nameof(Errors.Text_WriteRightUnknown)) : null);
        foreach (var check in checks.Rows)
            yield return check;
    }

    /// <inheritdoc/>
    public Task<ItemListing> ListAsync(string? token, CancellationToken cancellationToken) => AskAsync(async server =>
    {
        if (!await FindBaseAsync(server, cancellationToken).ConfigureAwait(false))
            return new ItemListing([], [], IsWhole: true, Token: null);
        var (entries, result) = await server.ListAsync(address.BaseName, NamePrefix, ["uid", .. Versions], cancellationToken)
            .ConfigureAwait(false);
        Judge(result);
        var items = new List<DestinationItem>();
        foreach (var entry in entries)
        {
            if (UidOf(entry) is not { } uid)
                continue;
            var version = await VersionAsync(server, entry, cancellationToken).ConfigureAwait(false);
            items.Add(new DestinationItem(uid, NameOf(uid), version));
        }
        return new ItemListing(items, [], IsWhole: true, Token: null);
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<DestinationItem> PutAsync(
        SyncPhoneBookEntry entry, DestinationItem? present, PublishLosses losses, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var attributes = map.Write(entry, losses);
        return AskAsync(async server =>
        {
            await MakeBaseAsync(server, cancellationToken).ConfigureAwait(false);
            var name = NameOf(entry.Uid);
            if (present is null)
            {
                var whole = new LdapAttributes { ["uid"] = [Encoding.ASCII.GetBytes($"{NamePrefix}{entry.Uid:D}")] };
                foreach (var (attribute, values) in attributes)
                    whole[attribute] = values;
                var result = await server.AddAsync(name, whole, cancellationToken).ConfigureAwait(false);
                // An entry of that name is ours in any case: a try whose answer was lost on the way made it.
                if (result.Code != LdapErrors.EntryAlreadyExists)
                {
                    Judge(result, entry.Name);
                    return await ItemAsync(server, entry.Uid, cancellationToken).ConfigureAwait(false);
                }
            }
            await ChangeAsync(server, entry, name, present?.Version, attributes, cancellationToken).ConfigureAwait(false);
            return await ItemAsync(server, entry.Uid, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(DestinationItem item, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        await AskAsync(async server =>
        {
            var result = await server.DeleteAsync(item.Reference, Unless(item.Version), cancellationToken).ConfigureAwait(false);
            if (result.Code != LdapErrors.NoSuchObject)
                Judge(result, item.Reference);
            return item;
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (client is not null)
            await client.DisposeAsync().ConfigureAwait(false);
        turn.Dispose();
    }

    private static Guid? UidOf(LdapEntry entry) =>
        entry.Attributes.Text("uid") is { } name && name.StartsWith(NamePrefix, StringComparison.OrdinalIgnoreCase)
        && Guid.TryParseExact(name[NamePrefix.Length..], "D", out var uid) ? uid : null;

    private static bool AreEqual(IReadOnlyList<byte[]> ones, IReadOnlyList<byte[]> others) =>
        ones.Count == others.Count
        && ones.Select(Convert.ToHexString).ToHashSet().SetEquals(others.Select(Convert.ToHexString));

    private string NameOf(Guid uid) => $"uid={NamePrefix}{uid:D},{address.BaseName}";

    private void Judge(LdapResult result, string? item = null)
    {
        if (result.Code == 0)
            return;
        throw item is null
            ? LdapErrors.Refused(result, address, Place, settings.UserName)
            : LdapErrors.ItemRefused(result, address, Place, item, settings.UserName);
    }

    /// <summary>Lets a change be made only where the entry is as it was seen; null where the server knows no such condition.</summary>
    private byte[]? Unless(string version) => knowsAssertions && version.StartsWith(ChangeNumber, StringComparison.Ordinal)
        ? LdapMessages.OnlyWhere(ChangeNumber, version[(ChangeNumber.Length + 1)..])
        : null;

    private async Task<T> AskAsync<T>(Func<LdapClient, Task<T>> work, CancellationToken cancellationToken)
    {
        var server = await OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await work(server).ConfigureAwait(false);
        }
        catch (Exception error) when (ServerErrors.Translate(error, address.Server, cancellationToken) is { } known)
        {
            throw known;
        }
    }

    /// <summary>The connection, signed in; one that broke is made anew.</summary>
    private async Task<LdapClient> OpenAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (client is { IsBroken: false })
                return client;
            if (client is not null)
                await client.DisposeAsync().ConfigureAwait(false);
            client = null;
            client = await SignInAsync(cancellationToken).ConfigureAwait(false);
            return client;
        }
        catch (Exception error) when (ServerErrors.Translate(error, address.Server, cancellationToken) is { } known)
        {
            throw known;
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<LdapClient> SignInAsync(CancellationToken cancellationToken)
    {
        // A name without a password signs in as nobody, and says that it went well.
        if (settings.UserName is not { Length: > 0 } user || password is not { Length: > 0 })
            throw ServerErrors.SignInFailed(address.Server, settings.UserName, Texts.Catalog.Text(nameof(Errors.Text_NoPassword)));
        var server = await LdapClient.ConnectAsync(address, trust, timeout, cancellationToken).ConfigureAwait(false);
        try
        {
            Judge(await server.BindAsync(user, ServerErrors.Reveal(password), cancellationToken).ConfigureAwait(false));
            var (root, _) = await server.ReadAsync("", ["supportedControl"], cancellationToken).ConfigureAwait(false);
            knowsAssertions = root?.Attributes.GetValueOrDefault("supportedControl")?
                .Any(control => Encoding.ASCII.GetString(control) == LdapMessages.Assertion) == true;
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Whether the entry that ours lie beneath is there. Where it is not, it must be one that can be made.</summary>
    private async Task<bool> FindBaseAsync(LdapClient server, CancellationToken cancellationToken)
    {
        if (isBaseThere)
            return true;
        var (_, result) = await server.ReadAsync(address.BaseName, ["1.1"], cancellationToken).ConfigureAwait(false);
        if (result.Code == LdapErrors.NoSuchObject && Unit() is { } unit)
        {
            (_, var above) = await server.ReadAsync(unit.Parent, ["1.1"], cancellationToken).ConfigureAwait(false);
            Judge(above);
            return false;
        }
        Judge(result);
        isBaseThere = true;
        return true;
    }

    /// <summary>The organizational unit that the base name is of, and what it lies beneath; null where it names something else.</summary>
    private (string Name, string Parent)? Unit()
    {
        var parent = DistinguishedName.Parent(address.BaseName);
        return DistinguishedName.First(address.BaseName) is [("ou" or "OU", var name)] && parent is not null ? (name, parent) : null;
    }

    private async Task MakeBaseAsync(LdapClient server, CancellationToken cancellationToken)
    {
        if (await FindBaseAsync(server, cancellationToken).ConfigureAwait(false))
            return;
        var attributes = new LdapAttributes
        {
            ["objectClass"] = ["organizationalUnit"u8.ToArray()], ["ou"] = [Encoding.UTF8.GetBytes(Unit()!.Value.Name)],
        };
        var result = await server.AddAsync(address.BaseName, attributes, cancellationToken).ConfigureAwait(false);
        if (result.Code != LdapErrors.EntryAlreadyExists)
            Judge(result);
        isBaseThere = true;
    }

    /// <summary>Writes of an entry what is not as it shall be.</summary>
    private async Task ChangeAsync(
        LdapClient server, SyncPhoneBookEntry entry, string name, string? seen, LdapAttributes attributes,
        CancellationToken cancellationToken)
    {
        var (present, result) = await server.ReadAsync(name, ["*", .. Versions], cancellationToken).ConfigureAwait(false);
        if (result.Code == LdapErrors.NoSuchObject)
            throw DestinationErrors.ItemChanged(Place, entry.Name);
        Judge(result);
        var version = VersionOf(present!);
        if (seen is not null && seen != version)
            throw DestinationErrors.ItemChanged(Place, entry.Name);
        var changes = new LdapAttributes();
        foreach (var attribute in map.Attributes)
        {
            var (now, shall) = (present!.Attributes.GetValueOrDefault(attribute) ?? [], attributes.GetValueOrDefault(attribute) ?? []);
            if (!AreEqual(now, shall))
                changes[attribute] = shall;
        }
        if (changes.Count > 0)
            Judge(await server.ModifyAsync(name, changes, Unless(version), cancellationToken).ConfigureAwait(false), entry.Name);
    }

    private async Task<DestinationItem> ItemAsync(LdapClient server, Guid uid, CancellationToken cancellationToken)
    {
        var (entry, result) = await server.ReadAsync(NameOf(uid), Versions, cancellationToken).ConfigureAwait(false);
        Judge(result);
        return new DestinationItem(uid, NameOf(uid), await VersionAsync(server, entry!, cancellationToken).ConfigureAwait(false));
    }

    private static string VersionOf(LdapEntry entry)
    {
        foreach (var attribute in Versions)
        {
            if (entry.Attributes.Text(attribute) is { } version)
                return $"{attribute}={version}";
        }
        var content = entry.Attributes.OrderBy(attribute => attribute.Key, StringComparer.OrdinalIgnoreCase)
            .SelectMany(attribute => attribute.Value.Select(Convert.ToHexString).Order(StringComparer.Ordinal).Prepend(attribute.Key));
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', content))), 0, 16);
    }

    /// <summary>An entry's version; where the server tells none, that of all it says of the entry.</summary>
    private static async Task<string> VersionAsync(LdapClient server, LdapEntry entry, CancellationToken cancellationToken)
    {
        if (Versions.Any(entry.Attributes.ContainsKey))
            return VersionOf(entry);
        var (whole, _) = await server.ReadAsync(entry.Name, ["*"], cancellationToken).ConfigureAwait(false);
        return VersionOf(whole ?? entry);
    }
}
