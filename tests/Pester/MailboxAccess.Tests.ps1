BeforeAll {
    . $PSScriptRoot/Shared.ps1
    $script:Sandbox = Initialize-TestTenant -MailboxCount 6
    $script:App = New-SyncAppRegistration -Name 'Contoso PBX' -Preset ContactImport
    $null = $App | Grant-AdminConsent
}

AfterAll {
    Stop-SyncSandbox
    Restore-TestHome
}

Describe 'Grant-SyncMailboxAccess' {
    It 'leads to -Flatten where Exchange does not know the group' {
        $failure = Get-TestError { $App | Grant-SyncMailboxAccess -Group 'Field staff' }

        $failure.FullyQualifiedErrorId | Should -BeLike 'ExchangeGroupUnknown,*'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*-Flatten*'
    }

    It 'gives nothing with -WhatIf' {
        $App | Grant-SyncMailboxAccess -Group 'Field staff' -Flatten -RemoveTenantWideGrant -WhatIf | Should -BeNullOrEmpty

        $App | Get-SyncMailboxAccess | Should -BeNullOrEmpty
        ($App | Get-AdminConsent).Granted | Sort-Object -Unique | Should -Be $true
    }

    It 'gives a role within a scope, and says when Exchange notices' {
        $access = $App | Grant-SyncMailboxAccess -Group 'Field staff' -Flatten -RemoveTenantWideGrant -Force -WarningVariable warning -WarningAction SilentlyContinue

        $access.GetType().FullName | Should -Be 'ContactSync.SyncMailboxAccess'
        $access.Role | Should -Be 'Application Contacts.Read'
        $access.Change | Should -Be 'Created'
        "$warning" | Should -BeLike '*30 minutes*two hours*'
        ($App | Get-AdminConsent | Where-Object Permission -EQ 'Contacts.Read').Granted | Should -Be $false
    }

    It 'changes nothing when it is run again' {
        ($App | Grant-SyncMailboxAccess -Group 'Field staff' -Flatten -RemoveTenantWideGrant).Change | Should -Be 'Unchanged'
    }

    It 'writes lines to type elsewhere' {
        Grant-SyncMailboxAccess -OnPremises -Account svc@contoso.com -Group Telefonie | Select-Object -Last 1 |
            Should -BeLike 'New-ManagementRoleAssignment*ApplicationImpersonation*'
        Grant-SyncMailboxAccess -ForUser door@contoso.com -Mailbox room@contoso.com | Should -BeLike '*-AccessRights Reviewer*'
    }
}

Describe 'Grant-AdminConsent' {
    It 'leaves out what a scope gives, unless all mailboxes are asked for' {
        $consent = $App | Grant-AdminConsent -WarningVariable warning -WarningAction SilentlyContinue

        ($consent | Where-Object Permission -EQ 'Contacts.Read').Granted | Should -BeFalse
        "$warning" | Should -BeLike '*-AllMailboxes*'
        ($App | Get-SyncMailboxAccess).IsCancelled | Should -BeFalse
    }
}

Describe 'Get-SyncMailboxAccess' {
    It 'tells who is in the scope' {
        $rows = $App | Get-SyncMailboxAccess -Mailbox $Sandbox.Mailboxes

        $rows | Should -HaveCount 6
        ($rows | Where-Object InScope).Mailbox | Sort-Object | Should -Be ($Sandbox.Mailboxes[0, 4, 5] | Sort-Object)
        $rows.IsCancelled | Sort-Object -Unique | Should -Be $false
    }

    It 'shows a table' {
        $App | Get-SyncMailboxAccess | Out-String -Width 200 | Should -BeLike '*Role*Scope*Application Contacts.Read*'
    }
}

Describe 'Revoke-SyncMailboxAccess' {
    It 'takes it away' {
        ($App | Revoke-SyncMailboxAccess -Confirm:$false -WarningAction SilentlyContinue).Change | Should -Be 'Removed'
        $App | Get-SyncMailboxAccess | Should -BeNullOrEmpty
    }
}

Describe 'Set-SyncEwsPolicy and Get-SyncEwsPolicy' {
    It 'writes nothing with -WhatIf' {
        $App | Set-SyncEwsPolicy -WhatIf | Should -BeNullOrEmpty
        (Get-SyncEwsPolicy).AllowedAppIds | Should -BeNullOrEmpty
    }

    It 'puts an app on the list, keeps what was before, and says until when' {
        $said = $App | Set-SyncEwsPolicy -Confirm:$false -Verbose -WarningVariable warning -WarningAction SilentlyContinue 4>&1

        $policy = $said | Where-Object { $_ -is [ContactSync.SyncEwsPolicy] }
        $policy.AllowedAppIds | Should -Be $App.AppId
        "$warning" | Should -BeLike '*24 hours*1 April 2027*'
        $line = $said | Where-Object { "$_" -like 'The policy as it was:*' }
        "$line" -replace '^.*?: ' | Should -Exist
    }

    It 'does not take the last one off' {
        (Get-TestError { $App | Set-SyncEwsPolicy -Remove -Confirm:$false }).FullyQualifiedErrorId | Should -BeLike 'EwsListWouldBeEmpty,*'
    }

    It 'shows a table' {
        $App | Get-SyncEwsPolicy -Mailbox $Sandbox.Mailboxes[0] | Out-String -Width 200 | Should -BeLike '*IsAllowed*'
    }
}
