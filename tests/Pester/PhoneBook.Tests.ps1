BeforeAll {
    . $PSScriptRoot/Shared.ps1

    $script:Contacts = New-Item (Join-Path $TestDrive 'contacts') -ItemType Directory
    Set-Content (Join-Path $Contacts 'two.vcf') @'
BEGIN:VCARD
VERSION:3.0
N:Grünwald;Jörg;;Dr.;
FN:Jörg Grünwald
ORG:Käserei Grünwald
TEL;TYPE=WORK,VOICE:030 / 23125-011
TEL;TYPE=CELL:+49 151 23456789
EMAIL:joerg@kaeserei.example
END:VCARD
BEGIN:VCARD
VERSION:3.0
N:;;;;
FN:Nur Firma GmbH
ORG:Nur Firma GmbH
TEL;TYPE=WORK:(089) 1234-0
END:VCARD
'@
    $script:Sandbox = Start-SyncSandbox -ContactPath $Contacts -MailboxCount 2
    Connect-SyncTenant -Environment $Sandbox -ClientId $Sandbox.AdminClientId -ClientSecret $Sandbox.AdminClientSecret
    $script:Test = Initialize-TestConnection -Name pbx
    $script:Reports = Invoke-ContactSync -Connection pbx -Group 'Phone users'
}

AfterAll {
    Stop-SyncSandbox
    Restore-TestHome
}

Describe 'Get-SyncPhoneBook' {
    It 'shows a phone book a mailbox' {
        $books = Get-SyncPhoneBook

        $books[0].GetType().FullName | Should -Be 'ContactSync.SyncPhoneBook'
        $books.Owner | Should -Be ($Sandbox.Mailboxes | Sort-Object)
        $books.Title | Sort-Object -Unique | Should -Be 'Privat'
        $books.Connection | Sort-Object -Unique | Should -Be 'pbx'
        Measure-TestReport $books Entries | Should -Be 2
        $books.StorePath | Sort-Object -Unique | Should -Be $Test.Connection.StorePath
        ((Get-Date) - $books[0].LastSync.LocalDateTime).TotalMinutes | Should -BeLessThan 5
    }

    It 'chooses by owner, title, connection and store' {
        (Get-SyncPhoneBook -Owner $Sandbox.Mailboxes[0]).Owner | Should -Be $Sandbox.Mailboxes[0]
        Get-SyncPhoneBook -Owner "*@$($Sandbox.Domain)" -Title 'Pri*' | Should -HaveCount 2
        Get-SyncPhoneBook -Connection pbx | Should -HaveCount 2
        Get-SyncConnection -Name pbx | Get-SyncPhoneBook | Should -HaveCount 2
        Get-SyncPhoneBook -StorePath $Test.Connection.StorePath | Should -HaveCount 2
        Get-SyncPhoneBook -Owner 'nobody*' | Should -BeNullOrEmpty
    }

    It 'shows a table' {
        Get-SyncPhoneBook | Out-String -Width 200 | Should -BeLike "*Owner*Title*Entries*$($Sandbox.Domain)*Privat*"
    }
}

Describe 'Get-SyncPhoneBookEntry' {
    It 'finds the caller, however the number is written' -ForEach '030 / 23125-011', '+49 30 23125011', '0049 30 23125 011', '03023125011' {
        $entry = Get-SyncPhoneBookEntry -Number $_

        $entry.GetType().FullName | Should -Be 'ContactSync.SyncPhoneBookEntry'
        $entry.Name | Should -Be 'Jörg Grünwald'
        $entry.Company | Should -Be 'Käserei Grünwald'
        $entry.Match.E164 | Should -Be '+493023125011'
        $entry.Match.Raw | Should -Be '030 / 23125-011'
    }

    It 'reads a national number in the region that is named' {
        Get-SyncPhoneBookEntry -Number '030 / 23125-011' -Region AT | Should -BeNullOrEmpty
    }

    It 'finds by the end of a number' {
        (Get-SyncPhoneBookEntry -Number '3456789').Name | Should -Be 'Jörg Grünwald'
    }

    It 'finds by name and by company' {
        (Get-SyncPhoneBookEntry -Name 'grünwald').Name | Should -Be 'Jörg Grünwald'
        (Get-SyncPhoneBookEntry -Name 'nur firma').Name | Should -Be 'Nur Firma GmbH'
    }

    It 'takes phone books from the pipeline' {
        $entries = Get-SyncPhoneBook | Get-SyncPhoneBookEntry

        $entries.Name | Sort-Object | Should -Be 'Jörg Grünwald', 'Nur Firma GmbH'
    }

    It 'has all fields of the contact' {
        $contact = (Get-SyncPhoneBookEntry -Name Grünwald).Contact

        $contact.GivenName | Should -Be 'Jörg'
        $contact.Surname | Should -Be 'Grünwald'
        $contact.EmailAddresses.Address | Should -Be 'joerg@kaeserei.example'
        $contact.PhoneNumbers.Kind | Should -Contain 'MobilePhone'
    }

    It 'shows a table' {
        Get-SyncPhoneBookEntry | Out-String -Width 200 | Should -BeLike '*Name*Company*Jörg Grünwald*'
    }

    It 'finds nobody and says nothing' {
        Get-SyncPhoneBookEntry -Number '+49 30 99999999' | Should -BeNullOrEmpty
    }
}

Describe 'New-SyncPhoneBook' {
    It 'makes one phone book of several, one entry a person' {
        $two = Get-SyncPhoneBook
        $count = (Get-SyncDuplicate).Count
        $count | Should -BeGreaterOrEqual 0
        Get-SyncPhoneBook | New-SyncPhoneBook Company -Merge -WhatIf | ForEach-Object Status | Should -Be WhatIf
        Get-SyncPhoneBook | Should -HaveCount 2

        $report = $two | New-SyncPhoneBook Company -Merge

        $report.Status | Should -Be Succeeded
        $company = Get-SyncPhoneBook -Title Company
        $company.Source | Should -Be Merge
        $company.Owner | Should -Be $Sandbox.Domain
        $company.Entries | Should -Be ((Measure-TestReport $two Entries) - (Get-SyncDuplicate | ForEach-Object { $_.Entries.Count - 1 } |
                Measure-Object -Sum).Sum)
        (Get-TestError { $company | New-SyncPhoneBook Other }).FullyQualifiedErrorId | Should -BeLike 'MergeOfMerged*'
        $company | Remove-SyncPhoneBook -Confirm:$false
    }
}

Describe 'Export-SyncPhoneBook' {
    It 'writes all phone books into one file, owner and phone book first' {
        $path = Join-Path $TestDrive 'all.csv'

        Export-SyncPhoneBook -Path $path | Should -BeNullOrEmpty

        (Get-Content $path -First 1) | Should -BeLike 'Owner,PhoneBook,*'
        $rows = Import-Csv $path
        $rows | Should -HaveCount 2
        $rows.Owner | Sort-Object -Unique | ForEach-Object { $_ | Should -BeIn $Sandbox.Mailboxes }
        $rows.PhoneBook | Sort-Object -Unique | Should -Be 'Privat'
        Get-Content $path -Raw | Should -BeLike '*Jörg*Grünwald*'
    }

    It 'takes a path relative to the current location, and gives the file with -PassThru' {
        Push-Location $TestDrive
        try {
            $file = Export-SyncPhoneBook -Path ./relative.csv -PassThru
        }
        finally {
            Pop-Location
        }

        $file | Should -BeOfType [System.IO.FileInfo]
        $file.FullName | Should -Be (Join-Path $TestDrive 'relative.csv')
    }

    It 'writes one owner only, with the delimiter that Excel wants' {
        $owner = (Get-SyncPhoneBookEntry -Name Grünwald).Owner
        $path = Join-Path $TestDrive 'one.csv'

        Export-SyncPhoneBook -Path $path -Owner $owner -Delimiter ';'

        $rows = Import-Csv $path -Delimiter ';'
        $rows.Owner | Sort-Object -Unique | Should -Be $owner
    }

    It 'writes the phone books that come by the pipeline, and no others' {
        $owner = (Get-SyncPhoneBookEntry -Name Grünwald).Owner
        $one = Join-Path $TestDrive 'piped.csv'
        $all = Join-Path $TestDrive 'piped-all.csv'

        Get-SyncPhoneBook -Owner $owner | Export-SyncPhoneBook -Path $one
        Get-SyncPhoneBook | Export-SyncPhoneBook -Path $all

        (Import-Csv $one).Owner | Sort-Object -Unique | Should -Be $owner
        Import-Csv $all | Should -HaveCount 2
    }

    It 'writes nothing with -WhatIf' {
        $path = Join-Path $TestDrive 'planned.csv'

        Export-SyncPhoneBook -Path $path -WhatIf

        $path | Should -Not -Exist
    }

    It 'replaces a file, and leaves nothing beside it' {
        $folder = New-Item (Join-Path $TestDrive 'replaced') -ItemType Directory
        $path = Join-Path $folder 'a.csv'
        Set-Content $path 'old'

        Export-SyncPhoneBook -Path $path

        Get-Content $path -First 1 | Should -BeLike 'Owner*'
        Get-ChildItem $folder | Should -HaveCount 1
    }

    It 'names a folder that is not there' {
        $failure = Get-TestError { Export-SyncPhoneBook -Path (Join-Path $TestDrive 'nowhere/a.csv') }

        "$failure" | Should -BeLike '*nowhere*'
        $failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }
}

Describe 'Remove-SyncPhoneBook' {
    It 'removes nothing with -WhatIf' {
        Get-SyncPhoneBook | Remove-SyncPhoneBook -WhatIf

        Get-SyncPhoneBook | Should -HaveCount 2
    }

    It 'removes one, and the next run makes it anew' {
        $book = Get-SyncPhoneBook -Owner $Sandbox.Mailboxes[0]

        $book | Remove-SyncPhoneBook -Confirm:$false

        (Get-SyncPhoneBook).Owner | Should -Be $Sandbox.Mailboxes[1]
        (Invoke-ContactSync -Connection pbx -Mailbox $Sandbox.Mailboxes[0]).Added | Should -Be $book.Entries
    }

    It 'names an owner who has none' {
        (Get-TestError { Remove-SyncPhoneBook -Owner nobody@example.com -Confirm:$false }).FullyQualifiedErrorId |
            Should -BeLike 'PhoneBookNotFound,*'
    }
}
