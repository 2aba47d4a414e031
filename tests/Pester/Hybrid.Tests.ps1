BeforeAll {
    . $PSScriptRoot/Shared.ps1
    $script:Sandbox = Initialize-TestTenant -MailboxCount 12 -OnPremisesMailboxCount 12 -ContactsPerMailbox 8
    $script:Test = Initialize-TestConnection -Name hybrid -Exchange @{ ExchangeCredential = Get-TestAccount $Sandbox }
}

AfterAll {
    Stop-SyncSandbox
    Restore-TestHome
}

Describe 'A company with mailboxes at two places' {
    It 'has one connection to both' {
        $connection = Get-SyncConnection hybrid

        $connection.ClientId | Should -Be $Test.App.AppId
        $connection.CredentialKind | Should -Be 'ClientSecret'
        $connection.EwsUrl | Should -Be $Sandbox.EwsUrl
        $connection.ExchangeAccount | Should -Be $Sandbox.ExchangeAccount
        $connection.ExchangeAuthentication | Should -Be 'Basic'
        $connection.Protocol | Should -Be 'Auto'
        $file = Get-Content $connection.Path -Raw
        $file | Should -Not -BeLike "*$([WildcardPattern]::Escape((ConvertFrom-TestSecret $Sandbox.ExchangePassword)))*"
    }

    It 'passes the test of both' {
        $checks = Test-SyncConnection hybrid -Mailbox $Sandbox.OnPremisesMailboxes[0]

        $checks.Status | Sort-Object -Unique | Should -Not -Contain 'Failed'
        $checks.ExitCode | Sort-Object -Unique | Should -Be 0
        "$($checks.Target)" | Should -BeLike "*$($Sandbox.OnPremisesMailboxes[0])*"
    }

    It 'has 22 phone books where a mailbox at each place is broken in its own way' {
        $cloud, $server = $Sandbox.Mailboxes[3], $Sandbox.OnPremisesMailboxes[5]
        Set-SyncSandboxFault mailboxMoved -Count -1 -Target $cloud
        # The first request to it asks Graph whether the mailbox is in the cloud.
        Set-SyncSandboxFault missingRole -Count -1 -Skip 1 -Target $server
        try {
            $reports = Invoke-ContactSync -Connection hybrid -Group Everyone -ErrorVariable failures -ErrorAction SilentlyContinue
        }
        finally {
            Clear-SyncSandboxFault
        }

        $reports | Should -HaveCount 24
        $good = $reports | Where-Object Status -EQ Succeeded
        $good | Should -HaveCount 22
        ($good | Where-Object Protocol -EQ Graph).Mailbox | Sort-Object |
            Should -Be ($Sandbox.Mailboxes | Where-Object { $_ -ne $cloud } | Sort-Object)
        ($good | Where-Object Protocol -EQ Ews).Mailbox | Sort-Object |
            Should -Be ($Sandbox.OnPremisesMailboxes | Where-Object { $_ -ne $server } | Sort-Object)

        ($reports | Where-Object Mailbox -EQ $cloud).ErrorId | Should -Be 'MailboxNowhere'
        ($reports | Where-Object Mailbox -EQ $server).ErrorId | Should -Be 'EwsImpersonationDenied'
        $bad = $reports | Where-Object Status -EQ Failed
        $bad.Advice | Should -Not -Contain $null
        $bad.ExitCode | Should -Be 2, 2
        ($reports.ExitCode | Measure-Object -Maximum).Maximum | Should -Be 2
        $failures.FullyQualifiedErrorId -replace ',.*' | Sort-Object | Should -Be 'EwsImpersonationDenied', 'MailboxNowhere'

        $books = Get-SyncPhoneBook -Connection hybrid
        $books | Should -HaveCount 22
        Measure-TestReport $books Entries | Should -Be (Measure-TestReport $reports Added)
    }

    It 'is made good by the next run, which does nothing else' {
        $reports = Invoke-ContactSync -Connection hybrid -Group Everyone

        $reports.Status | Sort-Object -Unique | Should -Be 'Succeeded'
        ($reports | Where-Object { $_.Added + $_.Updated + $_.Deleted }).Mailbox | Sort-Object |
            Should -Be ($Sandbox.Mailboxes[3], $Sandbox.OnPremisesMailboxes[5] | Sort-Object)
        Get-SyncPhoneBook -Connection hybrid | Should -HaveCount 24
    }

    It 'reads what was done in Outlook at either place' {
        $changes = Update-SyncSandbox -Group Everyone -Edit 12 -Add 6

        $reports = Invoke-ContactSync -Connection hybrid -Group Everyone

        Measure-TestReport $reports Added | Should -Be 6
        Measure-TestReport $reports Updated | Should -Be 12
        ($reports | Where-Object { $_.Added + $_.Updated }).Mailbox | Sort-Object | Should -Be ($changes.Mailbox | Sort-Object -Unique)
        $Sandbox.OnPremisesMailboxes | Where-Object { $_ -in $changes.Mailbox } | Should -Not -BeNullOrEmpty
    }

    It 'is read by the one protocol that is asked for' {
        $contacts = Get-SyncSourceContact hybrid -Mailbox $Sandbox.OnPremisesMailboxes[0] -Protocol Ews
        $contacts | Should -HaveCount (Get-SyncPhoneBook -Owner $Sandbox.OnPremisesMailboxes[0]).Entries

        $failed = Invoke-ContactSync -Connection hybrid -Mailbox $Sandbox.OnPremisesMailboxes[0] -Protocol Graph -ErrorAction SilentlyContinue
        $failed.Status | Should -Be 'Failed'
        $failed.ExitCode | Should -Be 2
    }

    It 'shows by which protocol a mailbox was read' {
        Invoke-ContactSync -Connection hybrid -Group Everyone | Format-Table Mailbox, Protocol | Out-String | Should -BeLike '*Graph*Ews*'
    }
}

Describe 'examples/hybrid.ps1' {
    It 'reads both places and the public folder' {
        $reports = & (Join-Path $ExamplePath 'hybrid.ps1') | Where-Object { $_ -is [ContactSync.SyncReport] }

        $reports | Should -HaveCount 9
        $reports.ExitCode | Sort-Object -Unique | Should -Be 0
        $reports.Protocol | Sort-Object { "$_" } -Unique | Should -Be 'Ews', 'Graph'
    }
}
