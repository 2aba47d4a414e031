# Loads the module's assemblies into a load context of their own. Runs in the bare engine too: PowerShell's core commands only.

$bin = [System.IO.Path]::Combine($PSScriptRoot, 'bin')
try {
    $null = [System.Reflection.Assembly]::LoadFrom([System.IO.Path]::Combine($bin, 'ContactSync.dll'))
}
catch [System.IO.FileLoadException] {
    $text = 'Another version of ContactSync is already loaded in this process, and .NET cannot unload it.'
    $record = [System.Management.Automation.ErrorRecord]::new(
        [System.InvalidOperationException]::new($text, $_.Exception), 'AnotherVersionLoaded', 'ResourceExists', $bin)
    $record.ErrorDetails = [System.Management.Automation.ErrorDetails]::new($text)
    $record.ErrorDetails.RecommendedAction = 'Start a new PowerShell and import the module there.'
    throw $record
}

$inner = Import-Module -Assembly ([ContactSync.LoadContext]::LoadModule($bin)) -PassThru

# After Import-Module -Force the line above finds the assembly in PowerShell's cache and exports nothing from this module
# (https://github.com/PowerShell/PowerShell/issues/20710).
$module = $ExecutionContext.SessionState.Module
$hidden = [System.Reflection.BindingFlags]'Instance, NonPublic'
$addExportedCmdlet = [System.Management.Automation.PSModuleInfo].GetMethod('AddExportedCmdlet', $hidden)
foreach ($cmdlet in $inner.ExportedCmdlets.Values) {
    if (-not $module.ExportedCmdlets.ContainsKey($cmdlet.Name)) {
        $null = $addExportedCmdlet.Invoke($module, @(, $cmdlet))
    }
}
