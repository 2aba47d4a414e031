using System.Security;
using Xunit;

namespace ContactSync.Tests.PhoneBooks.Destinations;

/// <summary>The servers that .ci/servers started, by the variables that it offers.</summary>
internal static class TestServers
{
    /// <summary>What a variable says; where it says nothing, the test is skipped.</summary>
    public static string Find(string variable, string server)
    {
        var value = Environment.GetEnvironmentVariable(variable);
        Assert.SkipWhen(
            value is null, $"because no {server} was named by {variable}; start one with .ci/servers start FOLDER, then . FOLDER/env");
        return value!;
    }

    public static SecureString Secure(string text) => new System.Net.NetworkCredential("", text).SecurePassword;
}
