using System.Collections.Concurrent;
using System.Management.Automation;
using ContactSync.PowerShell;
using ContactSync.Tests.Hosting;
using Xunit;

namespace ContactSync.Tests.PowerShell;

/// <summary>Asynchronous work and the pipeline's thread: order, errors, questions, and every way to be stopped.</summary>
public sealed class AsyncCmdletTests : IDisposable
{
    private const string Cmdlet = "ContactSync.Tests.PowerShell.InvokeTestWorkCommand";

    private readonly HostedModule host = new(import: false);
    private readonly ConcurrentQueue<string> log = new();

    public AsyncCmdletTests() => host.Run("Import-Module -Assembly $args[0]", typeof(AsyncCmdletTests).Assembly).ThrowOnError();

    public void Dispose() => host.Dispose();

    [Fact]
    public void Output_comes_in_the_order_of_the_calls_though_the_work_changes_threads()
    {
        var result = host.Run("1..50 | Invoke-TestWork $args[0]", new Work(async (pipeline, input, _) =>
        {
            await Task.Yield();
            await pipeline.WriteObjectAsync(input);
            await Task.Yield();
            pipeline.WriteVerbose($"{input}");
        }));

        Assert.Equal(Enumerable.Range(1, 50), result.ThrowOnError().Objects<int>());
    }

    [Fact]
    public void What_was_only_posted_is_written_before_the_cmdlet_ends()
    {
        var result = host.Run("Invoke-TestWork $args[0] -Verbose", new Work((pipeline, _, _) =>
        {
            pipeline.WriteVerbose("one");
            pipeline.WriteWarning("two");
            pipeline.WriteProgress(new ProgressRecord(1, "Reading", "three"));
            return Task.CompletedTask;
        }));

        Assert.Equal(["one"], result.ThrowOnError().Verbose);
        Assert.Equal(["two"], result.Warnings);
        Assert.Equal(["three"], result.Progress.Select(record => record.StatusDescription));
    }

    [Fact]
    public void Progress_that_comes_faster_than_it_is_shown_is_shown_at_its_last()
    {
        var result = host.Run("Invoke-TestWork $args[0] | & { process { $_ } }", new Work(async (pipeline, _, _) =>
        {
            // The pipeline's thread is kept in this call while the records come.
            var asked = pipeline.WriteObjectAsync("started");
            for (var done = 1; done <= 100_000; done++)
                pipeline.WriteProgress(new ProgressRecord(1, "Reading", $"{done}"));
            await asked;
        }));

        Assert.Equal("100000", result.ThrowOnError().Progress[^1].StatusDescription);
        Assert.InRange(result.Progress.Count, 1, 99_999);
    }

    [Fact]
    public void A_SyncException_ends_the_cmdlet_with_its_id_category_target_and_advice()
    {
        var result = host.Run("Invoke-TestWork $args[0]; 'next line'", Failing(SyncErrorKind.AuthenticationFailed));

        var error = Assert.Single(result.Errors);
        Assert.Equal($"SomeError,{Cmdlet}", error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.AuthenticationError, error.CategoryInfo.Category);
        Assert.Equal("the target", error.TargetObject);
        Assert.Equal("What went wrong.", error.ToString());
        Assert.Equal("What to type.", error.ErrorDetails.RecommendedAction);
        Assert.Equal(["next line"], result.Objects<string>());
    }

    [Fact]
    public void A_terminating_error_ends_the_cmdlet_for_all_input_and_can_be_caught()
    {
        var result = host.Run(
            "try { 1, 2 | Invoke-TestWork $args[0] } catch { $_.FullyQualifiedErrorId }", Failing(SyncErrorKind.NotFound));

        Assert.Equal([$"SomeError,{Cmdlet}"], result.ThrowOnError().Objects<string>());
    }

    [Fact]
    public void A_non_terminating_error_lets_the_cmdlet_go_on()
    {
        var result = host.Run("1, 2 | Invoke-TestWork $args[0]", new Work(async (pipeline, input, _) =>
        {
            await pipeline.WriteErrorAsync(new SyncException("SomeError", SyncErrorKind.NotFound, $"No {input}.", "Look."));
            await pipeline.WriteObjectAsync(input);
        }));

        Assert.Equal([1, 2], result.Objects<int>());
        Assert.Equal(["No 1.", "No 2."], result.Errors.Select(error => error.ToString()));
        Assert.Null(result.Terminating);
    }

    [Fact]
    public void Error_action_Stop_makes_an_end_of_it_and_the_work_is_told()
    {
        var result = host.Run("1, 2 | Invoke-TestWork $args[0] -ErrorAction Stop", new Work(async (pipeline, input, token) =>
        {
            log.Enqueue($"{input}");
            await Assert.ThrowsAsync<PipelineStoppedException>(() =>
                pipeline.WriteErrorAsync(new SyncException("SomeError", SyncErrorKind.NotFound, "No.", "Look.")));
            Assert.True(token.IsCancellationRequested);
            log.Enqueue("cleaned up");
        }));

        Assert.Equal($"SomeError,{Cmdlet}", result.Terminating?.FullyQualifiedErrorId);
        Assert.Equal(["1", "cleaned up"], log);
    }

    [Fact]
    public void An_unknown_exception_is_wrapped_and_kept()
    {
        var result = host.Run("Invoke-TestWork $args[0]", new Work((_, _, _) => throw new NotSupportedException("not this")));

        var error = Assert.Single(result.Errors);
        Assert.Equal($"Unexpected,{Cmdlet}", error.FullyQualifiedErrorId);
        Assert.Equal("not this", error.ToString());
        Assert.IsType<NotSupportedException>(error.Exception.InnerException);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
    }

    [Theory]
    [InlineData("-WhatIf", false)]
    [InlineData("-Confirm:$false", true)]
    public void ShouldProcess_is_asked_from_asynchronous_work(string parameter, bool expected)
    {
        var result = host.Run($"1..3 | Invoke-TestWork $args[0] {parameter}", new Work(async (pipeline, input, _) =>
        {
            await Task.Yield();
            await pipeline.WriteObjectAsync(await pipeline.ShouldProcessAsync($"{input}", "Change"));
        }));

        Assert.Equal([expected, expected, expected], result.ThrowOnError().Objects<bool>());
    }

    [Fact]
    public async Task Ctrl_C_during_a_wait_returns_after_the_cleanup()
    {
        using var stop = new CancellationTokenSource();
        var running = host.RunAsync("Invoke-TestWork $args[0]", stop.Token, new Work(async (_, _, token) =>
        {
            try
            {
                stop.CancelAfter(1);
                await Task.Delay(Timeout.Infinite, token);
            }
            finally
            {
                await Task.Yield();
                log.Enqueue("rolled back");
            }
        }));

        var result = await running;

        Assert.True(result.Stopped);
        Assert.Equal(["rolled back"], log);
        Assert.Empty(result.Errors);
    }

    [Fact]
    public async Task Ctrl_C_while_objects_are_written_ends_the_work()
    {
        using var stop = new CancellationTokenSource();
        var result = await host.RunAsync("Invoke-TestWork $args[0]", stop.Token, new Work(async (pipeline, _, _) =>
        {
            try
            {
                for (var item = 0; ; item++)
                {
                    await pipeline.WriteObjectAsync(item);
                    if (item == 10)
                        stop.Cancel();
                }
            }
            finally
            {
                log.Enqueue("rolled back");
            }
        }));

        Assert.True(result.Stopped);
        Assert.Equal(["rolled back"], log);
    }

    [Fact]
    public void A_consumer_that_has_enough_ends_the_work_before_the_next_line_runs()
    {
        var result = host.Run("Invoke-TestWork $args[0] | Select-TestFirst; 'next line'", new Work(async (pipeline, _, token) =>
        {
            try
            {
                for (var item = 0; ; item++)
                    await pipeline.WriteObjectAsync(item);
            }
            finally
            {
                Assert.True(token.IsCancellationRequested);
                await Task.Yield();
                log.Enqueue("rolled back");
            }
        }));

        Assert.Equal([0, "next line"], result.ThrowOnError().Objects<object>());
        Assert.Equal(["rolled back"], log);
    }

    [Fact]
    public void Work_that_waits_for_something_else_is_cancelled_by_a_consumer_that_has_enough()
    {
        var result = host.Run("Invoke-TestWork $args[0] | Select-TestFirst", new Work(async (pipeline, _, token) =>
        {
            var written = pipeline.WriteObjectAsync(1);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Delay(Timeout.Infinite, token));
            await Assert.ThrowsAsync<PipelineStoppedException>(() => written);
            await Assert.ThrowsAsync<PipelineStoppedException>(() => pipeline.WriteObjectAsync(2));
            log.Enqueue("cleaned up");
        }));

        Assert.Equal([1], result.ThrowOnError().Objects<int>());
        Assert.Equal(["cleaned up"], log);
    }

    [Fact]
    public void An_error_downstream_is_that_error_and_not_one_of_the_work()
    {
        var result = host.Run(
            "try { Invoke-TestWork $args[0] | & { process { throw 'downstream' } } } catch { \"$_\" }",
            new Work(async (pipeline, _, _) =>
            {
                try
                {
                    await pipeline.WriteObjectAsync(1);
                }
                finally
                {
                    log.Enqueue("cleaned up");
                }
            }));

        Assert.Equal(["downstream"], result.ThrowOnError().Objects<string>());
        Assert.Equal(["cleaned up"], log);
    }

    [Fact]
    public void Work_that_blocks_a_thread_for_an_answer_does_not_lock_up()
    {
        var result = host.Run("Invoke-TestWork $args[0]", new Work((pipeline, _, _) =>
        {
            pipeline.WriteObjectAsync(1).GetAwaiter().GetResult();
            return pipeline.WriteObjectAsync(2);
        }));

        Assert.Equal([1, 2], result.ThrowOnError().Objects<int>());
    }

    [Fact]
    public void What_outlives_a_cmdlet_writes_to_the_present_one()
    {
        var result = host.Run("Invoke-TestWork $args[0] -Verbose -End $args[0]", new Work(async (_, _, _) =>
        {
            await Task.Yield();
            CmdletPipeline.Current!.WriteVerbose("here");
        }));

        Assert.Equal(["here", "here"], result.ThrowOnError().Verbose);
        Assert.Null(CmdletPipeline.Current);
    }

    [Fact]
    public async Task A_call_after_the_end_is_refused_and_a_line_is_dropped()
    {
        CmdletPipeline? kept = null;
        host.Run("Invoke-TestWork $args[0]", new Work((pipeline, _, _) =>
        {
            kept = pipeline;
            return Task.CompletedTask;
        })).ThrowOnError();

        kept!.WriteVerbose("too late");
        await Assert.ThrowsAsync<InvalidOperationException>(() => kept.WriteObjectAsync(1));
    }

    private static Work Failing(SyncErrorKind kind) => async (_, _, _) =>
    {
        await Task.Yield();
        throw new SyncException("SomeError", kind, "What went wrong.", "What to type.", "the target");
    };
}
