namespace ContactSync;

/// <summary>What kind of failure a <see cref="SyncException"/> is; PowerShell shows it as the error's category.</summary>
public enum SyncErrorKind
{
    /// <summary>An argument makes no sense or does not fit another one.</summary>
    InvalidArgument,

    /// <summary>Data from a file or a service cannot be read.</summary>
    InvalidData,

    /// <summary>The thing asked for is not there, or not visible yet.</summary>
    NotFound,

    /// <summary>The thing to be made is there already, and is not ours to take over.</summary>
    AlreadyExists,

    /// <summary>The caller is known but may not do this.</summary>
    PermissionDenied,

    /// <summary>The caller could not prove who it is.</summary>
    AuthenticationFailed,

    /// <summary>The service asked to slow down, and kept asking.</summary>
    Throttled,

    /// <summary>The other side cannot be reached, or went away.</summary>
    ConnectionLost,

    /// <summary>Something this machine lacks, or that another process holds.</summary>
    ResourceUnavailable,

    /// <summary>A guard stopped the work because it looked wrong; what was there is kept.</summary>
    GuardStopped,

    /// <summary>The operation does not fit the present state.</summary>
    InvalidOperation,
}
