using System.Security.Cryptography;

namespace ContactSync.Sandbox.Tenants;

/// <summary>Ids come from the seed, so that a run can be repeated; whatever opens a door comes from the system's random source.</summary>
internal static class SandboxIds
{
    private const string Letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    private const string SecretLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";

    /// <summary>A GUID of version 4 out of <paramref name="random"/>.</summary>
    public static Guid Next(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        bytes[7] = (byte)((bytes[7] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes);
    }

    public static string Password() => IssuedSecrets.Report(RandomNumberGenerator.GetString(Letters, 16) + "!7");

    /// <summary>A client secret of 40 characters, with the 8Q~ in it by which scanners know the secrets of the real service.</summary>
    public static string Secret() => IssuedSecrets.Report(
        RandomNumberGenerator.GetString(Letters, 3) + "8Q~" + RandomNumberGenerator.GetString(SecretLetters, 34));

    public static string ControlKey() => IssuedSecrets.Report(RandomNumberGenerator.GetHexString(32, lowercase: true));
}
