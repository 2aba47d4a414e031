BeforeDiscovery {
    $script:Analyzer = Get-Module PSScriptAnalyzer -ListAvailable
    if (-not $Analyzer) {
        Write-Warning 'PSScriptAnalyzer is not installed: Install-PSResource PSScriptAnalyzer. Its test is skipped.'
    }
}

Describe 'PSScriptAnalyzer' {
    It 'finds nothing in our scripts' -Skip:(-not $Analyzer) {
        $root = Join-Path $PSScriptRoot '../..' | Resolve-Path
        $scripts = Get-ChildItem $root -Include *.ps1, *.psm1, *.psd1 -Recurse | Where-Object FullName -NotMatch '[\\/](out|bin|obj|TestResults)[\\/]'

        $scripts.Name | Should -Contain 'ContactSync.psm1'
        $scripts | ForEach-Object { Invoke-ScriptAnalyzer $_.FullName -Settings (Join-Path $root 'PSScriptAnalyzerSettings.psd1') } |
            ForEach-Object { '{0}({1}): {2}: {3}' -f $_.ScriptPath, $_.Line, $_.RuleName, $_.Message } | Should -BeNullOrEmpty
    }
}
