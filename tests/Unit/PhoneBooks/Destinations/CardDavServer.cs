using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ContactSync.Engine.Publishing;
using ContactSync.PhoneBooks.Destinations.CardDav;
using ContactSync.PhoneBooks.Formats;
using ContactSync.PhoneBooks.Formats.VCard;
using Xunit;

namespace ContactSync.Tests.PhoneBooks.Destinations;

/// <summary>The CardDAV server that .ci/servers started, with an address book for the test, and other hands than ours there.</summary>
internal sealed class CardDavServer : IAsyncDisposable
{
    private const string Variable = "CONTACTSYNC_TEST_CARDDAV";

    private readonly HttpClient http;

    /// <summary>Skips the test where there is no server.</summary>
    public CardDavServer()
    {
        Home = new Uri(TestServers.Find(Variable, "CardDAV server"));
        Book = new Uri(Home, $"test-{Guid.NewGuid():N}/");
        Settings = new DestinationSettings
        {
            Place = Book.AbsoluteUri, UserName = User, TrustedCertificate = File.ReadAllText(Authority),
            Fields = Enum.GetValues<ContactFieldGroup>(),
        };
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.ImportFromPemFile(Authority);
        var pair = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}"));
        http = new HttpClient(new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = policy } })
        {
            // Radicale hangs up after each answer without saying so.
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Basic", pair), ConnectionClose = true },
        };
    }

    public static string User => Environment.GetEnvironmentVariable($"{Variable}_USER")!;

    public static string Password => Environment.GetEnvironmentVariable($"{Variable}_PASSWORD")!;

    public static string Authority => Environment.GetEnvironmentVariable($"{Variable}_CA")!;

    /// <summary>The user's place.</summary>
    public Uri Home { get; }

    /// <summary>The test's address book; made by the first put.</summary>
    public Uri Book { get; }

    public DestinationSettings Settings { get; }

    // A server whose queue of connections is full, as many tests side by side make it, hangs up on new ones.
    public static CardDavDestination Open(DestinationSettings settings, string? password = null) => new(
        settings, TestServers.Secure(password ?? Password),
        new CardDavTiming { FirstDelay = TimeSpan.FromMilliseconds(200), Repetitions = 5 });

    public async Task<string> GetAsync(string name) => await http.GetStringAsync(new Uri(Book, name));

    public async Task<bool> IsThereAsync(Uri address)
    {
        using var response = await http.GetAsync(address);
        return response.IsSuccessStatusCode;
    }

    public async Task PutAsync(string name, string card)
    {
        using var content = new StringContent(card, Encoding.UTF8, "text/vcard");
        using var response = await http.PutAsync(new Uri(Book, name), content);
        response.EnsureSuccessStatusCode();
    }

    public async Task DeleteAsync(Uri address)
    {
        using var response = await http.DeleteAsync(address);
    }

    public async Task<SyncContact> ReadAsync(string name)
    {
        var problems = new ContactFileProblems(name);
        using var card = new MemoryStream(Encoding.UTF8.GetBytes(await GetAsync(name)));
        var contact = Assert.Single(new VCardReader(problems, "folder").Read(card));
        Assert.Empty(problems.Kept);
        return contact;
    }

    public async ValueTask DisposeAsync()
    {
        await DeleteAsync(Book);
        http.Dispose();
    }
}
