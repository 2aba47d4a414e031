using ContactSync.Sandbox.Ews.Access;

namespace ContactSync.Sandbox.Ews;

/// <summary>
/// The throttling policy's EwsMaxBurst and EwsRechargeRate, counted in requests where Exchange counts time: so many at once, and so many
/// more a minute. An account that acts for others spends its own budget, not theirs. Without a burst there is no limit.
/// </summary>
internal sealed class EwsBudget(TimeProvider time)
{
    private readonly object _gate = new();
    private readonly Dictionary<string, (double Left, DateTimeOffset At)> _accounts = [];

    /// <summary>Requests that an account may make at once; 0 for as many as it likes.</summary>
    public int Burst { get; private set; }

    /// <summary>Requests that it is granted a minute beyond.</summary>
    public int RechargePerMinute { get; private set; } = 60;

    /// <summary>Sets the policy; every account begins anew.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number that makes no policy.</exception>
    public void Set(int burst, int rechargePerMinute)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(burst);
        ArgumentOutOfRangeException.ThrowIfLessThan(rechargePerMinute, 1);
        lock (_gate)
        {
            (Burst, RechargePerMinute) = (burst, rechargePerMinute);
            _accounts.Clear();
        }
    }

    /// <summary>Spends a request.</summary>
    /// <exception cref="EwsException">ErrorServerBusy with the time until there is one again.</exception>
    public void Spend(EwsCaller caller)
    {
        var account = caller.AppId ?? caller.User?.UserPrincipalName ?? "";
        lock (_gate)
        {
            if (Burst == 0)
                return;
            var now = time.GetUtcNow();
            var (left, at) = _accounts.GetValueOrDefault(account, (Burst, now));
            left = Math.Min(Burst, left + ((now - at).TotalMinutes * RechargePerMinute));
            var isEnough = left >= 1;
            _accounts[account] = (isEnough ? left - 1 : left, now);
            if (!isEnough)
                throw EwsException.Busy(TimeSpan.FromMinutes((1 - left) / RechargePerMinute));
        }
    }
}
