using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace ContactSync;

/// <summary>
/// The module's own room in the process: everything behind the outer assembly is loaded here, so that another version of MSAL, Graph or
/// SQLite in the same PowerShell neither sees ours nor is seen by it. One context for each folder the module is imported from.
/// </summary>
/// <remarks>
/// Source of the pattern:
/// https://learn.microsoft.com/powershell/scripting/dev-cross-plat/resolving-dependency-conflicts
/// </remarks>
public sealed class LoadContext : AssemblyLoadContext
{
    private const string InnerAssembly = "ContactSync.PowerShell";

    private static readonly Dictionary<string, LoadContext> Contexts = new(StringComparer.Ordinal);

    private readonly string binFolder;
    private readonly string innerPath;
    private readonly AssemblyDependencyResolver resolver;

    private LoadContext(string binFolder, string innerPath)
        : base("ContactSync")
    {
        this.binFolder = binFolder;
        this.innerPath = innerPath;
        resolver = new AssemblyDependencyResolver(innerPath);
    }

    /// <summary>Loads the assembly that holds the cmdlets; the second time, and in a second runspace, the one already loaded.</summary>
    /// <param name="binFolder">The module's <c>bin</c> folder, with <c>ContactSync.PowerShell.dll</c> and its <c>.deps.json</c>.</param>
    /// <exception cref="FileNotFoundException">The folder holds no <c>ContactSync.PowerShell.dll</c>.</exception>
    public static Assembly LoadModule(string binFolder)
    {
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(binFolder));
        lock (Contexts)
        {
            if (!Contexts.TryGetValue(folder, out var context))
            {
                var path = Path.Combine(folder, InnerAssembly + ".dll");
                if (!File.Exists(path))
                    throw new FileNotFoundException($"'{path}' does not exist. The module's folder is incomplete: install it anew.", path);
                context = new LoadContext(folder, path);
                Contexts.Add(folder, context);
            }
            return context.LoadFromAssemblyPath(context.innerPath);
        }
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        // The words a user meets exist once in the process: as PowerShell loaded them.
        var outer = typeof(LoadContext).Assembly;
        if (assemblyName.Name == outer.GetName().Name && string.IsNullOrEmpty(assemblyName.CultureName))
            return outer;

        // What the .deps.json does not name (System.Management.Automation, the framework) is left to the default context.
        var path = resolver.ResolveAssemblyToPath(assemblyName);
        return path is null ? null : LoadFromAssemblyPath(path);
    }

    /// <inheritdoc/>
    protected override IntPtr LoadUnmanagedDll(string unmanagedDllName)
    {
        var path = resolver.ResolveUnmanagedDllToPath(unmanagedDllName) ?? FindNative(unmanagedDllName);
        return path is null ? IntPtr.Zero : LoadUnmanagedDllFromPath(path);
    }

    /// <summary>
    /// A .NET built by a distribution may call its platform by a name that the .deps.json does not know (<c>alpine.3.20-x64</c>);
    /// the library for the portable name of the same platform fits there too.
    /// </summary>
    private string? FindNative(string name)
    {
        var (system, prefix, suffix) =
            OperatingSystem.IsWindows() ? ("win", "", ".dll") :
            OperatingSystem.IsMacOS() ? ("osx", "lib", ".dylib") :
            IsMusl() ? ("linux-musl", "lib", ".so") : ("linux", "lib", ".so");
        var architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        var folder = Path.Combine(binFolder, "runtimes", $"{system}-{architecture}", "native");
        string[] names = [name, name + suffix, prefix + name + suffix];
        return names.Select(file => Path.Combine(folder, file)).FirstOrDefault(File.Exists);
    }

    private static bool IsMusl() =>
        RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal)
        || RuntimeInformation.RuntimeIdentifier.StartsWith("alpine", StringComparison.Ordinal);
}
