using System.Reflection;
using ContactSync.Engine.Ports;

namespace ContactSync.Tests.Engine;

/// <summary>What goes wrong in a run.</summary>
internal enum MishapKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A call of the store or of a destination is refused.</summary>
    Refused,

    /// <summary>A call does what it shall, and then says that it did not.</summary>
    AnswerLost,

    /// <summary>A destination refuses some items, one by one.</summary>
    ItemsRefused,

    /// <summary>The run is cancelled.</summary>
    Cancelled,

    /// <summary>The process is gone before a call.</summary>
    KilledBefore,

    /// <summary>The process is gone after a call, before its answer is there.</summary>
    KilledAfter,
}

/// <summary>What goes wrong in one run, at a call of the store or of a destination. Thread-safe, as the calls come side by side.</summary>
/// <param name="kind">What.</param>
/// <param name="calls">At which call.</param>
internal sealed class Mishap(MishapKind kind, int calls) : IDisposable
{
    private readonly CancellationTokenSource stop = new();

    private int left = calls;

    private int happened;

    private volatile bool isDead;

    public MishapKind Kind => kind;

    /// <summary>Whether it has come so far.</summary>
    public bool Happened => happened > 0;

    /// <summary>What the run is cancelled by.</summary>
    public CancellationToken Token => stop.Token;

    /// <summary>To be called before each call.</summary>
    public void Before()
    {
        // The dead do nothing more.
        if (isDead)
            throw new KilledException();
        var isTurn = Interlocked.Decrement(ref left) == 0;
        if (isTurn && kind is MishapKind.Refused or MishapKind.Cancelled or MishapKind.KilledBefore)
            Happen();
    }

    /// <summary>To be called before each call that is about one item.</summary>
    public void BeforeItem(string name)
    {
        Before();
        if (kind != MishapKind.ItemsRefused || Volatile.Read(ref left) % 3 != 0)
            return;
        happened = 1;
        throw new SyncException("ItemRefused", SyncErrorKind.InvalidData, name, "advice");
    }

    /// <summary>To be called after each call.</summary>
    public void After()
    {
        if (kind is MishapKind.AnswerLost or MishapKind.KilledAfter && Volatile.Read(ref left) <= 0
            && Interlocked.Exchange(ref happened, 1) == 0)
        {
            Happen();
        }
    }

    public void Dispose() => stop.Dispose();

    private void Happen()
    {
        happened = 1;
        if (kind == MishapKind.Cancelled)
        {
            stop.Cancel();
            return;
        }
        isDead = kind is MishapKind.KilledBefore or MishapKind.KilledAfter;
        throw isDead ? new KilledException() : new SyncException("Disturbed", SyncErrorKind.ConnectionLost, "disturbed", "advice");
    }
}

/// <summary>Stands for the end of a process: nothing in the product knows of it.</summary>
internal sealed class KilledException : Exception;

/// <summary>A store whose calls pass through a <see cref="Mishap"/>. It does not close the store behind it.</summary>
internal class MishapStore : DispatchProxy
{
    private static readonly MethodInfo AwaitOne = typeof(MishapStore).GetMethod(nameof(AwaitAsync))!;

    private IStore store = null!;

    private Mishap mishap = null!;

    public static IStore Of(IStore store, Mishap mishap)
    {
        var proxy = Create<IStore, MishapStore>();
        ((MishapStore)(object)proxy).store = store;
        ((MishapStore)(object)proxy).mishap = mishap;
        return proxy;
    }

    public async Task<T> AwaitAsync<T>(Task<T> work)
    {
        var result = await work;
        mishap.After();
        return result;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name == nameof(IAsyncDisposable.DisposeAsync))
            return ValueTask.CompletedTask;
        mishap.Before();
        var result = targetMethod.Invoke(store, BindingFlags.DoNotWrapExceptions, binder: null, args, culture: null);
        return targetMethod.ReturnType switch
        {
            { IsGenericType: true } type when type.GetGenericTypeDefinition() == typeof(Task<>) =>
                AwaitOne.MakeGenericMethod(type.GenericTypeArguments[0]).Invoke(this, [result]),
            var type when type == typeof(Task) => AwaitAllAsync((Task)result!),
            _ => result,
        };
    }

    private async Task AwaitAllAsync(Task work)
    {
        await work;
        mishap.After();
    }
}
