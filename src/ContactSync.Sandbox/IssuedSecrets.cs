namespace ContactSync.Sandbox;

/// <summary>
/// Tells the sandbox's own process of every secret that a sandbox in it gives out: client secrets, passwords, tokens, codes. A test looks
/// for
/// them where none may be.
/// </summary>
public static class IssuedSecrets
{
    /// <summary>Told of each.</summary>
    public static event Action<string>? Issued;

    internal static string Report(string secret)
    {
        Issued?.Invoke(secret);
        return secret;
    }
}
