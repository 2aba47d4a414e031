using ContactSync.Microsoft365.Identity;

namespace ContactSync.Microsoft365.Registration;

/// <summary>
/// Waits until what was written is seen everywhere. The directory has many replicas and promises no time for this; a step is repeated
/// only on the very answers that a replica which lags behind gives, with growing pauses.
/// </summary>
/// <param name="time">The clock and the pauses.</param>
internal sealed class Replication(TimeProvider time)
{
    /// <summary>Reads in a row that must succeed: different replicas answer.</summary>
    internal const int Confirmations = 3;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(0.25);

    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Ceiling = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan ShortCeiling = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long to believe in an app that cannot be seen: for one made a moment ago as long as replication may take, for one that was
    /// found, hardly, as someone may have deleted it.
    /// </summary>
    internal static TimeSpan PatienceFor(SyncAppRegistration app) =>
        app.Change == AppRegistrationPlan.Created ? Ceiling : ShortCeiling;

    /// <summary>Repeats a step while it fails as it does on a replica that lags behind.</summary>
    /// <exception cref="ServiceRefusedException">It did so to the end: <c>NotVisibleYet</c>; or failed otherwise.</exception>
    internal async Task<T> RetryAsync<T>(
        string target, Func<Task<T>> step, Func<ServiceRefusedException, bool> lags, TimeSpan? patience,
        CancellationToken cancellationToken)
    {
        var pause = new Pause(time, patience ?? Ceiling);
        while (true)
        {
            try
            {
                return await step().ConfigureAwait(false);
            }
            catch (ServiceRefusedException error) when (lags(error))
            {
                if (!await pause.WaitAsync(cancellationToken).ConfigureAwait(false))
                    throw NotVisibleYet(target, pause.Patience, error);
            }
        }
    }

    /// <summary>Reads until what was written is there several times in a row.</summary>
    /// <exception cref="ServiceRefusedException">It was not to the end: <c>NotVisibleYet</c>.</exception>
    internal async Task ConfirmAsync(string target, Func<Task<bool>> isThere, CancellationToken cancellationToken)
    {
        var pause = new Pause(time, Ceiling);
        for (var seen = 0; seen < Confirmations;)
        {
            if (await isThere().ConfigureAwait(false))
                seen++;
            else if (await pause.WaitAsync(cancellationToken).ConfigureAwait(false))
                seen = 0;
            else
                throw NotVisibleYet(target, pause.Patience, null);
        }
    }

    /// <summary>404: an object that the replica does not know.</summary>
    internal static bool IsUnknownObject(ServiceRefusedException error) =>
        error is { StatusCode: 404, Code: "Request_ResourceNotFound" };

    /// <summary>POST servicePrincipals: the replica does not know the app yet. The 403 is misleading and means the same.</summary>
    internal static bool IsUnknownApp(ServiceRefusedException error) =>
        (error.StatusCode == 400 && Says(error, "does not reference a valid application object"))
        || (error.StatusCode == 403 && Says(error, "the backing application of the service principal being created"));

    /// <summary>POST appRoleAssignedTo, POST oauth2PermissionGrants: the replica does not know one of the two sides yet.</summary>
    internal static bool IsUnknownReference(ServiceRefusedException error) =>
        IsUnknownObject(error)
        || (error.StatusCode == 400
            && (Says(error, "Not a valid reference update") || Says(error, "does not exist or one of its queried")));

    /// <summary>PATCH: written to elsewhere a moment ago.</summary>
    internal static bool IsUnknownOrConcurrent(ServiceRefusedException error) => IsUnknownObject(error) || error.StatusCode == 409;

    private static bool Says(ServiceRefusedException error, string words) =>
        error.Message.Contains(words, StringComparison.OrdinalIgnoreCase);

    private static ServiceRefusedException NotVisibleYet(string target, TimeSpan waited, ServiceRefusedException? cause)
    {
        object?[] arguments = [target, waited.TotalMinutes < 1 ? $"{waited.TotalSeconds:0} s" : $"{waited.TotalMinutes:0} min"];
        var error = cause is null
            ? Texts.Catalog.Create(nameof(Errors.NotVisibleYet), SyncErrorKind.NotFound, target, arguments)
            : Texts.Catalog.Create(cause, nameof(Errors.NotVisibleYet), SyncErrorKind.NotFound, target, arguments);
        return new ServiceRefusedException(error, cause?.Code, cause?.StatusCode, cause?.RequestId);
    }

    /// <summary>Pauses that grow from 0.25 to 30 seconds, within a total.</summary>
    internal sealed class Pause(TimeProvider time, TimeSpan patience)
    {
        private readonly long start = time.GetTimestamp();

        private TimeSpan next = FirstDelay;

        internal TimeSpan Patience => patience;

        /// <summary>Waits; false, without waiting, where the total is used up.</summary>
        internal async Task<bool> WaitAsync(CancellationToken cancellationToken)
        {
            if (time.GetElapsedTime(start) + next > patience)
                return false;
            await Task.Delay(next, time, cancellationToken).ConfigureAwait(false);
            next = next * 2 < LongestDelay ? next * 2 : LongestDelay;
            return true;
        }
    }
}
