BeforeAll {
    . $PSScriptRoot/Shared.ps1
    $script:Sandbox = Initialize-TestTenant -MailboxCount 3
    $script:App = New-SyncAppRegistration -Name 'Contoso PBX' -Preset ContactImport
}

AfterAll {
    Stop-SyncSandbox
    Restore-TestHome
}

Describe 'Revoke-AdminConsent' {
    BeforeEach {
        $null = $App | Grant-AdminConsent
    }

    It 'takes nothing back with -WhatIf' {
        $App | Revoke-AdminConsent -WhatIf | Should -BeNullOrEmpty

        ($App | Get-AdminConsent).Granted | Sort-Object -Unique | Should -Be $true
    }

    It 'takes one permission back, then all, and may be run again' {
        $rows = $App | Revoke-AdminConsent -Permission Contacts.Read -Confirm:$false
        ($rows | Where-Object Granted).Permission | Sort-Object | Should -Be 'GroupMember.Read.All', 'User.ReadBasic.All'

        ($App | Revoke-AdminConsent -Confirm:$false).Granted | Sort-Object -Unique | Should -Be $false
        { $App | Revoke-AdminConsent -Confirm:$false } | Should -Not -Throw
    }

    It 'leaves what is declared' {
        ($App | Revoke-AdminConsent -NotDeclared -Confirm:$false).Granted | Sort-Object -Unique | Should -Be $true
    }

    It 'completes permissions' {
        Get-TestCompletion 'Revoke-AdminConsent -Permission Cont' | Should -Contain 'Contacts.Read'
    }
}

Describe 'Consent of one user and of another administrator' {
    It 'shows the delegated permissions of one user' {
        { $App | Get-AdminConsent -User $Sandbox.Mailboxes[0] } | Should -Not -Throw
        (Get-TestError { $App | Get-AdminConsent -User nobody@contoso.example }).FullyQualifiedErrorId | Should -BeLike 'UserNotInDirectory,*'
    }

    It 'writes the address for another administrator, and warns of how it ends' {
        $url = $App | Grant-AdminConsent -AsUrl -WarningVariable warnings -WarningAction SilentlyContinue

        $url | Should -BeLike "https://localhost:*/$($Sandbox.TenantId)/v2.0/adminconsent?client_id=$($App.AppId)&scope=*"
        "$warnings" | Should -BeLike '*AADSTS500113*'
    }

    It 'stops waiting in time and says how to go on' {
        $null = $App | Revoke-AdminConsent -Confirm:$false

        $failure = Get-TestError { $App | Grant-AdminConsent -AsUrl -Wait -Timeout 00:00:01 -WarningAction SilentlyContinue }

        $failure.FullyQualifiedErrorId | Should -BeLike 'ConsentNotGivenYet,*'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*Get-AdminConsent*'
    }
}

Describe 'Add-SyncAppUser, Get-SyncAppUser and Remove-SyncAppUser' {
    It 'assigns nobody with -WhatIf' {
        $App | Add-SyncAppUser -Group 'Phone users' -AssignmentRequired -WhatIf | Should -BeNullOrEmpty

        $App | Get-SyncAppUser | Should -BeNullOrEmpty
    }

    It 'assigns users and groups once' {
        $first = $App | Add-SyncAppUser -User $Sandbox.Mailboxes[0] -Group 'Phone users' -AssignmentRequired
        $second = $App | Add-SyncAppUser -User $Sandbox.Mailboxes[0] -Group 'Phone users' -AssignmentRequired

        $first[0].GetType().FullName | Should -Be 'ContactSync.SyncAppUser'
        $first.Change | Sort-Object -Unique | Should -Be 'Added'
        $second.Change | Sort-Object -Unique | Should -Be 'Unchanged'
        ($App | Get-SyncAppUser).AssignmentRequired | Sort-Object -Unique | Should -Be $true
        $App | Get-SyncAppUser | Out-String -Width 200 | Should -BeLike '*Name*Type*Role*Phone users*Group*Default access*'
    }

    It 'takes them off again, and lets everybody in' {
        ($App | Remove-SyncAppUser -Group 'Phone users').Name | Should -Be 'Phone users'
        $App | Remove-SyncAppUser -Group 'Phone users' | Should -BeNullOrEmpty
        $App | Add-SyncAppUser -AssignmentRequired:$false

        ($App | Get-SyncAppUser).AssignmentRequired | Sort-Object -Unique | Should -Be $false
    }

    It 'names a group that is not there' {
        (Get-TestError { $App | Add-SyncAppUser -Group 'No such group' }).FullyQualifiedErrorId | Should -BeLike 'GroupNotFound,*'
    }
}

Describe 'Connect-SyncTenant with what is there already' {
    It 'refuses what is no token, and never shows it' {
        $failure = Get-TestError { Connect-SyncTenant -Environment $Sandbox -AccessToken (ConvertTo-TestSecret 'not-a-token-4711') }

        $failure.FullyQualifiedErrorId | Should -BeLike 'AccessTokenUnreadable,*'
        $failure | Format-List * -Force | Out-String | Should -Not -BeLike '*not-a-token-4711*'
    }

    It 'names the file that is missing' {
        foreach ($way in @{ CertificatePath = 'missing.pfx' }, @{ FederatedTokenFile = 'missing.jwt' }) {
            (Get-TestError { Connect-SyncTenant -Environment $Sandbox -ClientId $App.AppId @way }).FullyQualifiedErrorId |
                Should -BeLike '*FileMissing,*'
        }
    }

    It 'completes scopes' {
        Get-TestCompletion 'Connect-SyncTenant -Scope App' | Should -Contain 'Application.ReadWrite.All'
    }
}
