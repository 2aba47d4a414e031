BeforeAll {
    . $PSScriptRoot/Shared.ps1
}

AfterAll {
    Restore-TestHome
}

Describe 'The module' {
    BeforeAll {
        $script:Commands = (Get-Command -Module ContactSync).Name
    }

    It 'has a manifest that PowerShell accepts' {
        $manifest = Test-ModuleManifest (Join-Path $ModulePath 'ContactSync.psd1')

        $manifest.Name | Should -Be 'ContactSync'
        $manifest.PowerShellVersion | Should -Be ([version] '7.4')
        $manifest.ExportedCmdlets.Keys | Sort-Object | Should -Be ($Commands | Sort-Object)
    }

    It 'exports cmdlets only, with verbs that PowerShell knows' {
        $verbs = (Get-Verb).Verb

        Get-Command -Module ContactSync | ForEach-Object {
            $_.CommandType | Should -Be 'Cmdlet'
            $_.Verb | Should -BeIn $verbs
        }
    }

    It 'keeps every command when it is imported again with -Force' {
        Import-Module $ModulePath -Force

        (Get-Command -Module ContactSync).Name | Should -Be $Commands
        { Get-SyncConnection } | Should -Not -Throw
    }

    It 'forgets no running sandbox when it is imported again with -Force' {
        $sandbox = Start-SyncSandbox -MailboxCount 1
        try {
            Import-Module $ModulePath -Force

            (Get-SyncSandbox).ProcessId | Should -Be $sandbox.ProcessId
        }
        finally {
            Stop-SyncSandbox
        }
    }

    It 'says for each cmdlet with output what it writes' {
        Get-Command -Module ContactSync -Verb Get, New, Test, Invoke | ForEach-Object {
            $_.OutputType.Name | Should -Not -BeNullOrEmpty -Because "$($_.Name) writes objects"
        }
    }

    It 'offers -WhatIf wherever something is changed' {
        $harmless = 'New-SyncEnvironment'
        Get-Command -Module ContactSync -Verb New, Remove, Grant, Update, Stop, Invoke, Export | Where-Object Name -NotIn $harmless | ForEach-Object {
            $_.Parameters.Keys | Should -Contain 'WhatIf' -Because "$($_.Name) changes something"
        }
    }

    Context 'in a new PowerShell' {
        BeforeAll {
            $script:PowerShell = (Get-Process -Id $PID).Path
        }

        It 'loads neither Graph nor MSAL nor SQLite before they are needed' {
            $loaded = & $PowerShell -NoProfile -NonInteractive -Command {
                param($path)
                Import-Module $path
                [System.AppDomain]::CurrentDomain.GetAssemblies().ForEach({ $_.GetName().Name })
            } -args $ModulePath

            $loaded | Should -Contain 'ContactSync'
            $loaded -match '^Microsoft\.(Graph|Kiota|Identity|Data)|^SQLite|^PhoneNumbers' | Should -BeNullOrEmpty
        }

        It 'ends the sandboxes that it started' {
            $id = & $PowerShell -NoProfile -NonInteractive -Command {
                param($path)
                Import-Module $path
                (Start-SyncSandbox -MailboxCount 1).ProcessId
            } -args $ModulePath

            Wait-Process -Id $id -Timeout 20 -ErrorAction Ignore
            Get-Process -Id $id -ErrorAction Ignore | Should -BeNullOrEmpty
        }
    }
}

Describe 'These tests' {
    It 'use every cmdlet of the module' {
        $used = Get-ChildItem $PSScriptRoot -Filter *.ps1 | ForEach-Object {
            $script = [System.Management.Automation.Language.Parser]::ParseFile($_.FullName, [ref] $null, [ref] $null)
            $script.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true) | ForEach-Object { $_.GetCommandName() }
        } | Sort-Object -Unique

        (Get-Command -Module ContactSync).Name | Where-Object { $_ -notin $used } | Should -BeNullOrEmpty
    }
}
