#Requires -Version 7.4
<#
.SYNOPSIS
Builds, tests, documents and packs the module. Needs PowerShell and the .NET 10 SDK, nothing else.
.DESCRIPTION
Build    lays out out/ContactSync, ready for Import-Module, and out/ContactSync.Sandbox, both from nothing.
Test     runs dotnet test and, where Pester is installed, tests/Pester on the module in out/ContactSync.
Docs     writes the pages that are made from the source; the help that Get-Help reads is part of every build.
Package  builds and writes out/ContactSync.<version>.zip, the module's folder.
.EXAMPLE
./build.ps1; Import-Module ./out/ContactSync
.EXAMPLE
./build.ps1 -Task Test, Package
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Docs', 'Package')]
    [string[]] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release'
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
$root = $PSScriptRoot
$out = Join-Path $root 'out'
$moduleFolder = Join-Path $out 'ContactSync'
$options = '--configuration', $Configuration

# Azure Automation takes no larger module.
$largestPackage = 100MB

function Assert-DotNet {
    if (-not (Get-Command dotnet -CommandType Application -ErrorAction Ignore)) {
        throw 'The .NET 10 SDK is missing. Get it from https://dotnet.microsoft.com/download, open a new PowerShell and try again.'
    }
}

# True where a module is there; otherwise names it and says how to get it.
function Test-Tool {
    param([string] $Name, [version] $MinimumVersion, [string] $Loss)

    $found = Get-Module $Name -ListAvailable | Where-Object Version -GE $MinimumVersion
    if (-not $found) {
        Write-Warning "$Name $MinimumVersion or later is not installed: $Loss. To get it: Install-PSResource $Name -TrustRepository"
    }
    [bool] $found
}

function Clear-OutputFolder {
    foreach ($folder in $moduleFolder, (Join-Path $out 'ContactSync.Sandbox')) {
        if (-not (Test-Path $folder)) {
            continue
        }
        try {
            Remove-Item $folder -Recurse -Force
        }
        catch {
            throw "'$folder' cannot be removed: $_ Close the PowerShell that imported the module, and try again."
        }
    }
}

function Invoke-BuildTask {
    Clear-OutputFolder
    foreach ($project in 'ContactSync.PowerShell', 'ContactSync.Sandbox') {
        dotnet build (Join-Path $root "src/$project") @options --nologo --verbosity quiet | Out-Host
    }
    Get-Item $moduleFolder
}

function Invoke-TestTask {
    Push-Location $root
    try {
        dotnet test @options | Out-Host
    }
    finally {
        Pop-Location
    }

    $null = Test-Tool PSScriptAnalyzer -MinimumVersion 1.21 -Loss 'our scripts are not analysed'
    if (Test-Tool Pester -MinimumVersion 5.5 -Loss 'tests/Pester is left out') {
        # In a process of its own: an assembly that a test loads can never be unloaded from this one.
        $path = (Join-Path $root 'tests/Pester').Replace("'", "''")
        $pester = "Invoke-Pester -Configuration @{ Run = @{ Path = '$path'; Exit = `$true } }"
        & ([System.Environment]::ProcessPath) -NoProfile -NonInteractive -Command $pester | Out-Host
    }
}

function Invoke-DocsTask {
    $builder = Join-Path $root 'tools/HelpBuilder'
    dotnet run --project $builder -- errors --source (Join-Path $root 'src') --docs (Join-Path $root 'docs') | Out-Host
}

function Invoke-PackageTask {
    $null = Invoke-BuildTask
    $version = (Import-PowerShellDataFile (Join-Path $moduleFolder 'ContactSync.psd1')).ModuleVersion
    $package = Join-Path $out "ContactSync.$version.zip"
    Remove-Item $package -ErrorAction Ignore
    [System.IO.Compression.ZipFile]::CreateFromDirectory(
        $moduleFolder, $package, [System.IO.Compression.CompressionLevel]::SmallestSize, $true)
    $file = Get-Item $package
    if ($file.Length -gt $largestPackage) {
        throw "'$package' has $([math]::Ceiling($file.Length / 1MB)) MB; Azure Automation takes $($largestPackage / 1MB)."
    }
    $file
}

Assert-DotNet
foreach ($name in $Task) {
    & "Invoke-${name}Task"
}
