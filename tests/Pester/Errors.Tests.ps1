BeforeAll {
    . $PSScriptRoot/Shared.ps1
    $script:Sandbox = Initialize-TestTenant -MailboxCount 4 -ContactsPerMailbox 5
    $script:Test = Initialize-TestConnection -Name pbx
}

AfterAll {
    Stop-SyncSandbox
    Restore-TestHome
}

Describe 'A bad mailbox' {
    It 'ends no run: the others are read, and the exit code says that not all were' {
        $reports = Invoke-ContactSync -Connection pbx -Group 'Mixed group' -ErrorAction SilentlyContinue -ErrorVariable failures

        $reports | Where-Object Status -EQ Succeeded | Should -HaveCount 2
        $failed = $reports | Where-Object Status -EQ Failed
        $failed.ErrorId | Should -Be 'MailboxOnPremises'
        $failed.ExitCode | Should -Be 2
        $failed.Advice | Should -Not -BeNullOrEmpty
        $skipped = $reports | Where-Object Status -EQ Skipped
        $skipped.Reason | Should -Not -BeNullOrEmpty
        $skipped.ExitCode | Should -Be 0
        $failures.FullyQualifiedErrorId | Should -BeLike 'MailboxOnPremises,*'
        $failures.TargetObject | Should -BeLike "*$($failed.Mailbox)"
    }

    It 'leaves no phone book' {
        (Get-SyncPhoneBook).Owner | ForEach-Object { $_ | Should -BeIn $Sandbox.Mailboxes }
    }
}

Describe 'A group without members' {
    It 'is an error, since it is more often a mistake than a wish' {
        $failure = Get-TestError { Invoke-ContactSync -Connection pbx -Group 'Empty group' }

        $failure.FullyQualifiedErrorId | Should -BeLike 'GroupEmpty,*'
        "$failure" | Should -BeLike '*Empty group*'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*Phone books that exist are kept*'
    }
}

Describe 'An app without consent' {
    It 'is told which permission is missing, and how to grant it' {
        $app = New-SyncAppRegistration -Name 'Without consent' -Preset ContactImport
        $credential = $app | New-SyncAppCredential -Description x -ValidFor 1.00:00:00
        $null = $app | New-SyncConnection -Name unconsented -Credential $credential -Region DE

        $failure = Get-TestError { Invoke-ContactSync -Connection unconsented -Group 'Phone users' }

        $failure.FullyQualifiedErrorId | Should -BeLike 'PermissionMissing,*'
        $failure.CategoryInfo.Category | Should -Be 'PermissionDenied'
        "$failure" | Should -BeLike '*GroupMember.Read.All*'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*Grant-AdminConsent*'
    }
}

Describe 'A store' {
    It 'that is none is left as it is' {
        $path = Join-Path $TestDrive 'letter.db'
        Set-Content $path ('This is no database. ' * 200)
        $before = Get-FileHash $path
        $null = $Test.App | New-SyncConnection -Name letter -Credential $Test.Credential -Region DE -StorePath $path

        $failure = Get-TestError { Invoke-ContactSync -Connection letter -Group 'Phone users' }

        $failure.FullyQualifiedErrorId | Should -BeLike 'Store*,*'
        "$failure" | Should -BeLike "*$path*"
        $failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        (Get-FileHash $path).Hash | Should -Be $before.Hash
    }

    It 'that is not there yet is named, with what makes it' {
        $failure = Get-TestError { Get-SyncPhoneBook -StorePath (Join-Path $TestDrive 'none.db') }

        $failure.FullyQualifiedErrorId | Should -BeLike 'StoreNotFound,*'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*Invoke-ContactSync*'
    }
}

Describe 'A server that is gone' {
    It 'is named' {
        $gone = Start-SyncSandbox -MailboxCount 1
        $gone | Stop-SyncSandbox

        $failure = Get-TestError { Connect-SyncTenant -Environment $gone -ClientId $gone.AdminClientId -ClientSecret $gone.AdminClientSecret }

        $failure.FullyQualifiedErrorId | Should -BeLike 'HostUnreachable,*'
        $failure.CategoryInfo.Category | Should -Be 'ConnectionError'
        "$failure" | Should -BeLike "*$($gone.Authority.Host)*"
    }
}
