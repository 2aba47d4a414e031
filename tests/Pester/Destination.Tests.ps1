BeforeAll {
    . $PSScriptRoot/Shared.ps1

    $script:Sandbox = Initialize-TestTenant -MailboxCount 2 -ContactsPerMailbox 5
    $script:Test = Initialize-TestConnection -Name pbx
    $script:File = Join-Path $TestDrive 'out.csv'
}

AfterAll {
    Stop-SyncSandbox
    Restore-TestHome
}

Describe 'Destinations' {
    It 'registers one, and -WhatIf does not' {
        Register-SyncDestination Export Csv -Path $File -WhatIf
        Get-SyncDestination | Should -BeNullOrEmpty

        $made = Register-SyncDestination Export Csv -Path $File -Connection pbx

        $made.GetType().FullName | Should -Be 'ContactSync.SyncDestination'
        $made.Fields | Should -Be Names, Company, Numbers, Mail
        (Get-SyncDestination Exp*).Place | Should -Be $File
        $made | Get-SyncDestination | Should -HaveCount 1
        Test-Path $File | Should -BeFalse
    }

    It 'refuses a name that is taken, and a place of another kind' {
        (Get-TestError { Register-SyncDestination export Csv -Path $File }).FullyQualifiedErrorId | Should -BeLike 'DestinationExists*'
        (Get-TestError { Register-SyncDestination Other Csv -Uri https://host/ }).FullyQualifiedErrorId |
            Should -BeLike 'DestinationParameter*'
        (Get-TestError { Register-SyncDestination Other Csv }).FullyQualifiedErrorId | Should -BeLike 'DestinationParameter*'
    }

    It 'refuses a server without TLS, with a password in its address, or with settings that make no sense' -ForEach @(
        @{ Kind = 'CardDav'; Uri = 'http://host/book/'; Id = 'DestinationAddressInvalid' }
        @{ Kind = 'CardDav'; Uri = 'https://pbx:secret@host/book/'; Id = 'DestinationAddressInvalid' }
        @{ Kind = 'CardDav'; Uri = 'https://host/book/'; Template = '2.1'; Id = 'VCardVersionUnknown' }
        @{ Kind = 'Ldap'; Uri = 'ldaps://host/'; Id = 'DestinationAddressInvalid' }
        @{ Kind = 'Ldap'; Uri = 'ldaps://host/dc=example'; Template = 'no-such.json'; Id = 'TemplateUnknown' }
    ) {
        $settings = @{ Kind = $Kind; Uri = $Uri }
        if ($Template) { $settings.Template = $Template }
        (Get-TestError { Register-SyncDestination Server @settings }).FullyQualifiedErrorId | Should -BeLike "$Id*"
        Get-SyncDestination Server -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'is served by each sync, unless that is told not to' {
        Invoke-ContactSync -Connection pbx -Group 'Phone users' -SkipPublish | Should -HaveCount 2
        Test-Path $File | Should -BeFalse

        $reports = Invoke-ContactSync -Connection pbx -Group 'Phone users'

        $published = $reports | Where-Object { $_ -is [ContactSync.SyncPublishReport] }
        $published.Destination | Should -Be Export
        $published.Status | Should -Be Succeeded
        @(Import-Csv $File).Count | Should -Be (Measure-TestReport (Get-SyncPhoneBook) Entries)
        (Get-SyncDestination).LastPublished | Should -Not -BeNullOrEmpty
    }

    It 'writes only where something changed' {
        $one = (Get-SyncPhoneBook -Owner $Sandbox.Mailboxes[0]).Entries
        (Publish-SyncPhoneBook).Unchanged | Should -Be (Measure-TestReport (Get-SyncPhoneBook) Entries)
        (Publish-SyncPhoneBook Export -WhatIf).Status | Should -Be WhatIf
        Set-SyncDestination Export -Owner $Sandbox.Mailboxes[0] -PassThru | ForEach-Object Owner | Should -Be $Sandbox.Mailboxes[0]
        (Publish-SyncPhoneBook Export).Updated | Should -Be $one
        @(Import-Csv $File).Count | Should -Be $one
        (Publish-SyncPhoneBook -Force).Updated | Should -Be $one
    }

    It 'is tested without being written' {
        $check = Test-SyncDestination Export
        $check.Status | Should -Be Passed
        Set-SyncDestination Export -Path (Join-Path $TestDrive 'none/out.csv')
        (Test-SyncDestination Export).Status | Should -Be Failed
        $report = Publish-SyncPhoneBook -ErrorAction SilentlyContinue -ErrorVariable problem
        $report.ExitCode | Should -Be 2
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'FileUnwritable*'
        (Get-SyncDestination).LastError | Should -Not -BeNullOrEmpty
        Set-SyncDestination Export -Path $File
        (Publish-SyncPhoneBook).Status | Should -Be Succeeded
    }

    It 'is a contact folder of a mailbox, which is then not read' {
        $app = New-SyncAppRegistration -Name 'Contoso publishing' -Preset ContactPublish
        $null = $app | Grant-AdminConsent
        $null = $app | New-SyncConnection -Name writer -Credential ($app | New-SyncAppCredential) -Region DE
        $mailbox = @{ Mailbox = $Sandbox.Mailboxes[1]; Folder = 'Company'; MailboxConnection = 'writer' }
        $null = Register-SyncDestination Mobile MailboxFolder @mailbox

        (Test-SyncDestination Mobile).Status | Should -Be Passed, Passed, Skipped
        (Publish-SyncPhoneBook Mobile).Added | Should -Be (Measure-TestReport (Get-SyncPhoneBook) Entries)

        $shown = Get-SyncSourceFolder -Connection pbx -Mailbox $Sandbox.Mailboxes[1] | Where-Object Path -EQ Company
        $shown.IsRead | Should -BeFalse
        Measure-TestReport (Invoke-ContactSync -Connection pbx -Group 'Phone users' -SkipPublish) Added | Should -Be 0
        Unregister-SyncDestination Mobile -Erase -Confirm:$false
        Get-SyncSourceFolder -Connection pbx -Mailbox $Sandbox.Mailboxes[1] | Where-Object Path -EQ Company | Should -BeNullOrEmpty
    }

    It 'is not emptied unasked' {
        Get-SyncPhoneBook | Remove-SyncPhoneBook -Confirm:$false

        $report = Publish-SyncPhoneBook -ErrorAction SilentlyContinue
        $report.ErrorId | Should -Be DestinationEmptied
        $report.ExitCode | Should -Be 3
        @(Import-Csv $File).Count | Should -BeGreaterThan 0

        (Publish-SyncPhoneBook -OverrideGuard DestinationEmptied).Status | Should -Be Succeeded
        Import-Csv $File | Should -BeNullOrEmpty
    }

    It 'is cleared with a phone book that is erased everywhere' {
        $null = Invoke-ContactSync -Connection pbx -Group 'Phone users'
        $cards = Join-Path $TestDrive 'cards'
        $null = Register-SyncDestination Cards VCard -Path $cards -OneFilePerContact
        $null = Get-SyncPhoneBook | New-SyncPhoneBook Company -Merge
        $null = Publish-SyncPhoneBook Cards
        $gone = Get-SyncPhoneBook -Owner $Sandbox.Mailboxes[0]
        @(Get-ChildItem $cards).Count | Should -Be (Measure-TestReport (Get-SyncPhoneBook) Entries)
        Get-SyncPhoneBook -Owner $gone.Owner | Remove-SyncPhoneBook -Everywhere -WhatIf
        @(Get-SyncPhoneBook).Count | Should -Be 3

        $erased = $gone | Remove-SyncPhoneBook -Everywhere -Confirm:$false

        $erased.IsComplete | Should -BeTrue
        $erased.Entries | Should -Be $gone.Entries
        $erased.Destinations | Sort-Object | Should -Be Cards, Export
        @(Get-ChildItem $cards).Count | Should -Be (Measure-TestReport (Get-SyncPhoneBook) Entries)
        Get-SyncPhoneBook -Owner $gone.Owner | Should -BeNullOrEmpty
        Get-SyncPhoneBook -Title Company | Remove-SyncPhoneBook -Confirm:$false
        Unregister-SyncDestination Cards -Erase -Confirm:$false
        Get-ChildItem $cards | Should -BeNullOrEmpty
    }

    It 'shows tables' {
        Get-SyncDestination | Out-String -Width 200 | Should -BeLike '*Name*Kind*Place*Export*Csv*'
        Publish-SyncPhoneBook | Out-String -Width 200 | Should -BeLike '*Destination*Added*Updated*Export*Succeeded*'
    }

    It 'is forgotten, and erased where that is asked for' {
        Unregister-SyncDestination Export -Erase -WhatIf
        Test-Path $File | Should -BeTrue
        Unregister-SyncDestination Export -Erase -Confirm:$false
        Test-Path $File | Should -BeFalse
        Get-SyncDestination | Should -BeNullOrEmpty
        (Get-TestError { Get-SyncDestination Export }).FullyQualifiedErrorId | Should -BeLike 'DestinationNotFound*'
    }
}
