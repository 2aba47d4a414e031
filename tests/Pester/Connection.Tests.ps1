BeforeAll {
    . $PSScriptRoot/Shared.ps1
    $script:Sandbox = Initialize-TestTenant -MailboxCount 2
    $script:Test = Initialize-TestConnection -Name pbx
}

AfterAll {
    Stop-SyncSandbox
    Restore-TestHome
}

Describe 'New-SyncConnection' {
    It 'saves what was just set up, in the folder of the sandbox' {
        $connection = $Test.Connection

        $connection.GetType().FullName | Should -Be 'ContactSync.SyncConnection'
        $connection.Name | Should -Be 'pbx'
        $connection.ClientId | Should -Be $Test.App.AppId
        $connection.TenantId | Should -Be $Sandbox.TenantId
        $connection.Region | Should -Be 'DE'
        $connection.CredentialEnd | Should -Be $Test.Credential.End
        $connection.Path | Should -Exist
        $connection.Path | Should -BeLike "$($Sandbox.DataPath)*"
        $connection.StorePath | Should -BeLike "$($Sandbox.DataPath)*"
    }

    It 'keeps the secret out of its file' {
        $secret = ConvertFrom-TestSecret $Test.Credential.Secret

        Get-Content $Test.Connection.Path -Raw | Should -Not -BeLike "*$([WildcardPattern]::Escape($secret))*"
    }

    It 'lets only its owner read the file' -Skip:$IsWindows {
        foreach ($file in Get-ChildItem $Sandbox.DataPath -Recurse -File -Include *.json, *.xml) {
            $file.UnixMode | Should -Be '-rw-------'
        }
        foreach ($folder in @(Get-Item $Sandbox.DataPath) + (Get-ChildItem $Sandbox.DataPath -Recurse -Directory)) {
            $folder.UnixMode | Should -Be 'drwx------'
        }
    }

    It 'updates a connection of the same name' {
        $updated = $Test.App | New-SyncConnection -Name PBX -Credential $Test.Credential -Region AT

        $updated.Region | Should -Be 'AT'
        Get-SyncConnection | Should -HaveCount 1
        $null = $Test.App | New-SyncConnection -Name pbx -Credential $Test.Credential -Region DE
    }

    It 'takes a part of a connection away' {
        $account = [pscredential]::new('svc', (ConvertTo-TestSecret 'a password'))
        $null = $Test.App | New-SyncConnection -Name 'both' -Credential $Test.Credential -Region DE `
            -ExchangeCredential $account -EwsUrl 'https://mail.contoso.example/EWS/Exchange.asmx'

        (Set-SyncConnection 'both' -Remove Exchange -WhatIf) | Should -BeNullOrEmpty
        (Set-SyncConnection 'both' -Remove Exchange).EwsUrl | Should -BeNullOrEmpty
        (Get-TestError { Set-SyncConnection 'both' -Remove Tenant }).FullyQualifiedErrorId | Should -BeLike 'NothingToSignInWith,*'
        (Get-SyncConnection 'both').ClientId | Should -Be $Test.App.AppId
        Remove-SyncConnection 'both'
    }

    It 'saves a connection for an app that exists already' {
        $connection = New-SyncConnection -Name by-hand -Environment $Sandbox -ClientId $Test.App.AppId -ClientSecret $Test.Credential.Secret -Region DE
        try {
            $connection.TenantId | Should -Be $Sandbox.TenantId
            (Test-SyncConnection -Name by-hand).Status | Should -Not -Contain 'Failed'
        }
        finally {
            Remove-SyncConnection -Name by-hand
        }
    }

    It 'saves what belongs to no sandbox in the folder of the user' {
        $connection = New-SyncConnection -Name real -Environment Global -TenantId contoso.com -ClientId $Test.App.AppId -ClientSecret $Test.Credential.Secret -Region DE
        try {
            $connection.Path | Should -BeLike "$env:CONTACTSYNC_HOME*"
            (Get-SyncConnection).Name | Should -Be 'pbx', 'real'
        }
        finally {
            Remove-SyncConnection -Name real
        }
    }

    It 'saves nothing with -WhatIf' {
        $Test.App | New-SyncConnection -Name planned -Credential $Test.Credential -Region DE -WhatIf | Should -BeNullOrEmpty

        (Get-SyncConnection).Name | Should -Not -Contain 'planned'
    }

    It 'refuses a name that cannot be a file' -ForEach 'a/b', '..', '' {
        { $Test.App | New-SyncConnection -Name $_ -Credential $Test.Credential -Region DE } | Should -Throw
    }

    It 'refuses a region that is none' {
        (Get-TestError { $Test.App | New-SyncConnection -Name x -Credential $Test.Credential -Region Bavaria }).FullyQualifiedErrorId |
            Should -BeLike 'RegionUnknown,*'
    }

    It 'refuses the credential of another app' {
        (Get-TestError { New-SyncConnection -Name x -ClientId ([guid]::NewGuid()) -Credential $Test.Credential -Region DE }).FullyQualifiedErrorId |
            Should -BeLike 'CredentialOfOtherApp,*'
    }

    It 'shows no secret' {
        $secret = [WildcardPattern]::Escape((ConvertFrom-TestSecret $Test.Credential.Secret))

        $said = $Test.App | New-SyncConnection -Name pbx -Credential $Test.Credential -Region DE -Verbose -Debug *>&1

        $said | Format-List * | Out-String -Width 400 | Should -Not -BeLike "*$secret*"
    }
}

Describe 'Get-SyncConnection' {
    It 'finds by wildcard and shows a table' {
        (Get-SyncConnection -Name 'p*').Name | Should -Be 'pbx'
        Get-SyncConnection | Out-String -Width 200 | Should -BeLike '*Name*pbx*'
    }

    It 'names a connection that is not there' {
        $failure = Get-TestError { Get-SyncConnection -Name nowhere }

        $failure.FullyQualifiedErrorId | Should -BeLike 'ConnectionNotFound,*'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*New-SyncConnection*'
    }

    It 'finds nothing and says nothing where a wildcard matches none' {
        Get-SyncConnection -Name 'nowhere*' | Should -BeNullOrEmpty
    }

    It 'completes the names' {
        Get-TestCompletion 'Get-SyncConnection -Name p' | Should -Be 'pbx'
        Get-TestCompletion 'Invoke-ContactSync -Connection ' | Should -Contain 'pbx'
    }

    It 'names a damaged file and shows the others' {
        $damaged = Join-Path (Split-Path $Test.Connection.Path) 'broken.json'
        Set-Content $damaged '{ "version": 1'
        try {
            $found = Get-SyncConnection -ErrorAction SilentlyContinue -ErrorVariable failures

            $found.Name | Should -Be 'pbx'
            $failures[0].FullyQualifiedErrorId | Should -BeLike 'ConnectionFileDamaged,*'
            "$($failures[0])" | Should -BeLike "*$damaged*"
        }
        finally {
            Remove-SyncConnection -Name broken
        }
        $damaged | Should -Not -Exist
    }
}

Describe 'Remove-SyncConnection' {
    It 'removes nothing with -WhatIf' {
        Remove-SyncConnection -Name pbx -WhatIf

        (Get-SyncConnection).Name | Should -Contain 'pbx'
    }

    It 'takes names from the pipeline' {
        'one', 'two' | ForEach-Object { $null = $Test.App | New-SyncConnection -Name $_ -Credential $Test.Credential -Region DE }

        Get-SyncConnection | Where-Object Name -ne pbx | Remove-SyncConnection

        (Get-SyncConnection).Name | Should -Be 'pbx'
    }

    It 'goes on after a name that is not there' {
        $null = $Test.App | New-SyncConnection -Name three -Credential $Test.Credential -Region DE

        [pscustomobject]@{ Name = 'nowhere' }, [pscustomobject]@{ Name = 'three' } |
            Remove-SyncConnection -ErrorAction SilentlyContinue -ErrorVariable failures

        $failures[0].FullyQualifiedErrorId | Should -BeLike 'ConnectionNotFound,*'
        (Get-SyncConnection).Name | Should -Be 'pbx'
    }
}

Describe 'Test-SyncConnection' {
    It 'passes every stage' {
        $checks = Test-SyncConnection -Name pbx -Mailbox $Sandbox.Mailboxes[0]

        $checks[0].GetType().FullName | Should -Be 'ContactSync.SyncCheck'
        $checks.Stage.Count | Should -BeGreaterOrEqual 4
        $checks.Status | Sort-Object -Unique | Should -Be 'Passed'
        $checks.ExitCode | Sort-Object -Unique | Should -Be 0
    }

    It 'looks at the app too where an administrator is signed in' {
        (Test-SyncConnection -Name pbx | Where-Object Stage -eq App).Status | Should -Be 'Passed'
    }

    It 'tells each of many mailboxes in a row' {
        $rows = Test-SyncConnection -Name pbx -Group 'Phone users' | Where-Object Stage -eq Folders

        $rows.Target | Sort-Object | Should -Be ($Sandbox.Mailboxes | Sort-Object)
    }

    It 'keeps a trace without a secret where it is asked to' {
        $null = Test-SyncConnection -Name pbx -Detailed -InformationVariable kept 6> $null
        $path = "$kept" -replace '.* is in '

        $path | Should -Exist
        Get-Content $path -Raw | Should -Not -BeLike '*eyJ*'
    }

    It 'takes the connection from the pipeline' {
        (Get-SyncConnection -Name pbx | Test-SyncConnection).Status | Should -Not -Contain 'Failed'
    }

    It 'skips what comes after a failure, and says what to do' {
        $null = $Test.App | New-SyncConnection -Name wrong -ClientSecret (ConvertTo-TestSecret 'not-the-secret-4711') -Region DE
        try {
            $checks = Test-SyncConnection -Name wrong -Mailbox $Sandbox.Mailboxes[0]
            $failed = $checks | Where-Object Status -eq Failed

            $failed | Should -HaveCount 1
            $failed.Code | Should -Be 'AADSTS7000215'
            $failed.Advice | Should -Not -BeNullOrEmpty
            $failed.ExitCode | Should -Be 2
            $checks[-1].Status | Should -Be 'Skipped'
            $checks[-1].ExitCode | Should -Be 0
            $checks | Out-String -Width 300 | Should -Not -BeLike '*4711*'
        }
        finally {
            Remove-SyncConnection -Name wrong
        }
    }

    It 'names the permission that nobody granted' {
        $app = New-SyncAppRegistration -Name 'Without consent' -Preset ContactImport
        $credential = $app | New-SyncAppCredential -Description x -ValidFor 1.00:00:00
        $null = $app | New-SyncConnection -Name unconsented -Credential $credential -Region DE
        try {
            $failed = Test-SyncConnection -Name unconsented | Where-Object Status -eq Failed | Select-Object -First 1

            "$($failed.Detail) $($failed.Advice)" | Should -BeLike '*Contacts.Read*'
            $failed.Advice | Should -BeLike '*Grant-AdminConsent*'
        }
        finally {
            Remove-SyncConnection -Name unconsented
        }
    }

    It 'warns of a credential near its end' {
        $credential = $Test.App | New-SyncAppCredential -Description short -ValidFor 2.00:00:00
        $null = $Test.App | New-SyncConnection -Name short -Credential $credential -Region DE
        try {
            $checks = Test-SyncConnection -Name short

            ($checks | Where-Object Status -eq Warning).ExitCode | Should -Be 4
        }
        finally {
            Remove-SyncConnection -Name short
        }
    }

    It 'shows a row a stage' {
        Test-SyncConnection -Name pbx | Out-String -Width 200 | Should -BeLike '*Stage*Status*Passed*'
    }

    It 'names a connection that is not there' {
        (Get-TestError { Test-SyncConnection -Name nowhere }).FullyQualifiedErrorId | Should -BeLike 'ConnectionNotFound,*'
    }
}
