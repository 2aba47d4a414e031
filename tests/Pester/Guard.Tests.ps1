BeforeAll {
    . $PSScriptRoot/Shared.ps1
    $contacts = New-Item (Join-Path $TestDrive 'contacts') -ItemType Directory
    1..80 | ForEach-Object { "BEGIN:VCARD`nVERSION:3.0`nN:Mustermann;Nummer $_;;;`nFN:Nummer $_ Mustermann`nTEL;TYPE=WORK:030 23125-$_`nEND:VCARD" } |
        Set-Content (Join-Path $contacts 'eighty.vcf')
    $script:Sandbox = Start-SyncSandbox -ContactPath $contacts -MailboxCount 1
    Connect-SyncTenant -Environment $Sandbox -ClientId $Sandbox.AdminClientId -ClientSecret $Sandbox.AdminClientSecret
    $null = Initialize-TestConnection -Name pbx
    $null = Invoke-ContactSync -Connection pbx -Group 'Phone users'
}

AfterAll {
    Stop-SyncSandbox
    Restore-TestHome
}

Describe 'A guard of Invoke-ContactSync' {
    It 'stops a run that would delete too much, and keeps the phone book' {
        $null = Update-SyncSandbox -Group 'Phone users' -Delete 40

        $report = Invoke-ContactSync -Connection pbx -Group 'Phone users' -ErrorAction SilentlyContinue -ErrorVariable failures

        $report.Status | Should -Be 'Stopped'
        $report.ErrorId | Should -Be 'TooManyDeletes'
        $report.ExitCode | Should -Be 3
        $report.Advice | Should -BeLike '*-OverrideGuard TooManyDeletes*'
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'TooManyDeletes,*'
        $failures[0].CategoryInfo.Category | Should -Be 'OperationStopped'
        (Get-SyncPhoneBook).Entries | Should -Be 80
    }

    It 'stops again as long as it is not lifted' {
        (Invoke-ContactSync -Connection pbx -Group 'Phone users' -ErrorAction SilentlyContinue).Status | Should -Be 'Stopped'
    }

    It 'is lifted by its name, for one run' {
        (Invoke-ContactSync -Connection pbx -Group 'Phone users' -OverrideGuard TooManyDeletes).Deleted | Should -Be 40

        (Get-SyncPhoneBook).Entries | Should -Be 40
    }

    It 'stops where a mailbox is empty all at once' {
        $null = Update-SyncSandbox -Group 'Phone users' -Delete 40

        $report = Invoke-ContactSync -Connection pbx -Group 'Phone users' -ErrorAction SilentlyContinue

        $report.ErrorId | Should -Be 'SourceEmpty'
        (Get-SyncPhoneBook).Entries | Should -Be 40
    }

    It 'is completed by its name' {
        Get-TestCompletion 'Invoke-ContactSync -OverrideGuard ' | Should -Contain 'SourceEmpty'
    }
}
