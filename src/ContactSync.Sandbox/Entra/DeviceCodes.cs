using System.Security.Cryptography;
using ContactSync.Sandbox.Tenants;

namespace ContactSync.Sandbox.Entra;

/// <summary>A sign-in that waits for a person on another device.</summary>
internal sealed class PendingDeviceCode(string deviceCode, string userCode, string clientId, string scope, DateTimeOffset expires)
{
    public string DeviceCode { get; } = deviceCode;

    public string UserCode { get; } = userCode;

    public string ClientId { get; } = clientId;

    public string Scope { get; } = scope;

    public DateTimeOffset Expires { get; } = expires;

    /// <summary>Who signed in; null while nobody has.</summary>
    public DirectoryUser? User { get; set; }

    public bool IsDeclined { get; set; }
}

/// <summary>The device codes that were handed out. Guarded by <see cref="Tenant.Gate"/>.</summary>
internal sealed class DeviceCodes
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    private readonly Dictionary<string, PendingDeviceCode> _byDevice = [];

    public IEnumerable<PendingDeviceCode> All => _byDevice.Values;

    public PendingDeviceCode Create(string clientId, string scope, DateTimeOffset now)
    {
        var code = new PendingDeviceCode(
            IssuedSecrets.Report(Base64Url.Encode(RandomNumberGenerator.GetBytes(48))),
            RandomNumberGenerator.GetString("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 9),
            clientId, scope, now + Lifetime);
        _byDevice.Add(code.DeviceCode, code);
        return code;
    }

    public PendingDeviceCode? Find(string deviceCode) => _byDevice.GetValueOrDefault(deviceCode);

    public PendingDeviceCode? FindByUserCode(string userCode) =>
        _byDevice.Values.FirstOrDefault(code => code.UserCode.Equals(userCode, StringComparison.OrdinalIgnoreCase));

    /// <summary>A code is good for one sign-in.</summary>
    public void Remove(PendingDeviceCode code) => _byDevice.Remove(code.DeviceCode);
}
