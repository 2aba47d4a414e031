BeforeDiscovery {
    $script:Analyzer = Get-Module PSScriptAnalyzer -ListAvailable
    if (-not $Analyzer) {
        Write-Warning 'PSScriptAnalyzer is not installed: Install-PSResource PSScriptAnalyzer. Its test is skipped.'
    }
}

Describe 'PSScriptAnalyzer' {
    It 'finds nothing in our scripts' -Skip:(-not $Analyzer) {
        $root = Join-Path $PSScriptRoot '../..' | Resolve-Path
        # The manifest in the root is the source of the module's; it is whole only where the module is laid out.
        $scripts = @(Get-Item (Join-Path $root 'out/ContactSync/ContactSync.psd1')) + (Get-ChildItem $root -Include *.ps1, *.psm1, *.psd1 -Recurse |
                Where-Object FullName -NotMatch '[\\/](out|bin|obj|TestResults|node_modules)[\\/]' | Where-Object FullName -NE (Join-Path $root 'ContactSync.psd1'))
        $settings = Join-Path $root 'PSScriptAnalyzerSettings.psd1'

        $scripts.Name | Should -Contain 'ContactSync.psm1'
        $scripts.Name | Should -Contain 'quickstart.ps1'
        $scripts | ForEach-Object { Invoke-ScriptAnalyzer $_.FullName -Settings $settings -ErrorAction Stop } |
            ForEach-Object { '{0}({1}): {2}: {3}' -f $_.ScriptPath, $_.Line, $_.RuleName, $_.Message } | Should -BeNullOrEmpty
    }
}
