BeforeAll {
    . $PSScriptRoot/Shared.ps1
    $script:Sandbox = Initialize-TestTenant -MailboxCount 1
}

AfterAll {
    Stop-SyncSandbox
    Restore-TestHome
}

Describe 'New-SyncAppRegistration' {
    It 'makes nothing with -WhatIf' {
        New-SyncAppRegistration -Name 'Planned' -Preset ContactImport -WhatIf | Should -BeNullOrEmpty

        (New-SyncAppRegistration -Name 'Planned' -Preset ContactImport).Change | Should -Be 'Created'
    }

    It 'makes an app with the least privilege, and finds it again' {
        $first = New-SyncAppRegistration -Name 'Contoso PBX' -Preset ContactImport
        $second = New-SyncAppRegistration -Name 'Contoso PBX' -Preset ContactImport

        $first.GetType().FullName | Should -Be 'ContactSync.SyncAppRegistration'
        $first.Change | Should -Be 'Created'
        $first.SignInAudience | Should -Be 'AzureADMyOrg'
        $first.TenantId | Should -Be $Sandbox.TenantId
        $first.Permissions.Permission | Sort-Object | Should -Be 'Contacts.Read', 'GroupMember.Read.All', 'User.ReadBasic.All'
        $first.Permissions.Type | Sort-Object -Unique | Should -Be 'Application'
        $second.Change | Should -Be 'Unchanged'
        $second.AppId | Should -Be $first.AppId
        $second.ServicePrincipalId | Should -Be $first.ServicePrincipalId
    }

    It 'completes the presets' {
        Get-TestCompletion 'New-SyncAppRegistration -Preset ' | Should -Contain 'ContactImport'
    }

    It 'names the presets there are when it does not know one' {
        $failure = Get-TestError { New-SyncAppRegistration -Name x -Preset NoSuchPreset }

        $failure.FullyQualifiedErrorId | Should -BeLike 'PresetNotFound,*'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*ContactImport*'
    }
}

Describe 'Get-SyncAppRegistration' {
    It 'finds an app by its name and by its id' {
        $app = New-SyncAppRegistration -Name 'To be found' -Preset ContactImport

        (Get-SyncAppRegistration -Name 'To be found').AppId | Should -Be $app.AppId
        (Get-SyncAppRegistration -AppId $app.AppId).Name | Should -Be 'To be found'
        (Get-SyncAppRegistration).AppId | Should -Contain $app.AppId
        ($app | Get-SyncAppRegistration).Permissions.Permission | Should -Contain 'Contacts.Read'
    }

    It 'shows a table' {
        Get-SyncAppRegistration -Name 'To be found' | Out-String -Width 200 | Should -BeLike '*Name*AppId*To be found*'
    }
}

Describe 'Grant-AdminConsent and Get-AdminConsent' {
    BeforeAll {
        $script:App = New-SyncAppRegistration -Name 'To be consented' -Preset ContactImport
    }

    It 'shows what is declared and not granted yet' {
        $rows = $App | Get-AdminConsent

        $rows.Permission | Sort-Object | Should -Be 'Contacts.Read', 'GroupMember.Read.All', 'User.ReadBasic.All'
        $rows.Declared | Sort-Object -Unique | Should -Be $true
        $rows.Granted | Sort-Object -Unique | Should -Be $false
    }

    It 'grants nothing with -WhatIf' {
        $App | Grant-AdminConsent -WhatIf | Out-Null

        ($App | Get-AdminConsent).Granted | Sort-Object -Unique | Should -Be $false
    }

    It 'grants what is declared, and says so in the words of the portal' {
        $rows = $App | Grant-AdminConsent

        $rows | Should -HaveCount 3
        $rows[0].GetType().FullName | Should -Be 'ContactSync.SyncConsent'
        $rows.Granted | Sort-Object -Unique | Should -Be $true
        $rows.State | Sort-Object -Unique | Should -BeLike 'Granted for *'
        $rows.Resource | Sort-Object -Unique | Should -Be 'Microsoft Graph'
    }

    It 'may be run again' {
        ($App | Grant-AdminConsent).Granted | Sort-Object -Unique | Should -Be $true
        ($App | Get-AdminConsent).Granted | Sort-Object -Unique | Should -Be $true
    }

    It 'shows a row a permission as a table' {
        $App | Get-AdminConsent | Out-String -Width 200 | Should -BeLike '*Permission*State*Contacts.Read*Granted for*'
    }
}

Describe 'New-SyncAppCredential' {
    BeforeAll {
        $script:App = New-SyncAppRegistration -Name 'With a secret' -Preset ContactImport
    }

    It 'issues nothing with -WhatIf' {
        $App | New-SyncAppCredential -Description x -ValidFor 1.00:00:00 -WhatIf | Should -BeNullOrEmpty
    }

    It 'issues a secret that is never printed' {
        $all = $App | New-SyncAppCredential -Description 'For the test' -ValidFor 180.00:00:00 -Verbose -Debug *>&1
        $credential = $all | Where-Object { $_ -is [ContactSync.SyncAppCredential] }
        $value = ConvertFrom-TestSecret $credential.Secret

        $credential.AppId | Should -Be $App.AppId
        $credential.Description | Should -Be 'For the test'
        ($credential.End - $credential.Start).TotalDays | Should -Be 180
        $credential.Secret | Should -BeOfType [securestring]
        $value.Length | Should -BeGreaterOrEqual 16
        foreach ($shown in ($all | Out-String -Width 400), ($credential | Format-List * | Out-String), "$credential", ($credential | ConvertTo-Json -Depth 5)) {
            $shown | Should -Not -BeLike "*$([WildcardPattern]::Escape($value))*"
        }
    }

    It 'issues another one beside the first' {
        $first = $App | New-SyncAppCredential -Description one -ValidFor 1.00:00:00
        $second = $App | New-SyncAppCredential -Description two -ValidFor 1.00:00:00

        $second.KeyId | Should -Not -Be $first.KeyId
        foreach ($credential in $first, $second) {
            { Connect-SyncTenant -Environment $Sandbox -ClientId $App.AppId -ClientSecret $credential.Secret } | Should -Not -Throw
        }
        Connect-SyncTenant -Environment $Sandbox -ClientId $Sandbox.AdminClientId -ClientSecret $Sandbox.AdminClientSecret
    }

    It 'refuses a time that has passed already' {
        { $App | New-SyncAppCredential -Description x -ValidFor -1.00:00:00 } | Should -Throw
    }
}
