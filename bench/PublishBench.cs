using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ContactSync.Engine.Numbers;
using ContactSync.Engine.Planning;
using ContactSync.Engine.Ports;
using ContactSync.Engine.Publishing;
using ContactSync.Microsoft365.Graph;
using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.ManagedFolders;
using ContactSync.PhoneBooks.Destinations;
using ContactSync.PhoneBooks.Stores.Sqlite;

namespace ContactSync.Bench;

/// <summary>What each kind of destination costs: made for the first time, after one entry changed, and where nothing did.</summary>
internal static class PublishBench
{
    // The more cards Radicale has, the longer each takes it: ten thousand would take an hour.
    private const int MostAtCardDav = 1000;

    // Exchange takes ten thousand requests of an app for one mailbox in ten minutes, and so does the sandbox.
    private const int MostInMailbox = 5000;

    private const int MostGoes = 50;

    private const string CardDav = "CONTACTSYNC_TEST_CARDDAV", Ldap = "CONTACTSYNC_TEST_LDAP";

    private static readonly (string Name, DestinationKind Kind, DestinationSettings Settings)[] Files =
    [
        ("CSV", DestinationKind.Csv, At("book.csv")),
        ("CSV for Outlook", DestinationKind.Csv, At("book.csv") with { Template = "Outlook" }),
        ("vCard, one file", DestinationKind.VCard, At("book.vcf")),
        ("vCard, a file each", DestinationKind.VCard, At("cards") with { OneFileAContact = true }),
        ("LDIF", DestinationKind.Ldif, At("book.ldif")),
        ("Yealink", DestinationKind.Yealink, At("book.xml")),
        ("Snom", DestinationKind.Snom, At("book.xml")),
        ("Grandstream", DestinationKind.Grandstream, At("book.xml")),
        ("FRITZ!Box", DestinationKind.FritzBox, At("book.xml")),
    ];

    public static async Task<string> RunAsync(BenchOptions options)
    {
        List<string[]> rows = [["destination", "first", "", "one entry changed", "", "nothing changed", ""]];
        foreach (var (name, kind, settings) in Files)
        {
            // The first round compiles.
            await MeasureAsync(kind, settings, Math.Min(options.Entries, 1000));
            var rounds = new List<Step[]>();
            for (var round = 0; round < options.Rounds; round++)
                rounds.Add(await MeasureAsync(kind, settings, options.Entries));
            rows.Add(Row(name, rounds, step => step.Bytes == 0 ? "" : $"{step.Bytes / 1024.0:#,0.0} KiB"));
        }
        rows.Add(await ServerRowAsync("LDAP (OpenLDAP)", DestinationKind.Ldap, Ldap, options.Entries, _ => Task.CompletedTask));
        var atCardDav = Math.Min(options.Entries, MostAtCardDav);
        rows.Add(await ServerRowAsync(
            $"CardDAV (Radicale), {atCardDav} entries", DestinationKind.CardDav, CardDav, atCardDav, EraseBookAsync));
        rows.Add(await MailboxRowAsync(options));
        return $"`{options}`. {Machine.Describe()}.\n\n{options.Entries} entries with two numbers each in one phone book in a SQLite file, "
            + "published by the engine as the module does it, with the fields that are given out unless others are asked for. Files: medians, "
            + "and what was written; servers: once, on this machine, over TLS, and how many HTTP requests it took.\n\n"
            + Markdown.Table(rows);
    }

    private static DestinationSettings At(string name) => new() { Place = name };

    private static async Task<string[]> ServerRowAsync(
        string name, DestinationKind kind, string variable, int entries, Func<DestinationSettings, Task> eraseAsync)
    {
        if (Environment.GetEnvironmentVariable(variable) is not { } server)
            return [name, $"skipped, because `{variable}` names no server", "", "", "", "", ""];
        var settings = new DestinationSettings
        {
            Place = kind == DestinationKind.Ldap
                ? server.Insert(server.LastIndexOf('/') + 1, $"ou=bench-{Guid.NewGuid():N},")
                : $"{server}bench-{Guid.NewGuid():N}/",
            UserName = Environment.GetEnvironmentVariable($"{variable}_USER"),
            TrustedCertificate = await File.ReadAllTextAsync(Environment.GetEnvironmentVariable($"{variable}_CA")!),
        };
        try
        {
            var password = Environment.GetEnvironmentVariable($"{variable}_PASSWORD");
            var steps = await MeasureAsync(
                kind, settings, entries, open => DestinationServers.Open(kind, open, new NetworkCredential("", password).SecurePassword));
            return ServerRow(name, steps);
        }
        finally
        {
            await eraseAsync(settings);
        }
    }

    /// <summary>A contact folder of a mailbox in a sandbox, which is a process of its own on this machine and answers at once.</summary>
    private static async Task<string[]> MailboxRowAsync(BenchOptions options)
    {
        await using var sandbox = await SandboxChild.StartAsync(options with { Mailboxes = 1, Contacts = 0, Latency = 0 }, SyncProtocol.Graph);
        var app = await PbxApp.CreateAsync(sandbox, "ContactPublish");
        await using var session = TenantSession.Create(new TenantSessionOptions
        {
            Environment = sandbox.Environment,
            TenantId = sandbox.TenantId,
            ClientId = app.UserName,
            Credential = new ClientSecretCredential(app.SecurePassword),
        });
        await using var source = new GraphContactSource(session, TimeProvider.System);
        var listing = await source.ListMailboxesAsync(new MailboxQuery([SandboxChild.GroupOf(SyncProtocol.Graph)], []), default);
        var settings = new DestinationSettings
        {
            Place = listing.Mailboxes[0].Address, Folder = "Bench", FolderMark = Guid.NewGuid().ToString("D"),
        };
        var entries = Math.Min(options.Entries, MostInMailbox);
        return ServerRow($"contact folder (Graph, sandbox), {entries} entries", await MeasureAsync(
            DestinationKind.MailboxFolder, settings, entries, open => new MailboxFolderDestination(source, open)));
    }

    /// <summary>Fills a store, publishes, changes an entry, publishes, and publishes once more.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="settings">The destination; without a way to it a file, below a folder that goes with it.</param>
    /// <param name="entries">How many.</param>
    /// <param name="open">The way to it.</param>
    private static async Task<Step[]> MeasureAsync(
        DestinationKind kind, DestinationSettings settings, int entries, Func<DestinationSettings, IDestination>? open = null)
    {
        var folder = Directory.CreateTempSubdirectory("contactsync-bench-");
        try
        {
            await using var store = await SqlitePhoneBookStore.OpenAsync(Path.Combine(folder.FullName, "bench.db"), readOnly: false, default);
            await ApplyAsync(store, MadeContacts.Plan(0, 0, entries));
            var place = folder.CreateSubdirectory("out").FullName;
            if (open is null)
                settings = settings with { Place = Path.Combine(place, settings.Place) };
            open ??= file => DestinationFiles.Open(kind, file);
            await store.SaveDestinationAsync("bench", kind, settings.ToString(), default);

            var first = await PublishAsync(store, () => open(settings), place, toWrite: true);
            await ApplyAsync(store, Change(await store.FindAsync(MadeContacts.KeyOf(0), default)));
            var changed = await PublishAsync(store, () => open(settings), place, toWrite: true);
            return [first, changed, await PublishAsync(store, () => open(settings), place, toWrite: false)];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<Step> PublishAsync(
        SqlitePhoneBookStore store, Func<IDestination> open, string place, bool toWrite)
    {
        var before = FilesIn(place);
        using var requests = new RequestCounter();
        var start = Stopwatch.GetTimestamp();
        SyncPublishReport report;
        var goes = 0;
        // A server that hangs up under load is gone on with, as by the next sync.
        do
        {
            report = await new Publisher(store, store, TimeProvider.System).PublishAsync(
                await store.ListDestinationsAsync(null, default).SingleAsync(), _ => Task.FromResult(open()),
                new PublishOptions(WhatIf: false, Force: false, new HashSet<string>()), progress: null, default);
        }
        while (report.Error is ConnectionLostException && ++goes < MostGoes);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (report.Status != SyncStatus.Succeeded || toWrite != (report.Added + report.Updated > 0))
            throw new InvalidOperationException(report.Reason ?? "What was written is not what was to be.", report.Error);
        var written = FilesIn(place).Where(file => before.GetValueOrDefault(file.Key) != file.Value).Sum(file => file.Value.Length);
        return new Step(seconds, written, requests.Count, goes + 1);
    }

    private static Dictionary<string, (DateTime Time, long Length)> FilesIn(string folder) => new DirectoryInfo(folder)
        .EnumerateFiles("*", SearchOption.AllDirectories)
        .ToDictionary(file => file.FullName, file => (file.LastWriteTimeUtc, file.Length), StringComparer.Ordinal);

    // A field that is given out.
    private static PhoneBookPlan Change(StoredPhoneBook? stored)
    {
        var contact = MadeContacts.Make(0) with { CompanyName = "Changed GmbH" };
        var entry = new ContactNormalizer(new PhoneNumberReader("DE")).Normalize(contact, "contacts");
        return MadeContacts.Change(stored!, 0, 0, 1) with { Updated = [entry], Unchanged = stored!.EntryCount - 1 };
    }

    private static async Task ApplyAsync(SqlitePhoneBookStore store, PhoneBookPlan plan)
    {
        if (!await store.TryApplyAsync(plan, DateTimeOffset.UtcNow, default))
            throw new InvalidOperationException("The plan was not carried out.");
    }

    private static async Task EraseBookAsync(DestinationSettings settings)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(settings.TrustedCertificate);
        var pair = $"{settings.UserName}:{Environment.GetEnvironmentVariable($"{CardDav}_PASSWORD")}";
        using var http = new HttpClient(new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = policy } });
        http.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
        using var response = await http.DeleteAsync(new Uri(settings.Place));
    }

    private static string[] ServerRow(string name, Step[] steps) =>
        Row(name, [steps], step => step.Requests == 0 ? "" : $"{step.Requests}{(step.Goes > 1 ? $", in {step.Goes} goes" : "")}");

    private static string[] Row(string name, IReadOnlyList<Step[]> rounds, Func<Step, string> amount) =>
    [
        name,
        .. Enumerable.Range(0, 3).SelectMany(step => (string[])
        [
            string.Create(CultureInfo.InvariantCulture, $"{rounds.Select(round => round[step].Seconds).Median():0.000} s"),
            amount(rounds[^1][step]),
        ]),
    ];

    private sealed record Step(double Seconds, long Bytes, long Requests, int Goes);

    /// <summary>Counts the HTTP requests of this process, by what .NET itself measures.</summary>
    private sealed class RequestCounter : IDisposable
    {
        private readonly MeterListener listener = new();

        private long count;

        public RequestCounter()
        {
            listener.InstrumentPublished = (instrument, self) =>
            {
                if (instrument is { Meter.Name: "System.Net.Http", Name: "http.client.request.duration" })
                    self.EnableMeasurementEvents(instrument);
            };
            listener.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref count));
            listener.Start();
        }

        public long Count => Interlocked.Read(ref count);

        public void Dispose() => listener.Dispose();
    }
}
