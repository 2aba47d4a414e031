using ContactSync.Tests.Runner;
using Xunit;

namespace ContactSync.Tests.Hosting;

/// <summary>What can only be seen in a process that has loaded nothing else yet.</summary>
public class ProcessIsolationTests
{
    [Fact]
    public void Importing_loads_no_package()
    {
        using var script = new ScriptFile(
            """
            $bin = [System.IO.Path]::Combine((Get-Module ContactSync).ModuleBase, 'bin')
            [System.AppDomain]::CurrentDomain.GetAssemblies().Where({ $_.Location.StartsWith($bin) }).ForEach({ $_.GetName().Name })
            """);

        var loaded = RunnerProcess.Run(script.FilePath);

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
            $contexts = [System.Runtime.Loader.AssemblyLoadContext]
            $context = $contexts::All.Where({ $_.Name -eq 'ContactSync' })[0]
            $ours = $context.LoadFromAssemblyName('Microsoft.Identity.Client')
            $builder = $ours.GetType('Microsoft.Identity.Client.ConfidentialClientApplicationBuilder')
            $application = $builder::Create('app').WithClientSecret('x').Build()

            "$($other.GetName().Version) in $($contexts::GetLoadContext($other).Name)"
            "$($ours.GetName().Version -gt $other.GetName().Version) in $($contexts::GetLoadContext($ours).Name)"
            $application.GetType().Assembly -eq $ours
            """);

        var otherMsal = Path.Combine(AppContext.BaseDirectory, "other-msal", "Microsoft.Identity.Client.dll");
        var result = RunnerProcess.Run(script.FilePath, otherMsal);

        Assert.Equal("", result.Error);
        Assert.Equal(["4.61.3.0 in Default", "True in ContactSync", "True"], result.Lines);
    }
}
