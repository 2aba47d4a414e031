using System.Collections.Frozen;

namespace ContactSync.Runner;

/// <summary>
/// The commands that come with PowerShell but not with its engine, so that the error for one can name the cure. They are not written again.
/// </summary>
internal static class AbsentCommands
{
    private static readonly FrozenSet<string> Names = """
        Add-Member Add-Type Clear-Variable Compare-Object ConvertFrom-CliXml ConvertFrom-Csv ConvertFrom-Json ConvertFrom-StringData
        ConvertTo-CliXml ConvertTo-Csv ConvertTo-Html ConvertTo-Json ConvertTo-Xml Debug-Runspace Disable-PSBreakpoint
        Enable-PSBreakpoint Export-Alias Export-Clixml Export-Csv Export-FormatData Format-Custom Format-Hex Format-List Format-Table
        Format-Wide Get-Alias Get-Culture Get-Date Get-Error Get-Event Get-EventSubscriber Get-FileHash Get-FormatData Get-Host
        Get-Member Get-PSBreakpoint Get-PSCallStack Get-Random Get-Runspace Get-SecureRandom Get-TraceSource Get-TypeData Get-UICulture
        Get-Unique Get-Uptime Get-Variable Get-Verb Group-Object Import-Alias Import-Clixml Import-Csv Import-LocalizedData
        Import-PowerShellDataFile Invoke-Expression Invoke-RestMethod Invoke-WebRequest Join-String Measure-Command Measure-Object
        New-Alias New-Event New-Guid New-Object New-TemporaryFile New-TimeSpan New-Variable Out-File Out-GridView Out-String
        Read-Host Register-EngineEvent Register-ObjectEvent Remove-Alias Remove-Event Remove-PSBreakpoint Remove-TypeData
        Remove-Variable Select-Object Select-String Select-Xml Send-MailMessage Set-Alias Set-Date Set-PSBreakpoint Set-TraceSource
        Set-Variable Show-Markdown Sort-Object Start-Sleep Tee-Object Test-Json Trace-Command Unblock-File Unregister-Event
        Update-FormatData Update-List Update-TypeData Wait-Debugger Wait-Event Write-Debug Write-Error Write-Host Write-Information
        Write-Output Write-Progress Write-Verbose Write-Warning
        Add-Content Clear-Content Clear-Item Clear-ItemProperty Convert-Path Copy-Item Copy-ItemProperty Get-ChildItem Get-Clipboard
        Get-ComputerInfo Get-Content Get-HotFix Get-Item Get-ItemProperty Get-ItemPropertyValue Get-Location Get-Process Get-PSDrive
        Get-PSProvider Get-Service Get-TimeZone Invoke-Item Join-Path Move-Item Move-ItemProperty New-Item New-ItemProperty New-PSDrive
        New-Service Pop-Location Push-Location Remove-Item Remove-ItemProperty Remove-PSDrive Rename-Item Rename-ItemProperty
        Resolve-Path Restart-Computer Restart-Service Set-Clipboard Set-Content Set-Item Set-ItemProperty Set-Location Set-Service
        Split-Path Start-Process Start-Service Stop-Computer Stop-Process Stop-Service Test-Connection Test-Path Wait-Process
        ConvertFrom-SecureString ConvertTo-SecureString Get-Acl Get-CmsMessage Get-Credential Get-ExecutionPolicy Get-PfxCertificate
        Protect-CmsMessage Set-Acl Set-ExecutionPolicy Unprotect-CmsMessage
        Compress-Archive Expand-Archive Find-Module Install-Module Install-PSResource Save-Module Update-Module Start-ThreadJob
        Get-WinEvent Start-Transcript Stop-Transcript
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static bool Contains(string name) => Names.Contains(name);
}
