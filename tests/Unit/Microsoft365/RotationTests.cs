using ContactSync.Microsoft365.Identity;
using ContactSync.Microsoft365.Registration;
using Xunit;

namespace ContactSync.Tests.Microsoft365;

/// <summary>Rotation of a connection's credential, interrupted after each of its steps.</summary>
public sealed class RotationTests(SandboxTenant tenant) : IClassFixture<SandboxTenant>, IDisposable
{
    private static readonly RotationOptions Now = new() { MinDaysLeft = 36500, Overlap = TimeSpan.Zero };

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("contactsync-");

    public static TheoryData<RotationStep, bool> Steps =>
    [
        .. from step in Enum.GetValues<RotationStep>()
           where step != RotationStep.None
           from certificate in new[] { false, true }
           select (step, certificate),
    ];

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_new_credential_takes_the_place_of_the_old_one(bool certificate)
    {
        await using var session = tenant.Administrator();
        var (app, connection) = await ConnectAsync(session, certificate);
        var old = connection.KeyId;

        var done = await RunAsync(session, app, connection, Now);

        Assert.Equal("Renewed", done.Change);
        Assert.NotEqual(old, connection.KeyId);
        Assert.Equal(connection.KeyId, done.KeyId);
        Assert.Equal([old!.Value], done.Removed);
        Assert.Equal(1, connection.Carried);
        await AssertOnlyAsync(session, app, connection);
    }

    [Fact]
    public async Task With_enough_days_left_nothing_is_done()
    {
        await using var session = tenant.Administrator();
        var (app, connection) = await ConnectAsync(session, certificate: false);
        var rotation = new CredentialRotation(session, app, connection, new RotationOptions(), TimeProvider.System);

        Assert.Empty(await rotation.PlanAsync(default));
        var done = await rotation.RunAsync(default);

        Assert.Equal(("Unchanged", false), (done.Change, done.IsResumed));
        Assert.True(connection.Journal.IsEmpty);
        Assert.Single(await ListAsync(session, app));
    }

    [Fact]
    public async Task The_old_one_stays_for_the_overlap_and_as_long_as_another_connection_uses_it()
    {
        await using var session = tenant.Administrator();
        var (app, connection) = await ConnectAsync(session, certificate: false);
        var old = connection.KeyId!.Value;
        var done = await RunAsync(session, app, connection, Now with { Overlap = TimeSpan.FromDays(7) });
        Assert.Equal(2, (await ListAsync(session, app)).Count);
        Assert.True(done.RemovesOldAfter > DateTimeOffset.UtcNow.AddDays(6));

        Assert.Empty((await RunAsync(session, app, connection, new RotationOptions())).Removed);
        var later = new LaterTime(TimeSpan.FromDays(8));
        connection.OtherUsers.Add("door");
        var kept = await new CredentialRotation(session, app, connection, new RotationOptions(), later).RunAsync(default);
        Assert.Contains("door", Assert.Single(kept.Notes));
        Assert.Empty(kept.Removed);

        connection.OtherUsers.Clear();
        var removed = await new CredentialRotation(session, app, connection, new RotationOptions(), later).RunAsync(default);
        Assert.Equal(("Removed", old), (removed.Change, Assert.Single(removed.Removed)));
        await AssertOnlyAsync(session, app, connection);
    }

    [Fact]
    public async Task The_file_of_an_old_certificate_goes_once_the_certificate_is_removed_and_not_before()
    {
        await using var session = tenant.Administrator();
        var (app, connection) = await ConnectAsync(session, certificate: true);
        var old = connection.CertificatePath!;
        await RunAsync(session, app, connection, Now with { Overlap = TimeSpan.FromDays(7) });
        Assert.True(File.Exists(old));

        var later = new LaterTime(TimeSpan.FromDays(8));
        connection.OtherUsers.Add("door");
        await new CredentialRotation(session, app, connection, new RotationOptions(), later).RunAsync(default);
        Assert.True(File.Exists(old));

        connection.OtherUsers.Clear();
        connection.IsLocked = true;
        var locked = await new CredentialRotation(session, app, connection, new RotationOptions(), later).RunAsync(default);
        Assert.Contains(old, Assert.Single(locked.Notes));
        Assert.Single(await ListAsync(session, app));
        Assert.True(File.Exists(old));

        connection.IsLocked = false;
        Assert.Empty((await new CredentialRotation(session, app, connection, new RotationOptions(), later).RunAsync(default)).Notes);
        Assert.False(File.Exists(old));
        Assert.True(connection.Journal.IsEmpty);
        await AssertOnlyAsync(session, app, connection);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Interrupted_after_a_step_the_next_call_goes_on_to_the_right_end(RotationStep step, bool certificate)
    {
        await using var session = tenant.Administrator();
        var (app, connection) = await ConnectAsync(session, certificate);
        var old = connection.KeyId!.Value;
        var interrupted = Now with { StepDone = done => { if (done == step) throw new OperationCanceledException(); } };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(session, app, connection, interrupted));
        await AssertSignsInAsync(session, app, connection);
        Assert.NotEmpty(await new CredentialRotation(session, app, connection, Now, TimeProvider.System).PlanAsync(default));

        var done = await RunAsync(session, app, connection, Now with { MinDaysLeft = 0 });

        Assert.Equal(("Renewed", true), (done.Change, done.IsResumed));
        Assert.NotEqual(old, connection.KeyId);
        await AssertOnlyAsync(session, app, connection);
    }

    [Fact]
    public async Task A_secret_whose_value_was_lost_is_replaced_and_removed()
    {
        await using var session = tenant.Administrator();
        var (app, connection) = await ConnectAsync(session, certificate: false);
        // The process ends between the service's answer and the journal.
        var unlucky = new LosingConnection(connection);
        await Assert.ThrowsAsync<IOException>(
            () => new CredentialRotation(session, app, unlucky, Now, TimeProvider.System).RunAsync(default));
        Assert.Equal(RotationStep.Begun, connection.Journal.Step);
        Assert.Equal(2, (await ListAsync(session, app)).Count);

        var done = await RunAsync(session, app, connection, Now);

        Assert.Equal(("Renewed", true), (done.Change, done.IsResumed));
        await AssertOnlyAsync(session, app, connection);
    }

    [Fact]
    public async Task A_credential_made_elsewhere_stays_unless_told()
    {
        await using var session = tenant.Administrator();
        var (app, connection) = await ConnectAsync(session, certificate: false);
        connection.KeyId = null;
        connection.End = null;

        var first = await RunAsync(session, app, connection, Now);
        Assert.Contains("was not made here", Assert.Single(first.Notes));
        Assert.Equal(2, (await ListAsync(session, app)).Count);

        connection.KeyId = null;
        await RunAsync(session, app, connection, Now with { IncludeForeign = true });
        Assert.Equal(2, (await ListAsync(session, app)).Count);
        Assert.Contains(await ListAsync(session, app), credential => credential.KeyId == connection.KeyId);
    }

    private static Task<SyncCredentialRotation> RunAsync(
        TenantSession session, SyncAppRegistration app, MemoryConnection connection, RotationOptions options) =>
        new CredentialRotation(session, app, connection, options, TimeProvider.System).RunAsync(default);

    private static Task<IReadOnlyList<SyncAppCredential>> ListAsync(TenantSession session, SyncAppRegistration app) =>
        new CredentialService(session, TimeProvider.System).ListAsync(app, default);

    private static async Task AssertSignsInAsync(TenantSession session, SyncAppRegistration app, MemoryConnection connection)
    {
        var used = await connection.ReadAsync(default);
        await using var own = session.As(app.AppId, used.Credential);
        Assert.NotNull(await own.GetTokenAsync(session.Environment.GraphResource, forceRefresh: true, default));
    }

    private static async Task AssertOnlyAsync(TenantSession session, SyncAppRegistration app, MemoryConnection connection)
    {
        Assert.Equal(connection.KeyId, Assert.Single(await ListAsync(session, app)).KeyId);
        await AssertSignsInAsync(session, app, connection);
    }

    private async Task<(SyncAppRegistration App, MemoryConnection Connection)> ConnectAsync(TenantSession session, bool certificate)
    {
        var app = await SandboxTenant.RegisterAsync(session, "Rotated " + Guid.NewGuid());
        var service = new CredentialService(session, TimeProvider.System);
        var connection = new MemoryConnection(folder.FullName);
        if (!certificate)
        {
            var secret = await service.AddSecretAsync(app, "first", TimeSpan.FromDays(90), wait: true, null, default);
            (connection.KeyId, connection.End, connection.Secret) = (secret.KeyId, secret.End, secret.Secret);
            return (app, connection);
        }
        var start = DateTimeOffset.UtcNow.AddMinutes(-1);
        using var made = SelfSignedCertificates.Make("first", null, CertificateKeyAlgorithm.Rsa3072, start, start.AddDays(90));
        connection.Password = SelfSignedCertificates.NewPassword();
        connection.CertificatePath = Path.Combine(folder.FullName, Guid.NewGuid() + ".pfx");
        await File.WriteAllBytesAsync(connection.CertificatePath, SelfSignedCertificates.ToPfx(made, connection.Password));
        var added = await service.AddCertificateAsync(app, made, "first", wait: true, null, default);
        (connection.KeyId, connection.End) = (added.KeyId, added.End);
        return (app, connection);
    }

    /// <summary>A clock that goes as usual, but ahead.</summary>
    private sealed class LaterTime(TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow + ahead;
    }

    /// <summary>A connection whose disk fails when the new secret is to be kept.</summary>
    private sealed class LosingConnection(MemoryConnection connection) : IRotatedConnection
    {
        public string Name => connection.Name;

        public Task<UsedCredential> ReadAsync(CancellationToken cancellationToken) => connection.ReadAsync(cancellationToken);

        public RotationJournal ReadJournal() => connection.ReadJournal();

        public void WriteJournal(RotationJournal journal)
        {
            if (journal.Step == RotationStep.Kept)
                throw new IOException("No space left.");
            connection.WriteJournal(journal);
        }

        public string CertificatePathFor(string mark) => connection.CertificatePathFor(mark);

        public void WritePrivate(string path, byte[] content) => connection.WritePrivate(path, content);

        public void DeleteCertificate(string path) => connection.DeleteCertificate(path);

        public Task SwitchAsync(RotationJournal journal, CancellationToken cancellationToken) =>
            connection.SwitchAsync(journal, cancellationToken);

        public Task CarryAsync(Action<string> note, CancellationToken cancellationToken) => connection.CarryAsync(note, cancellationToken);

        public Task<IReadOnlyList<string>> FindUsersAsync(SyncAppCredential credential, CancellationToken cancellationToken) =>
            connection.FindUsersAsync(credential, cancellationToken);
    }
}
