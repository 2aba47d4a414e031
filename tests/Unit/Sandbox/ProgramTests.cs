using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using System.Text.Json.Nodes;
using ContactSync.Sandbox;
using Xunit;

namespace ContactSync.Tests.Sandbox;

/// <summary>The sandbox as a program of its own.</summary>
public sealed class ProgramTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    private static Process Start(params string[] arguments) => Process.Start(
        new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ContactSync.Sandbox.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    private static async Task<JsonNode> AnnouncementAsync(Process process)
    {
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(_patience);
        Assert.NotNull(line);
        return JsonNode.Parse(line)!;
    }

    private static Task EndAsync(Process process) => process.WaitForExitAsync().WaitAsync(_patience);

    [Fact]
    public async Task ItServesUntilItsInputCloses()
    {
        using var process = Start("--port", "0", "--mailboxes", "2", "--seed", "7");
        var said = await AnnouncementAsync(process);
        var folder = (string)said["folder"]!;
        Assert.Equal(process.Id, (int)said["processId"]!);
        Assert.Equal((string)said["authority"]! + "/v1.0", (string)said["graph"]!);
        Assert.Equal(2, said["users"]!.AsArray().Count);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));

        using (var http = new HttpClient(SandboxClient.Handler((string)said["caFile"]!)))
        {
            using var form = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = (string)said["adminClientId"]!,
                ["client_secret"] = (string)said["adminClientSecret"]!,
                ["scope"] = SandboxClient.Graph + "/.default",
            });
            using var answer = await http.PostAsync($"{said["authority"]}/{said["tenantId"]}/oauth2/v2.0/token", form);
            Assert.True(answer.IsSuccessStatusCode);
        }
        await File.WriteAllTextAsync(Path.Combine(folder, "left-by-the-client.txt"), "x");

        process.StandardInput.Close();
        await EndAsync(process);

        Assert.Equal(0, process.ExitCode);
        Assert.Equal("", await process.StandardError.ReadToEndAsync());
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task ItEndsWithTheProcessItWasToldOf()
    {
        using var parent = Start("--mailboxes", "0");
        await AnnouncementAsync(parent);
        using var process = Start("--mailboxes", "0", "--parent-process-id", parent.Id.ToString());
        var folder = (string)(await AnnouncementAsync(process))["folder"]!;

        parent.StandardInput.Close();
        await EndAsync(parent);
        await EndAsync(process);

        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task ASignalEndsItToo()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "because SIGTERM is a Unix signal");
        using var process = Start("--mailboxes", "0");
        var folder = (string)(await AnnouncementAsync(process))["folder"]!;

        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString()])!;
        await EndAsync(process);

        Assert.Equal(0, process.ExitCode);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task WhatAKilledSandboxLeftIsRemovedByTheNext()
    {
        using var killed = Start("--mailboxes", "0");
        var folder = (string)(await AnnouncementAsync(killed))["folder"]!;
        killed.Kill();
        await EndAsync(killed);
        Assert.True(Directory.Exists(folder));
        await using var alive = await SandboxHost.StartAsync(new SandboxOptions { MailboxCount = 0 });

        await using var next = await SandboxHost.StartAsync(new SandboxOptions { MailboxCount = 0 });

        Assert.False(Directory.Exists(folder));
        Assert.True(Directory.Exists(alive.Folder));
    }

    public static TheoryData<string[], string> WrongArguments => new()
    {
        { ["--colour", "red"], "--colour" },
        { ["--port"], "--port" },
        { ["--port", "many"], "many" },
        { ["--port", "70000"], "70000" },
        { ["--mailboxes", "-1"], "--mailboxes" },
        { ["--contacts", "/no/such/folder"], "/no/such/folder" },
    };

    [Theory]
    [MemberData(nameof(WrongArguments))]
    public void WrongArgumentsAreNamed(string[] arguments, string named)
    {
        var error = Assert.Throws<FormatException>(() => CommandLine.Parse(arguments));

        Assert.Contains(named, error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public async Task WrongArgumentsEndWithTwo()
    {
        using var process = Start("--mailboxes", "many");

        await EndAsync(process);

        Assert.Equal(2, process.ExitCode);
        Assert.Contains("--mailboxes", Assert.Single((await process.StandardError.ReadToEndAsync()).Trim().Split('\n')));
        Assert.Equal("", await process.StandardOutput.ReadToEndAsync());
    }

    [Fact]
    public async Task APortInUseIsSaid()
    {
        await using var host = await SandboxHost.StartAsync(new SandboxOptions { MailboxCount = 0 });

        var error = await Assert.ThrowsAsync<IOException>(
            () => SandboxHost.StartAsync(new SandboxOptions { MailboxCount = 0, Port = host.Authority.Port }));

        Assert.Contains(host.Authority.Port.ToString(), error.Message);
    }

    [Fact]
    public async Task OnlyItsOwnAuthorityVouchesForIt()
    {
        await using var host = await SandboxHost.StartAsync(new SandboxOptions { MailboxCount = 0 });
        await using var other = await SandboxHost.StartAsync(new SandboxOptions { MailboxCount = 0 });

        foreach (var name in new[] { "localhost", "127.0.0.1" })
        {
            using var http = new HttpClient(SandboxClient.Handler(host.CaFile));
            using var answer = await http.GetAsync($"https://{name}:{host.Authority.Port}/v1.0/domains");
            Assert.Equal(401, (int)answer.StatusCode);
        }
        using var mistaken = new HttpClient(SandboxClient.Handler(other.CaFile));
        await Assert.ThrowsAsync<HttpRequestException>(() => mistaken.GetAsync(host.Graph));
        using var plain = new HttpClient();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => plain.GetAsync($"http://localhost:{host.Authority.Port}/v1.0/domains"));
    }

    [Fact]
    public async Task ItListensOnLoopbackOnly()
    {
        await using var host = await SandboxHost.StartAsync(new SandboxOptions { MailboxCount = 0 });

        var listeners = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners()
            .Where(listener => listener.Port == host.Authority.Port).ToList();

        Assert.NotEmpty(listeners);
        Assert.All(listeners, listener => Assert.True(IPAddress.IsLoopback(listener.Address)));
    }
}
