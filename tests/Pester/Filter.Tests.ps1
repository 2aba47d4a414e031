BeforeAll {
    . $PSScriptRoot/Shared.ps1
    $contacts = New-Item (Join-Path $TestDrive 'contacts') -ItemType Directory
    @'
BEGIN:VCARD
VERSION:3.0
FN:Anna Kunde
TEL;TYPE=WORK:030 23125-1
CATEGORIES:Kunde
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:Berta Messe
TEL;TYPE=WORK:030 23125-2
CATEGORIES:Kundenmesse,Verein
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:Carla Privat
TEL;TYPE=CELL:0171 3920001
CLASS:PRIVATE
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:Doris Fax
TEL;TYPE=WORK,FAX:030 23125-4
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:Emil Ohne
EMAIL:emil@ohne.example
END:VCARD
'@ | Set-Content (Join-Path $contacts 'five.vcf')
    $script:Sandbox = Start-SyncSandbox -ContactPath $contacts -MailboxCount 1
    Connect-SyncTenant -Environment $Sandbox -ClientId $Sandbox.AdminClientId -ClientSecret $Sandbox.AdminClientSecret
    $null = Initialize-TestConnection -Name pbx
    $script:Mailbox = $Sandbox.Mailboxes[0]
}

AfterAll {
    Stop-SyncSandbox
    Restore-TestHome
}

Describe 'A filter' {
    It 'takes <Names> with <Filter>' -ForEach @(
        @{ Filter = @{}; Names = 'Anna Kunde, Berta Messe, Doris Fax, Emil Ohne' }
        @{ Filter = @{ IncludePrivate = $true }; Names = 'Anna Kunde, Berta Messe, Carla Privat, Doris Fax, Emil Ohne' }
        @{ Filter = @{ Category = 'Kunde' }; Names = 'Anna Kunde' }
        @{ Filter = @{ Category = 'kunde*' }; Names = 'Anna Kunde, Berta Messe' }
        @{ Filter = @{ Category = 'Verein', 'Kunde' }; Names = 'Anna Kunde, Berta Messe' }
        @{ Filter = @{ ExcludeCategory = 'V*' }; Names = 'Anna Kunde, Doris Fax, Emil Ohne' }
        @{ Filter = @{ Category = 'Kunde*'; ExcludeCategory = 'Verein' }; Names = 'Anna Kunde' }
        @{ Filter = @{ RequirePhoneNumber = $true }; Names = 'Anna Kunde, Berta Messe' }
        @{ Filter = @{ RequirePhoneNumber = $true; IncludePrivate = $true }; Names = 'Anna Kunde, Berta Messe, Carla Privat' }
    ) {
        (Get-SyncSourceContact pbx -Mailbox $Mailbox @Filter).DisplayName | Sort-Object | Join-String -Separator ', ' | Should -Be $Names

        $plan = Get-SyncPlan pbx -Mailbox $Mailbox @Filter
        ($plan | Where-Object Action -EQ Add).Name | Sort-Object | Join-String -Separator ', ' | Should -Be $Names
        $plan | Should -HaveCount 5
    }

    It 'counts what is left out, and says why' {
        $report = Invoke-ContactSync pbx -Mailbox $Mailbox -RequirePhoneNumber -ExcludeCategory Verein

        $report.Added | Should -Be 1
        $report.Skipped | Should -Be 4
        "$($report.Notes)" | Should -BeLike '*1 private or confidential left out (-IncludePrivate takes them)*'
        (Get-SyncPhoneBookEntry).Name | Should -Be 'Anna Kunde'
    }

    It 'that takes more asks nothing' {
        $report = Invoke-ContactSync pbx -Mailbox $Mailbox

        $report.Added | Should -Be 3
        $report.Unchanged | Should -Be 1
    }

    It 'that takes less asks once' {
        $stopped = Invoke-ContactSync pbx -Mailbox $Mailbox -Category Kunde -ErrorAction SilentlyContinue -ErrorVariable failures
        $stopped.Status | Should -Be 'Stopped'
        $stopped.ErrorId | Should -Be 'FilterChanged'
        $stopped.ExitCode | Should -Be 3
        $stopped.Advice | Should -BeLike '*-OverrideGuard FilterChanged*'
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'FilterChanged,*'
        (Get-SyncPhoneBook).Entries | Should -Be 4

        $plan = Get-SyncPlan pbx -Mailbox $Mailbox -Category Kunde -ErrorAction SilentlyContinue -ErrorVariable failures
        ($plan | Where-Object Action -EQ Delete).Name | Sort-Object | Should -Be 'Berta Messe', 'Doris Fax', 'Emil Ohne'
        ($plan | Where-Object Action -EQ Delete).Guard | Sort-Object -Unique | Should -Be 'FilterChanged'
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'FilterChanged,*'

        (Invoke-ContactSync pbx -Mailbox $Mailbox -Category Kunde -OverrideGuard FilterChanged).Deleted | Should -Be 3
        $quiet = Invoke-ContactSync pbx -Mailbox $Mailbox -Category Kunde
        $quiet.Status | Should -Be 'Succeeded'
        $quiet.Unchanged | Should -Be 1
        $quiet.Deleted | Should -Be 0
    }
}

Describe 'The choice of folders' {
    BeforeAll {
        $script:Tenant = Start-SyncSandbox -MailboxCount 1 -ContactsPerMailbox 30
        Connect-SyncTenant -Environment $Tenant -ClientId $Tenant.AdminClientId -ClientSecret $Tenant.AdminClientSecret
        $null = Initialize-TestConnection -Name folders
        $script:Owner = $Tenant.Mailboxes[0]
        $script:Folders = Get-SyncSourceFolder folders -Mailbox $Owner | Where-Object { $_.IsRead -and $_.Items }
    }

    It 'reads the folder that is named and none within it' {
        foreach ($folder in $Folders) {
            Get-SyncSourceContact folders -Mailbox $Owner -Folder $folder.Path -IncludePrivate | Should -HaveCount $folder.Items
        }
    }

    It 'takes names, paths and wildcards' {
        $report = Invoke-ContactSync folders -Mailbox $Owner -Folder $Folders[0].Path, 'No such*' -IncludePrivate
        $report.Added | Should -Be $Folders[0].Items

        $all = Invoke-ContactSync folders -Mailbox $Owner -Folder * -IncludePrivate
        $all.Unchanged | Should -Be $Folders[0].Items
        $all.Added + $all.Unchanged | Should -Be (Measure-TestReport $Folders Items)
    }

    It 'that is narrowed asks before entries go' {
        $stopped = Invoke-ContactSync folders -Mailbox $Owner -Folder $Folders[0].Path -IncludePrivate -ErrorAction SilentlyContinue

        $stopped.ErrorId | Should -Be 'FilterChanged'
    }

    It 'names a folder that is nowhere' {
        $report = Invoke-ContactSync folders -Mailbox $Owner -Folder 'No such folder' -ErrorAction SilentlyContinue

        $report.ExitCode | Should -Not -Be 0
        (Get-SyncPhoneBook -Connection folders).Entries | Should -Be (Measure-TestReport $Folders Items)
    }
}
