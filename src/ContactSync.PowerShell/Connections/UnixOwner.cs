using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace ContactSync.PowerShell.Connections;

/// <summary>The owner of a file on Linux, which .NET neither shows nor sets: https://man7.org/linux/man-pages/man2/statx.2.html.</summary>
[SupportedOSPlatform("linux")]
internal static class UnixOwner
{
    private const int CurrentFolder = -100;

    private const uint OwnerAndGroup = 0x18;

    /// <summary>struct statx is 256 bytes on every architecture; user and group id stand at 20 and 24.</summary>
    private const int Size = 256, UserAt = 20, GroupAt = 24;

    /// <summary>Gives a file the owner and group of another one.</summary>
    /// <returns>False where this account may not.</returns>
    public static bool TryCopy(string from, string to)
    {
        try
        {
            return Read(from) is not { } owner || owner == Read(to) || ChangeOwner(to, owner.User, owner.Group) == 0;
        }
        catch (Exception exception) when (exception is EntryPointNotFoundException or DllNotFoundException)
        {
            // An old C library. Its files then belong to who writes them.
            return true;
        }
    }

    private static (uint User, uint Group)? Read(string path)
    {
        var buffer = new byte[Size];
        return Status(CurrentFolder, path, 0, OwnerAndGroup, buffer) == 0 ? (Number(UserAt), Number(GroupAt)) : null;

        uint Number(int at) => BitConverter.IsLittleEndian
            ? BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(at))
            : BinaryPrimitives.ReadUInt32BigEndian(buffer.AsSpan(at));
    }

    [DllImport("libc", EntryPoint = "statx")]
    private static extern int Status(
        int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, [Out] byte[] buffer);

    [DllImport("libc", EntryPoint = "chown")]
    private static extern int ChangeOwner([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint user, uint group);
}
