using ContactSync.Tests.Runner;
using Xunit;

namespace ContactSync.Tests.Hosting;

/// <summary>What can only be seen in a process that has loaded nothing else yet.</summary>
public class ProcessIsolationTests
{
    [Fact]
    public void Importing_loads_no_package()
    {
        const string bin = "(Get-Module ContactSync).ModuleBase + [System.IO.Path]::DirectorySeparatorChar + 'bin'";
        var loaded = RunnerProcess.Run(
            "-Command",
            $"$bin = {bin}; [System.AppDomain]::CurrentDomain.GetAssemblies().Where({{ $_.Location.StartsWith($bin) }}).ForEach({{ $_.GetName().Name }})");

        Assert.Equal("", loaded.Error);
        Assert.Equal(["ContactSync", "ContactSync.PowerShell"], loaded.Lines.Order());
    }

    [Fact]
    public void Another_module_s_older_MSAL_does_not_disturb_ours()
    {
        using var script = new ScriptFile(
            """
            param($OtherMsal)
            $other = [System.Reflection.Assembly]::LoadFrom($OtherMsal)
            Import-Module (Get-Module ContactSync).Path -Force
            $context = [System.Runtime.Loader.AssemblyLoadContext]::All.Where({ $_.Name -eq 'ContactSync' })[0]
            $ours = $context.LoadFromAssemblyName('Microsoft.Identity.Client')
            $application = $ours.GetType('Microsoft.Identity.Client.ConfidentialClientApplicationBuilder')::Create('app').WithClientSecret('x').Build()

            "$($other.GetName().Version) in $([System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext($other).Name)"
            "$($ours.GetName().Version -gt $other.GetName().Version) in $([System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext($ours).Name)"
            $application.GetType().Assembly -eq $ours
            """);

        var result = RunnerProcess.Run(script.FilePath, Path.Combine(AppContext.BaseDirectory, "other-msal", "Microsoft.Identity.Client.dll"));

        Assert.Equal("", result.Error);
        Assert.Equal(["4.61.3.0 in Default", "True in ContactSync", "True"], result.Lines);
    }
}
