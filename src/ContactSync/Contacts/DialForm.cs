namespace ContactSync;

/// <summary>The ways to write the number that a phone system dials.</summary>
public enum DialForm
{
    /// <summary>With <c>+</c> and country code: <c>+493023125011</c> (E.164).</summary>
    International,

    /// <summary>With the region's exit code and the country code: <c>00493023125011</c>.</summary>
    ExitCode,

    /// <summary>As within the region: <c>03023125011</c>; numbers of other countries with the exit code.</summary>
    National,
}
