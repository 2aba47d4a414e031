BeforeAll {
    . $PSScriptRoot/Shared.ps1
    $script:Sandbox = Initialize-TestTenant -MailboxCount 1 -OnPremisesMailboxCount 3
    $script:Account = Get-TestAccount $Sandbox
    $script:Server = @{ Environment = $Sandbox; ExchangeCredential = $Account; Region = 'DE' }
    $script:Mailboxes = $Sandbox.OnPremisesMailboxes
}

AfterAll {
    Stop-SyncSandbox
    Restore-TestHome
}

Describe 'A connection with an Exchange Server alone' {
    It 'finds the server from a mail address, and -Verbose says how' {
        $said = New-SyncConnection exchange @Server -EmailAddress $Mailboxes[0] -Verbose 4>&1

        $connection = $said | Where-Object { $_ -is [ContactSync.SyncConnection] }
        $connection.EwsUrl | Should -Be $Sandbox.EwsUrl
        $connection.TenantId | Should -BeNullOrEmpty
        $connection.CredentialKind | Should -BeNullOrEmpty
        $steps = $said | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] } | Out-String
        $steps | Should -BeLike '*/autodiscover/autodiscover.json*/EWS/Exchange.asmx*'
        $steps | Should -Not -BeLike "*$([WildcardPattern]::Escape((ConvertFrom-TestSecret $Sandbox.ExchangePassword)))*"
    }

    It 'passes its test' {
        (Test-SyncConnection exchange -Mailbox $Mailboxes[0]).Status | Should -Not -Contain 'Failed'
    }

    It 'reads mailboxes and groups without a tenant' {
        $reports = Invoke-ContactSync exchange -Mailbox $Mailboxes
        $reports.Status | Sort-Object -Unique | Should -Be 'Succeeded'
        $reports.Protocol | Sort-Object -Unique | Should -Be 'Ews'
        Measure-TestReport (Get-SyncPhoneBook) Entries | Should -Be (Measure-TestReport $reports Added)

        $again = Invoke-ContactSync exchange -Mailbox $Mailboxes
        Measure-TestReport $again Added | Should -Be 0
        Measure-TestReport $again Unchanged | Should -Be (Measure-TestReport $reports Added)
    }

    It 'cannot read the cloud' {
        (Get-TestError { Invoke-ContactSync exchange -Mailbox $Sandbox.Mailboxes[0] -Protocol Graph }).FullyQualifiedErrorId |
            Should -BeLike 'ConnectionWithoutTenant,*'
    }
}

Describe 'A public folder' {
    It 'is a phone book of its own, with the name that is asked for' {
        $report = Invoke-ContactSync -Connection exchange -PublicFolder Firmenkontakte -PhoneBookName Firma

        $report.Status | Should -Be 'Succeeded'
        $report.Protocol | Should -Be 'Ews'
        (Get-SyncPhoneBook -Owner Firmenkontakte).Title | Should -Be 'Firma'
        (Get-SyncPhoneBook -Owner Firmenkontakte).Entries | Should -Be $report.Added
        (Get-SyncSourceContact exchange -PublicFolder Firmenkontakte).Count | Should -Be $report.Added
    }

    It 'is found by its path, and beside mailboxes' {
        $reports = Invoke-ContactSync exchange -PublicFolder Firmenkontakte/Ehemalige -Mailbox $Mailboxes[0]

        $reports.Mailbox | Sort-Object | Should -Be ('Firmenkontakte/Ehemalige', $Mailboxes[0] | Sort-Object)
        $reports.ExitCode | Sort-Object -Unique | Should -Be 0
    }

    It 'that is not there is named' {
        (Get-TestError { Invoke-ContactSync exchange -PublicFolder Nirgends }).FullyQualifiedErrorId | Should -BeLike 'EwsPublicFolderUnknown,*'
    }

    It 'needs a mailbox where the account has none, and says so' {
        $null = New-SyncConnection nobody @Server -EwsUrl $Sandbox.EwsUrl

        $report = Invoke-ContactSync nobody -PublicFolder Firmenkontakte -ErrorAction SilentlyContinue

        $report.ErrorId | Should -Be 'EwsAccountWithoutMailbox'
        $report.Advice | Should -BeLike '*-EmailAddress*'
    }
}

Describe 'The address of an Exchange Server' {
    It 'is refused over plain HTTP' {
        $failure = Get-TestError { New-SyncConnection plain @Server -EwsUrl http://mail.contoso.example/EWS/Exchange.asmx }

        $failure.FullyQualifiedErrorId | Should -BeLike 'EwsUrlNotHttps,*'
        (Get-TestError { Get-SyncConnection plain }).FullyQualifiedErrorId | Should -BeLike 'ConnectionNotFound,*'
    }

    It 'is asked for where nothing leads to it' {
        (Get-TestError { New-SyncConnection none -Environment Global -ExchangeCredential $Account -Region DE }).FullyQualifiedErrorId |
            Should -BeLike 'EwsUrlNeeded,*'
    }

    It 'is not trusted with another certificate than the one pinned' {
        $null = New-SyncConnection pinned @Server -EwsUrl $Sandbox.EwsUrl -PinnedThumbprint ('AB' * 32)
        $refused = Invoke-ContactSync pinned -Mailbox $Mailboxes[0] -ErrorAction SilentlyContinue
        $refused.ErrorId | Should -Be 'CertificateNotPinned'

        $refused.Advice -match '-PinnedThumbprint (?<thumbprint>[0-9A-F]+)' | Should -BeTrue
        $null = New-SyncConnection pinned @Server -EwsUrl $Sandbox.EwsUrl -PinnedThumbprint $Matches.thumbprint
        (Invoke-ContactSync pinned -Mailbox $Mailboxes[0]).Status | Should -Be 'Succeeded'
    }
}

Describe 'The way in which the account proves itself' {
    It 'may be Ntlm' {
        $connection = New-SyncConnection ntlm @Server -EwsUrl $Sandbox.EwsUrl -ExchangeAuthentication Ntlm
        $connection.ExchangeAuthentication | Should -Be 'Ntlm'

        (Invoke-ContactSync ntlm -Mailbox $Mailboxes[1]).Status | Should -Be 'Succeeded'
    }

    It 'fails by name with another password' {
        $wrong = [pscredential]::new($Account.UserName, (ConvertTo-TestSecret 'not the password'))
        $null = New-SyncConnection wrong -Environment $Sandbox -ExchangeCredential $wrong -EwsUrl $Sandbox.EwsUrl -Region DE

        $report = Invoke-ContactSync wrong -Mailbox $Mailboxes[0] -ErrorAction SilentlyContinue

        $report.Status | Should -Be 'Failed'
        $report.ErrorId | Should -BeLike '*SignIn*'
        "$($report.Reason) $($report.Advice)" | Should -Not -BeLike '*not the password*'
    }
}

Describe 'Exchange Online over EWS' {
    It 'is possible, and says until when' {
        $app = New-SyncAppRegistration -Name 'Contoso EWS' -Preset ContactImport
        $secret = $app | New-SyncAppCredential -Description 'Contoso EWS' -ValidFor 1.00:00:00

        $null = $app | New-SyncConnection online -Credential $secret -Protocol Ews -Region DE -WarningVariable warning -WarningAction SilentlyContinue

        "$warning" | Should -BeLike '*1 April 2027*'
    }
}
