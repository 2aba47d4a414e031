BeforeAll {
    . $PSScriptRoot/Shared.ps1
    $script:Sandbox = Initialize-TestTenant -MailboxCount 4 -OnPremisesMailboxCount 2
    $null = Initialize-TestConnection -Name pbx -Exchange @{ ExchangeCredential = Get-TestAccount $Sandbox }
    $script:Cloud, $script:Server = $Sandbox.Mailboxes[0], $Sandbox.OnPremisesMailboxes[0]
}

AfterAll {
    Stop-SyncSandbox
    Restore-TestHome
}

Describe 'Get-SyncSourceMailbox' {
    It 'lists the mailboxes, and a page of them' {
        $all = (Get-SyncSourceMailbox pbx).PrimarySmtpAddress

        $Sandbox.Mailboxes + $Sandbox.OnPremisesMailboxes | Where-Object { $_ -notin $all } | Should -BeNullOrEmpty
        Get-SyncSourceMailbox pbx -First 2 | ForEach-Object PrimarySmtpAddress | Should -Be $all[0, 1]
        Get-SyncSourceMailbox pbx -Skip 1 -First 2 | ForEach-Object PrimarySmtpAddress | Should -Be $all[1, 2]
        Get-SyncSourceMailbox pbx -First 0 | Should -BeNullOrEmpty
    }

    It 'searches by the beginning of a name or an address' {
        $mailbox = Get-SyncSourceMailbox pbx -Search $Cloud

        $mailbox.PrimarySmtpAddress | Should -Be $Cloud
        Get-SyncSourceMailbox pbx -Search $mailbox.DisplayName | ForEach-Object PrimarySmtpAddress | Should -Contain $Cloud
        Get-SyncSourceMailbox pbx -Search nobody | Should -BeNullOrEmpty
    }

    It 'cannot list what is on an Exchange Server, and finds it there' {
        (Get-TestError { Get-SyncSourceMailbox pbx -Protocol Ews }).FullyQualifiedErrorId | Should -BeLike 'EwsSearchNeeded,*'

        Get-SyncSourceMailbox pbx -Search ($Server -replace '\..*') -Protocol Ews | ForEach-Object PrimarySmtpAddress | Should -Contain $Server
    }

    It 'goes down the pipeline' {
        $contacts = Get-SyncSourceMailbox pbx -Search $Cloud | Get-SyncSourceContact pbx

        $contacts | Should -HaveCount (Get-SyncSourceContact pbx -Mailbox $Cloud).Count
    }
}

Describe 'Get-SyncSourceFolder' {
    It 'shows every folder, and why it is read or not, over <_>' -ForEach Graph, Ews {
        $mailbox = @{ Graph = $Cloud; Ews = $Server }[$_]

        $folders = Get-SyncSourceFolder pbx -Mailbox $mailbox

        $folders.Protocol | Sort-Object -Unique | Should -Be $_
        $folders.Reason | Should -Not -Contain ''
        ($folders | Where-Object IsRead).Class | Sort-Object -Unique | Should -Be 'IPF.Contact'
        ($folders | Where-Object IsHidden).IsRead | Sort-Object -Unique | Should -Be $false
        ($folders | Where-Object Path -EQ 'Recipient Cache').IsRead | Should -BeFalse
        Measure-TestReport ($folders | Where-Object IsRead) Items |
            Should -Be (Get-SyncSourceContact pbx -Mailbox $mailbox -IncludePrivate).Count
    }

    It 'says what -Folder would find' {
        $folders = Get-SyncSourceFolder pbx -Mailbox $Cloud -Folder 'Kon*'

        ($folders | Where-Object IsRead).Path | Should -Be 'Kontakte'
        ($folders | Where-Object { -not $_.IsRead -and -not $_.IsHidden }).Reason | Sort-Object -Unique |
            Should -BeLike '*not among the folders named*'
    }

    It 'names a mailbox that is not there' {
        (Get-TestError { Get-SyncSourceFolder pbx -Mailbox "nobody@$($Sandbox.Domain)" }).FullyQualifiedErrorId | Should -BeLike 'MailboxUnknown,*'
    }
}

Describe 'Get-SyncSourceContact' {
    It 'shows contacts as they are, and keeps nothing' {
        $contacts = Get-SyncSourceContact pbx -Mailbox $Cloud, $Server

        $contacts[0].GetType().FullName | Should -Be 'ContactSync.SyncContact'
        ($contacts | Where-Object DisplayName -EQ 'Käthe Süßkorn').PhoneNumbers.Raw | Should -Contain '+49 30 23125-011'
        Get-SyncPhoneBook | Should -BeNullOrEmpty
    }

    It 'reads by one protocol what the other may not' {
        $failure = Get-TestError { Get-SyncSourceContact pbx -Mailbox $Server -Protocol Graph }

        "$failure" | Should -BeLike "*$Server*"
        Get-SyncSourceContact pbx -Mailbox $Server -Protocol Ews | Should -Not -BeNullOrEmpty
    }
}

Describe 'Get-SyncPlan' {
    It 'says of each contact that it would be added, and writes nothing' {
        $plan = Get-SyncPlan pbx -Group Everyone

        $plan.Action | Sort-Object -Unique | Should -Be 'Add', 'LeaveOut'
        $plan.Mailbox | Sort-Object -Unique | Should -Be ($Sandbox.Mailboxes + $Sandbox.OnPremisesMailboxes | Sort-Object)
        ($plan | Where-Object Action -EQ LeaveOut).Reason | Sort-Object -Unique | Should -Be 'private or confidential'
        (Get-SyncConnection pbx).StorePath | Should -Not -Exist
    }

    It 'says afterwards what changed, as the run then does it' {
        $null = Invoke-ContactSync pbx -Group Everyone
        Get-SyncPlan pbx -Group Everyone | Should -BeNullOrEmpty
        $edits = Update-SyncSandbox -Group Everyone -Edit 3 -Add 2 -Delete 1 | Where-Object Change -EQ Edited
        $before = Get-SyncPhoneBook | Sort-Object Id | Format-List * | Out-String

        $plan = Get-SyncPlan pbx -Group Everyone

        $plan.Action | Sort-Object { "$_" } | Should -Be 'Add', 'Add', 'Delete', 'Update', 'Update', 'Update'
        $updates = $plan | Where-Object Action -EQ Update
        $updates.Mailbox | Sort-Object | Should -Be ($edits.Mailbox | Sort-Object)
        $updates | ForEach-Object { $_.Fields | Should -Not -BeNullOrEmpty }
        $updates.Previous | Should -HaveCount 3
        ($plan | Where-Object Action -EQ Delete).Contact | Should -BeNullOrEmpty
        Get-SyncPhoneBook | Sort-Object Id | Format-List * | Out-String | Should -Be $before
        $reports = Invoke-ContactSync pbx -Group Everyone
        'Added', 'Updated', 'Deleted' | ForEach-Object { Measure-TestReport $reports $_ } | Should -Be 2, 3, 1
    }
}

Describe 'A list of mailboxes from a file' {
    It 'is read by its column <_>' -ForEach 'PrimarySmtpAddress', 'Mail', 'UserPrincipalName' {
        $path = Join-Path $TestDrive "$_.csv"
        "DisplayName,$_", "Lena,$Cloud", "Arno,$Server" | Set-Content $path

        (Import-Csv $path | Invoke-ContactSync pbx).Mailbox | Sort-Object | Should -Be ($Cloud, $Server | Sort-Object)
        $plan = Import-Csv $path | Get-SyncPlan pbx -Category Nirgends -ErrorAction SilentlyContinue
        $plan.Mailbox | Sort-Object -Unique | Should -Be ($Cloud, $Server | Sort-Object)
    }
}

Describe 'The Tab key' {
    It 'knows the protocols and the guards' {
        Get-TestCompletion 'Invoke-ContactSync pbx -Protocol ' | Sort-Object | Should -Be 'Auto', 'Ews', 'Graph'
        Get-TestCompletion 'Get-SyncPlan pbx -OverrideGuard ' | Sort-Object |
            Should -Be 'EverythingChanged', 'FilterChanged', 'GroupShrank', 'ListingIncomplete', 'MailboxChanged', 'SourceEmpty',
            'TenantChanged', 'TooManyDeletes'
        Get-TestCompletion 'Get-SyncSourceFolder -Connection ' | Should -Contain 'pbx'
    }
}
