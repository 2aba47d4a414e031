BeforeAll {
    . $PSScriptRoot/Shared.ps1
    $script:Sandbox = Initialize-TestTenant -MailboxCount 1
}

AfterAll {
    Stop-SyncSandbox
    Restore-TestHome
}

Describe 'Get-SyncAppPreset' {
    It 'lists the products and our own tasks' {
        (Get-SyncAppPreset).Name | Should -Be 'BueroWare', 'Calendar', 'ContactImport', 'ContactPublish', 'Datapump', 'Microtech', 'Presence', 'ProCall', 'UCware'
        (Get-SyncAppPreset -Name *Pump).AppName | Should -Be 'welcome-soft'
        Get-SyncAppPreset -Name UCware | Should -BeOfType [ContactSync.SyncAppPreset]
    }

    It 'warns of full_access_as_app with date and way out' {
        $warned = Get-SyncAppPreset | Where-Object { $_.Permissions.Permission -contains 'full_access_as_app' }

        $warned.Name | Should -Be 'BueroWare', 'Datapump', 'Microtech', 'UCware'
        foreach ($preset in $warned) {
            $preset.Ends | Should -Be ([DateOnly]::new(2027, 4, 1))
            $preset.WayOut | Should -BeLike '*Convert-SyncAppRegistration*ContactImport*'
        }
    }

    It 'shows a table' {
        Get-SyncAppPreset -Name ProCall | Out-String -Width 220 | Should -BeLike '*Name*AppName*ProCall*estos ProCall*http://localhost*'
    }

    It 'names file, line and property of a mistake, and shows the others' {
        $folder = New-Item (Join-Path $env:CONTACTSYNC_HOME 'presets') -ItemType Directory -Force
        $file = Join-Path $folder 'Wrong.json'
        '{', '  "name": "Wrong",', '  "colour": "red"', '}' | Set-Content $file
        try {
            $shown = Get-SyncAppPreset -ErrorAction SilentlyContinue -ErrorVariable failure

            $shown | Should -HaveCount 9
            $failure[0].FullyQualifiedErrorId | Should -BeLike 'PresetInvalid,*'
            "$($failure[0])" | Should -BeLike "*Wrong.json', line 3, property 'colour'*"
        }
        finally {
            Remove-Item $file
        }
    }
}

Describe 'New-SyncAppRegistration with a preset of a product' {
    It 'takes another port for Datapump and none that its manual does not allow' {
        $app = New-SyncAppRegistration -Name 'Door signs' -Preset Datapump -RedirectUri http://localhost:10080/ews -WarningVariable warning -WarningAction SilentlyContinue

        $app.RedirectUris.Uri | Should -Be 'http://localhost:10080/ews'
        "$warning" | Should -BeLike '*1 April 2027*'
        $failure = Get-TestError { New-SyncAppRegistration -Name 'Door signs' -Preset Datapump -RedirectUri http://localhost:9000/ews -WarningAction SilentlyContinue }
        $failure.FullyQualifiedErrorId | Should -BeLike 'RedirectUriNotOfPreset,*'
    }

    It 'completes the permissions that the tenant offers' {
        Get-TestCompletion 'New-SyncAppRegistration -ApplicationPermission Calendars.' | Should -Contain 'Calendars.ReadBasic.All'
    }
}

Describe 'Set-SyncAppRegistration' {
    BeforeAll {
        $script:App = New-SyncAppRegistration -Name 'To be set' -ApplicationPermission Contacts.Read, Calendars.Read -RedirectUri https://pbx.contoso.com/back
    }

    It 'adds what is missing and removes nothing' {
        $set = $App | Set-SyncAppRegistration -Preset ContactImport -Notes 'For the test'

        $set.Change | Should -Be 'Updated'
        $set.Notes | Should -Be 'For the test'
        $set.Permissions.Permission | Sort-Object | Should -Be 'Calendars.Read', 'Contacts.Read', 'GroupMember.Read.All', 'User.ReadBasic.All'
        $set.RedirectUris.Uri | Should -Be 'https://pbx.contoso.com/back'
    }

    It 'removes with -Exact what is not asked for' {
        $set = $App | Set-SyncAppRegistration -Preset ContactImport -Exact -WarningAction SilentlyContinue

        $set.Permissions.Permission | Sort-Object | Should -Be 'Contacts.Read', 'GroupMember.Read.All', 'User.ReadBasic.All'
        $set.RedirectUris | Should -BeNullOrEmpty
        ($App | Set-SyncAppRegistration -Preset ContactImport -Exact).Change | Should -Be 'Unchanged'
    }
}

Describe 'Remove-SyncAppRegistration' {
    BeforeAll {
        $script:App = New-SyncAppRegistration -Name 'To be removed' -Preset ContactImport
    }

    It 'removes nothing with -WhatIf' {
        $App | Remove-SyncAppRegistration -WhatIf

        (Get-SyncAppRegistration -Name 'To be removed').AppId | Should -Be $App.AppId
    }

    It 'removes an app that can be restored' {
        $App | Remove-SyncAppRegistration -Confirm:$false

        (Get-SyncAppRegistration -Deleted).AppId | Should -Contain $App.AppId
        $failure = Get-TestError { New-SyncAppRegistration -Name 'To be removed' -Preset ContactImport }
        $failure.FullyQualifiedErrorId | Should -BeLike 'AppDeleted,*'
        $restored = New-SyncAppRegistration -Name 'To be removed' -Preset ContactImport -Restore
        $restored.Change | Should -Be 'Restored'
        $restored.AppId | Should -Be $App.AppId
    }

    It 'removes an app for good, and says so the second time' {
        $App | Remove-SyncAppRegistration -Permanent -Confirm:$false
        Remove-SyncAppRegistration -Name 'To be removed' -Permanent -Confirm:$false -WarningVariable warning -WarningAction SilentlyContinue

        "$warning" | Should -BeLike '*To be removed*'
        Get-SyncAppRegistration -Deleted | Where-Object AppId -EQ $App.AppId | Should -BeNullOrEmpty
    }
}

Describe 'examples/set-up-products.ps1' {
    It 'sets up the five products, and a second time changes nothing' {
        $rows = & (Join-Path $ExamplePath 'set-up-products.ps1') -Environment $Sandbox -ClientId $Sandbox.AdminClientId -ClientSecret $Sandbox.AdminClientSecret -WarningAction SilentlyContinue |
            Where-Object { $_.PSObject.Properties['Pass'] }

        ($rows | Where-Object Pass -EQ 1).Product | Should -Be 'UCware', 'ProCall', 'Datapump', 'BueroWare', 'Microtech'
        ($rows | Where-Object Pass -EQ 2).Change | Sort-Object -Unique | Should -Be 'Unchanged'
        $rows.Missing | Sort-Object -Unique | Should -Be 0
    }
}
