BeforeAll {
    . $PSScriptRoot/Shared.ps1
    $script:Sandbox = Initialize-TestTenant -MailboxCount 4 -ContactsPerMailbox 30
    $script:Test = Initialize-TestConnection -Name pbx
}

AfterAll {
    Stop-SyncSandbox
    Restore-TestHome
}

Describe 'Invoke-ContactSync' {
    It 'writes nothing with -WhatIf' {
        $reports = Invoke-ContactSync -Connection pbx -Group 'Phone users' -WhatIf

        $reports | Should -HaveCount 4
        $reports.Status | Sort-Object -Unique | Should -Be 'WhatIf'
        (Measure-TestReport $reports Added) + (Measure-TestReport $reports Skipped) | Should -BeGreaterOrEqual 120
        $reports.ExitCode | Sort-Object -Unique | Should -Be 0
        Get-SyncPhoneBook | Should -BeNullOrEmpty
    }

    It 'fills a phone book a mailbox' {
        $reports = Invoke-ContactSync -Connection pbx -Group 'Phone users'

        $reports | Should -HaveCount 4
        $reports[0].GetType().FullName | Should -Be 'ContactSync.SyncReport'
        $reports.Mailbox | Sort-Object | Should -Be ($Sandbox.Mailboxes | Sort-Object)
        $reports.Status | Sort-Object -Unique | Should -Be 'Succeeded'
        $reports.PhoneBook | Sort-Object -Unique | Should -Be 'Privat'
        $reports.ExitCode | Sort-Object -Unique | Should -Be 0
        $reports | ForEach-Object {
            $_.Added + $_.Skipped | Should -BeGreaterOrEqual 30
            $_.Requests | Should -BeGreaterThan 0
            $_.Duration | Should -BeGreaterThan ([timespan]::Zero)
        }
        Measure-TestReport (Get-SyncPhoneBook) Entries | Should -Be (Measure-TestReport $reports Added)
    }

    It 'reports nothing where nothing changed' {
        $reports = Invoke-ContactSync -Connection pbx -Group 'Phone users'

        foreach ($count in 'Added', 'Updated', 'Deleted') {
            Measure-TestReport $reports $count | Should -Be 0 -Because "nothing was $count"
        }
        Measure-TestReport $reports Unchanged | Should -Be (Measure-TestReport (Get-SyncPhoneBook) Entries)
    }

    It 'reports exactly what was done in Outlook, and the next run nothing' {
        $changes = Update-SyncSandbox -Group 'Phone users' -Edit 3 -Add 2 -Delete 1

        $second = Invoke-ContactSync -Connection pbx -Group 'Phone users'
        $third = Invoke-ContactSync -Connection pbx -Group 'Phone users'

        $changes.Change | Sort-Object | Should -Be 'Added', 'Added', 'Deleted', 'Edited', 'Edited', 'Edited'
        ($second | Where-Object { $_.Added + $_.Updated + $_.Deleted }).Mailbox | Sort-Object |
            Should -Be ($changes.Mailbox | Sort-Object -Unique)
        Measure-TestReport $second Added | Should -Be 2
        Measure-TestReport $second Updated | Should -Be 3
        Measure-TestReport $second Deleted | Should -Be 1
        Measure-TestReport $third Added | Should -Be 0
        Measure-TestReport $third Updated | Should -Be 0
        Measure-TestReport $third Deleted | Should -Be 0
    }

    It 'changes nothing in the sandbox with -WhatIf' {
        Update-SyncSandbox -Group 'Phone users' -Edit 3 -Add 2 -Delete 1 -WhatIf | Should -BeNullOrEmpty

        Measure-TestReport (Invoke-ContactSync -Connection pbx -Group 'Phone users') Updated | Should -Be 0
    }

    It 'takes mailboxes one by one, and from the pipeline' {
        (Invoke-ContactSync -Connection pbx -Mailbox $Sandbox.Mailboxes[0]).Mailbox | Should -Be $Sandbox.Mailboxes[0]

        $reports = $Sandbox.Mailboxes[1, 2] | ForEach-Object { [pscustomobject]@{ UserPrincipalName = $_ } } | Invoke-ContactSync -Connection pbx

        $reports.Mailbox | Sort-Object | Should -Be ($Sandbox.Mailboxes[1, 2] | Sort-Object)
    }

    It 'stops cleanly at Select-Object -First 1' {
        $null = Update-SyncSandbox -Group 'Phone users' -Edit 4

        $first = Invoke-ContactSync -Connection pbx -Group 'Phone users' | Select-Object -First 1
        $rest = Invoke-ContactSync -Connection pbx -Group 'Phone users'

        $first | Should -HaveCount 1
        $rest.Status | Sort-Object -Unique | Should -Be 'Succeeded'
        (Measure-TestReport $rest Updated) + $first.Updated | Should -BeLessOrEqual 4
        Measure-TestReport (Invoke-ContactSync -Connection pbx -Group 'Phone users') Updated | Should -Be 0
    }

    It 'gives the phone books the title that is asked for' {
        $null = Invoke-ContactSync -Connection pbx -Mailbox $Sandbox.Mailboxes[3] -PhoneBookName Outlook

        (Get-SyncPhoneBook -Owner $Sandbox.Mailboxes[3]).Title | Should -Be 'Outlook'
        $null = Invoke-ContactSync -Connection pbx -Mailbox $Sandbox.Mailboxes[3]
    }

    It 'shows a row a mailbox' {
        $text = Invoke-ContactSync -Connection pbx -Group 'Phone users' | Out-String -Width 200

        $text | Should -BeLike '*Mailbox*Added*Updated*Deleted*Unchanged*Status*'
        $text | Should -BeLike "*$($Sandbox.Mailboxes[0])*Succeeded*"
    }

    It 'prints no secret and no token, however much is asked for' {
        $secret = [WildcardPattern]::Escape((ConvertFrom-TestSecret $Test.Credential.Secret))

        $said = Invoke-ContactSync -Connection pbx -Group 'Phone users' -Verbose -Debug *>&1 | Format-List * | Out-String -Width 500

        $said | Should -Not -BeLike "*$secret*"
        $said | Should -Not -BeLike '*eyJ*'
    }

    It 'names a group that is not there' {
        $failure = Get-TestError { Invoke-ContactSync -Connection pbx -Group 'No such group' }

        $failure.FullyQualifiedErrorId | Should -BeLike 'GroupNotFound,*'
        "$failure" | Should -BeLike '*No such group*'
        $failure.CategoryInfo.Category | Should -Be 'ObjectNotFound'
    }

    It 'names a mailbox that is not there and reads the others' {
        $mailboxes = $Sandbox.Mailboxes[0], "nobody@$($Sandbox.Domain)"
        $reports = Invoke-ContactSync -Connection pbx -Mailbox $mailboxes -ErrorVariable failure -ErrorAction SilentlyContinue

        $failure[0].FullyQualifiedErrorId | Should -BeLike 'MailboxUnknown,*'
        "$failure" | Should -BeLike '*nobody@*'
        ($reports | Where-Object Mailbox -EQ $mailboxes[0]).Status | Should -Be 'Succeeded'
        $missing = $reports | Where-Object Mailbox -EQ $mailboxes[1]
        $missing.Status | Should -Be 'Failed'
        $missing.ExitCode | Should -Be 2
    }

    It 'names a connection that is not there' {
        (Get-TestError { Invoke-ContactSync -Connection nowhere -Group x }).FullyQualifiedErrorId | Should -BeLike 'ConnectionNotFound,*'
    }
}
