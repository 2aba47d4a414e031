namespace ContactSync.PowerShell;

/// <summary>Where a tenant's session writes its lines, free of secrets.</summary>
internal static class Tracing
{
    /// <summary>The verbose stream of the cmdlet whose work sent the request; nowhere, where none is at work.</summary>
    public static void ToVerbose(string line) => CmdletPipeline.Current?.WriteVerbose(line);
}
