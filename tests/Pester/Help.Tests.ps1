BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot '../../out/ContactSync')
    $script:Cases = (Get-Command -Module ContactSync).Name.ForEach({ @{ Command = $_ } })
}

BeforeAll {
    . $PSScriptRoot/Shared.ps1
}

AfterAll {
    Restore-TestHome
}

Describe 'Get-Help <Command>' -ForEach $Cases {
    It '-Full has synopsis, description, syntax, examples' {
        $text = Get-Help $Command -Full | Out-String

        foreach ($part in 'SYNOPSIS', 'SYNTAX', 'DESCRIPTION', 'INPUTS', 'OUTPUTS', 'Example 1:') {
            $text | Should -BeLike "*$part*"
        }
        (Get-Help $Command).Synopsis | Should -Not -BeLike '*CommonParameters*'
    }

    It '-Examples uses only commands that an admin has' {
        $codes = (Get-Help $Command -Examples).examples.example.code

        $codes | Should -Not -BeNullOrEmpty
        $script = [System.Management.Automation.Language.Parser]::ParseInput(($codes -join "`n"), [ref] $null, [ref] $null)
        # Of modules that an admin has where the example is for.
        $ofOthers = 'Get-AzAccessToken', 'Set-Secret'
        foreach ($call in $script.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true)) {
            if ($call.GetCommandName() -in $ofOthers) {
                continue
            }
            Get-Command $call.GetCommandName() -ErrorAction Ignore | Should -Not -BeNullOrEmpty -Because "$call is in an example"
        }
    }

    It '-Parameter * says something of each parameter' {
        $common = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters
        $own = (Get-Command $Command).Parameters.Keys | Where-Object { $_ -notin $common }
        foreach ($parameter in $own) {
            (Get-Help $Command -Parameter $parameter).description.Text | Should -Not -BeNullOrEmpty -Because "-$parameter is to be described"
        }
    }
}

Describe 'Get-Help about_ContactSync' {
    It 'is found' {
        Get-Help about_ContactSync | Out-String | Should -BeLike '*EXIT CODES*'
    }
}
