using System.Text;

namespace ContactSync.Sandbox.Ews.Access;

/// <summary>The accounts that may sign in by NTLM, as a file that only its owner may read; it goes with the sandbox's folder.</summary>
internal sealed class NtlmUsers(SandboxContext sandbox)
{
    public const string FileName = "ntlm-users";

    private int _written = -1;

    /// <summary>The path of the file, written anew where somebody was hired since.</summary>
    public string Path()
    {
        var path = System.IO.Path.Combine(sandbox.Folder, FileName);
        lock (sandbox.Tenant.Gate)
        {
            if (_written != sandbox.Tenant.Users.Count)
                Write(path);
            _written = sandbox.Tenant.Users.Count;
        }
        return path;
    }

    private void Write(string path)
    {
        var lines = new StringBuilder();
        Add(lines, sandbox.Ews.ServiceAccount, sandbox.Ews.ServicePassword);
        foreach (var user in sandbox.Tenant.Users)
            Add(lines, user.UserPrincipalName, user.Password);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(path, options);
        writer.Write(lines);
    }

    /// <summary>A name is known with the domain's short name and, as a user principal name, with its long one.</summary>
    private void Add(StringBuilder lines, string address, string password)
    {
        var name = address.Split('@')[0];
        foreach (var domain in (string[])[EwsSettings.NetBiosName, sandbox.Tenant.Domain])
            lines.Append(domain).Append(':').Append(name).Append(':').Append(password).Append('\n');
    }
}
