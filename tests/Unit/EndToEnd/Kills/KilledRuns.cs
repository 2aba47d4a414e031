using ContactSync.Tests.Runner;
using Xunit;

namespace ContactSync.Tests.EndToEnd.Kills;

/// <summary>How far a run had come when it was killed.</summary>
internal enum KillStage
{
    /// <summary>Nothing was asked or written.</summary>
    NotBegun,

    /// <summary>It was reading.</summary>
    Reading,

    /// <summary>Some of it was written.</summary>
    Writing,

    /// <summary>All of it was written, its end not noted.</summary>
    Written,

    /// <summary>It had ended before.</summary>
    Over,
}

/// <summary>Runs of the module in processes of their own that are killed, and where that was.</summary>
internal sealed class KilledRuns
{
    private readonly List<KillStage> stages = [];

    /// <summary>Starts a command and ends its process, as a power failure would, once a meter is so far.</summary>
    /// <param name="command">The command.</param>
    /// <param name="meter">The meter.</param>
    /// <param name="moment">How far.</param>
    /// <param name="delay">How long after that.</param>
    /// <param name="environment">Variables of the process.</param>
    public static async Task KillAsync(
        string command, ProgressMeter meter, long moment, TimeSpan delay = default,
        IReadOnlyDictionary<string, string?>? environment = null)
    {
        using var stop = new CancellationTokenSource();
        meter.Begin();
        var reached = meter.ReachAsync(moment, stop.Token);
        using (var runner = RunnerProcess.Start(environment ?? new Dictionary<string, string?>(), "-Command", command))
        {
            await Task.WhenAny(reached, runner.Exited);
            await Task.Delay(delay);
            runner.Kill();
        }
        meter.Release();
        await stop.CancelAsync();
        await reached.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    public void Add(KillStage stage, string details)
    {
        stages.Add(stage);
        TestContext.Current.TestOutputHelper?.WriteLine($"{stages.Count}. {stage}: {details}");
    }

    /// <summary>Most were killed in the middle, and not all of them in the same part of it.</summary>
    public void CheckSpread()
    {
        var inTheMiddle = stages.Where(stage => stage is KillStage.Reading or KillStage.Writing or KillStage.Written).ToList();
        Assert.True(inTheMiddle.Count * 2 > stages.Count, $"{inTheMiddle.Count} of {stages.Count} kills were in the middle of a run");
        Assert.True(stages.Count < 20 || inTheMiddle.Distinct().Count() > 1, $"all kills were in the same part: {inTheMiddle[0]}");
    }
}
