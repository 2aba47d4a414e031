BeforeAll {
    . $PSScriptRoot/Shared.ps1
    $script:Sandbox = Start-SyncSandbox -MailboxCount 3 -ContactsPerMailbox 5
}

AfterAll {
    Stop-SyncSandbox
    Restore-TestHome
}

Describe 'Start-SyncSandbox' {
    It 'gives a tenant on this machine' {
        $Sandbox.GetType().FullName | Should -Be 'ContactSync.SyncSandbox'
        $Sandbox.Authority.Scheme | Should -Be 'https'
        $Sandbox.Authority.IsLoopback | Should -BeTrue
        $Sandbox.Mailboxes | Should -HaveCount 3
        $Sandbox.Mailboxes | ForEach-Object { $_ | Should -BeLike "*@$($Sandbox.Domain)" }
        $Sandbox.AdminClientSecret | Should -BeOfType [securestring]
        (Get-Process -Id $Sandbox.ProcessId).HasExited | Should -BeFalse
    }

    It 'shows no secret' {
        $secret = ConvertFrom-TestSecret $Sandbox.AdminClientSecret

        $Sandbox | Format-List * | Out-String | Should -Not -BeLike "*$secret*"
        $Sandbox | Out-String | Should -Not -BeLike "*$secret*"
        "$Sandbox" | Should -Not -BeLike "*$secret*"
    }

    It 'has mailboxes on a server of the organisation''s own and the account that reads them' {
        $hybrid = Start-SyncSandbox -MailboxCount 2 -OnPremisesMailboxCount 3
        try {
            $hybrid.Mailboxes | Should -HaveCount 2
            $hybrid.OnPremisesMailboxes | Should -HaveCount 3
            $hybrid.OnPremisesMailboxes | Should -Not -BeIn $hybrid.Mailboxes
            $hybrid.EwsUrl.AbsolutePath | Should -Be '/EWS/Exchange.asmx'
            $hybrid.ExchangeAccount | Should -BeLike "*@$($hybrid.Domain)"
            $password = ConvertFrom-TestSecret $hybrid.ExchangePassword
            $hybrid | Format-List * | Out-String | Should -Not -BeLike "*$password*"
        }
        finally {
            $hybrid | Stop-SyncSandbox
        }
    }

    It 'takes its contacts from a folder of files' {
        $with = Start-SyncSandbox -ContactPath (Join-Path $ExamplePath 'contacts') -MailboxCount 2 -WarningAction SilentlyContinue
        try {
            $with.Mailboxes | Should -HaveCount 2
        }
        finally {
            $with | Stop-SyncSandbox
        }
    }

    It 'names a folder that is not there' {
        $failure = Get-TestError { Start-SyncSandbox -ContactPath (Join-Path $TestDrive 'nowhere') }

        $failure.FullyQualifiedErrorId | Should -BeLike 'FolderNotFound,*'
        $failure.CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }
}

Describe 'Get-SyncSandbox' {
    It 'shows what runs, the latest first' {
        $second = Start-SyncSandbox -MailboxCount 1
        try {
            (Get-SyncSandbox).ProcessId | Should -Be $second.ProcessId, $Sandbox.ProcessId
        }
        finally {
            $second | Stop-SyncSandbox
        }
        (Get-SyncSandbox).ProcessId | Should -Be $Sandbox.ProcessId
    }
}

Describe 'Set-SyncSandboxFault' {
    AfterEach {
        Clear-SyncSandboxFault
    }

    It 'lets the next requests fail and shows how many are left' {
        Set-SyncSandboxFault -Name expiredSecret -Count 2
        $arguments = @{ Environment = $Sandbox; ClientId = $Sandbox.AdminClientId; ClientSecret = $Sandbox.AdminClientSecret }

        { Connect-SyncTenant @arguments -ErrorAction Stop } | Should -Throw

        $fault = Get-SyncSandboxFault
        $fault.GetType().FullName | Should -Be 'ContactSync.SyncSandboxFault'
        $fault.Name | Should -Be 'expiredSecret'
        $fault.Count | Should -Be 1
    }

    It 'changes nothing with -WhatIf' {
        Set-SyncSandboxFault -Name throttle -WhatIf
        Get-SyncSandboxFault | Should -BeNullOrEmpty

        Set-SyncSandboxFault -Name throttle
        Clear-SyncSandboxFault -WhatIf
        Get-SyncSandboxFault | Should -HaveCount 1
    }

    It 'completes the names that the sandbox knows' {
        (TabExpansion2 'Set-SyncSandboxFault -Name stale').CompletionMatches.CompletionText |
            Should -Be 'staleDeltaLink', 'staleSyncState', 'staleToken'
    }

    It 'names a fault that is none' {
        $failure = Get-TestError { Set-SyncSandboxFault -Name earthquake }

        $failure.FullyQualifiedErrorId | Should -BeLike 'SandboxRefused,*'
        $failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }
}

Describe 'Get-SyncSandboxFault' {
    It 'lists what there is' {
        $known = Get-SyncSandboxFault -ListAvailable
        $known.Name | Should -Contain 'throttle'
        $known.Effect | Should -Not -Contain ''
    }
}

Describe 'Stop-SyncSandbox' {
    It 'leaves no process and no folder' {
        $stopped = Start-SyncSandbox -MailboxCount 1
        $folder = Split-Path $stopped.DataPath
        $folder | Should -Exist

        $stopped | Stop-SyncSandbox

        Get-Process -Id $stopped.ProcessId -ErrorAction Ignore | Should -BeNullOrEmpty
        $folder | Should -Not -Exist
    }

    It 'stops nothing with -WhatIf' {
        Stop-SyncSandbox -WhatIf

        (Get-SyncSandbox).ProcessId | Should -Be $Sandbox.ProcessId
    }
}
