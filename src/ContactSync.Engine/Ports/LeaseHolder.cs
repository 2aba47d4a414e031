using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace ContactSync.Engine.Ports;

/// <summary>A run that has phone books for itself. Its process is part of the name, so that one that was killed holds nothing up.</summary>
public sealed class LeaseHolder
{
    private readonly string name;

    private LeaseHolder(string name) => this.name = name;

    /// <summary>A new run of this process.</summary>
    public static LeaseHolder Create()
    {
        using var process = Process.GetCurrentProcess();
        return new LeaseHolder($"{Place()} {process.Id.ToString(CultureInfo.InvariantCulture)} {Started(process)} {Guid.NewGuid():N}");
    }

    /// <summary>Whether the holder of that name was a process of this machine that has ended. False where that cannot be known.</summary>
    public static bool IsGone(string name)
    {
        if (name.Split(' ') is not [var place, var id, var started, _] || place != Place())
            return false;
        try
        {
            using var process = Process.GetProcessById(int.Parse(id, CultureInfo.InvariantCulture));
            // Ids are used again.
            return Started(process) != started;
        }
        catch (ArgumentException)
        {
            return true;
        }
        catch (Exception unknown) when (unknown is Win32Exception or InvalidOperationException or FormatException)
        {
            return false;
        }
    }

    /// <summary>The holder, as a store keeps it.</summary>
    public override string ToString() => name;

    // What makes a process id unique: machine and time of its start; on Linux also the namespace, for containers share a machine.
    private static string Place()
    {
        if (!OperatingSystem.IsLinux())
            return Environment.MachineName.Replace(' ', '_');
        return $"{ReadOrEmpty(() => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim())}"
            + $"/{ReadOrEmpty(() => File.ResolveLinkTarget("/proc/self/ns/pid", returnFinalTarget: false)?.Name ?? "")}";
    }

    private static string ReadOrEmpty(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            // A place of its own: then nobody's process is taken for gone.
            return Guid.NewGuid().ToString("N");
        }
    }

    private static string Started(Process process) => process.StartTime.ToUniversalTime().Ticks.ToString(CultureInfo.InvariantCulture);
}
