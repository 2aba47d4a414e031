BeforeAll {
    . $PSScriptRoot/Shared.ps1
    $script:Sandbox = Initialize-TestTenant -MailboxCount 2
    $script:App = New-SyncAppRegistration -Name 'Bridge' -Preset UCware -WarningAction SilentlyContinue
    $null = $App | Grant-AdminConsent
    $secret = $App | New-SyncAppCredential
    $null = New-SyncConnection bridge -Environment $Sandbox -ClientId $App.AppId -ClientSecret $secret.Secret -Region DE -Protocol Ews -WarningAction SilentlyContinue
    $script:Proof = @{ Connection = 'bridge'; Mailbox = $Sandbox.Mailboxes[0]; ProductNoLongerUsesEws = $true }
}

AfterAll {
    Stop-SyncSandbox
    Restore-TestHome
}

Describe 'Get-SyncParityReport' {
    It 'counts per mailbox what Graph would not carry' {
        $report = Get-SyncParityReport bridge -Mailbox $Sandbox.Mailboxes[0]

        $report.GetType().FullName | Should -Be 'ContactSync.SyncParityReport'
        $report.Mailbox | Should -Be $Sandbox.Mailboxes[0]
        $report.Contacts | Should -BeGreaterThan 0
    }
}

Describe 'Convert-SyncAppRegistration' {
    It 'refuses the app of a product that would stop' {
        (Get-TestError { $App | Convert-SyncAppRegistration -Confirm:$false }).FullyQualifiedErrorId | Should -BeLike 'ProductLivesOnEws,*'
    }

    It 'changes nothing with -WhatIf' {
        $App | Convert-SyncAppRegistration @Proof -WhatIf | Should -BeNullOrEmpty

        ($App | Get-AdminConsent).Permission | Should -Be 'full_access_as_app'
    }

    It 'grants, proves, and only then retires the old right' {
        $steps = $App | Convert-SyncAppRegistration @Proof -Confirm:$false

        $steps.Step | Should -Be 'Grant', 'Prove', 'Retire'
        $consents = $App | Get-AdminConsent
        $consents.Permission | Should -Contain 'Contacts.Read'
        $consents.Permission | Should -Not -Contain 'full_access_as_app'
    }
}
