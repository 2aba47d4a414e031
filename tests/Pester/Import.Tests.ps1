BeforeAll {
    . $PSScriptRoot/Shared.ps1
    $script:Store = Join-Path $TestDrive 'books.db'
    $script:File = Join-Path $TestDrive 'customers.csv'

    function Import-TestBook([string[]] $Line) {
        Set-Content $File $Line
        Import-SyncPhoneBook -Path $File -Owner lena@contoso.example -StorePath $Store -Region DE @args
    }
}

AfterAll {
    Restore-TestHome
}

Describe 'Import-SyncPhoneBook' {
    It 'makes a phone book of a file, titled by its name' {
        $report = Import-TestBook 'Vorname;Nachname;Telefon', 'Anna;Groß;030 901820', 'Bert;Klein;030 901821'

        $report.GetType().FullName | Should -Be 'ContactSync.SyncReport'
        $report.PhoneBook | Should -Be 'customers'
        $report.Added | Should -Be 2
        (Get-SyncPhoneBookEntry -StorePath $Store -Number '030 901820' -Region DE).Name | Should -Be 'Anna Groß'
    }

    It 'adds, updates and removes what changed in the file, and nothing else' {
        $report = Import-TestBook 'Vorname;Nachname;Telefon', 'Anna;Groß;030 901829', 'Cora;Lang;'

        $report.Added, $report.Updated, $report.Deleted | Should -Be 1, 1, 1
        (Import-TestBook (Get-Content $File)).Unchanged | Should -Be 2
    }

    It 'names a bad row and takes the rest' {
        $report, $bad = Import-TestBook 'Vorname;Nachname', 'Anna;Groß', 'Dora;"Kurz' 2>&1

        $bad.FullyQualifiedErrorId | Should -BeLike 'ContactUnreadable,*'
        $bad.Exception.Message | Should -BeLike "*customers.csv', line 3: *Dora;*"
        $report.Skipped | Should -Be 1
        $report.Status | Should -Be Succeeded
    }

    It 'takes nothing of a faulty file with -Strict' {
        $report = Import-TestBook 'Vorname;Nachname', 'Emil;Neu', 'Dora;"Kurz' -Strict -ErrorAction SilentlyContinue

        $report.ExitCode | Should -Be 2
        Get-SyncPhoneBookEntry -StorePath $Store -Name Emil | Should -BeNullOrEmpty
    }

    It 'counts with -WhatIf and writes nothing' {
        (Import-TestBook 'Vorname;Nachname', 'Emil;Neu' -WhatIf).Added | Should -Be 1
        Get-SyncPhoneBookEntry -StorePath $Store -Name Emil | Should -BeNullOrEmpty
    }

    It 'reads a vCard beside it into a phone book of its own' {
        $card = Join-Path $TestDrive 'private.vcf'
        Set-Content $card 'BEGIN:VCARD', 'VERSION:3.0', 'FN:Frieda Vier', 'TEL;TYPE=CELL:0151 23456789', 'END:VCARD'

        Import-SyncPhoneBook $card lena@contoso.example Private -StorePath $Store -Region DE | Select-Object -ExpandProperty Added |
            Should -Be 1
        (Get-SyncPhoneBook -StorePath $Store -Owner lena@contoso.example).Title | Should -Be 'customers', 'Private'
    }
}
