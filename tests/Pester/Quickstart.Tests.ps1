BeforeAll {
    . $PSScriptRoot/Shared.ps1
    $script:Folder = New-Item (Join-Path $TestDrive 'work') -ItemType Directory
    $script:Quickstart = Join-Path $ExamplePath 'quickstart.ps1'
}

AfterAll {
    Restore-TestHome
}

Describe 'examples/quickstart.ps1' {
    It 'does what README says, time and again' -ForEach 1, 2 {
        Push-Location $Folder
        try {
            $output = & $Quickstart
        }
        finally {
            Pop-Location
        }

        $reports = @($output | Where-Object { $_ -is [ContactSync.SyncReport] })
        $half = $reports.Count / 2
        $first = $reports[0..($half - 1)]
        $second = $reports[$half..($reports.Count - 1)]
        $half | Should -BeGreaterOrEqual 12
        $first.Mailbox | Sort-Object | Should -Be ($second.Mailbox | Sort-Object)
        Measure-TestReport $first Added | Should -BeGreaterThan 12
        Measure-TestReport $second Added | Should -Be 2
        Measure-TestReport $second Updated | Should -Be 3
        Measure-TestReport $second Deleted | Should -Be 1
        $reports.ExitCode | Sort-Object -Unique | Should -Be 0

        $output | Where-Object { $_ -is [ContactSync.SyncConsent] } | ForEach-Object { $_.State | Should -BeLike 'Granted for *' }
        $output | Where-Object { $_ -is [ContactSync.SyncCheck] } | ForEach-Object { $_.Status | Should -BeIn 'Passed', 'Skipped' }
        $output | Where-Object { $_ -is [ContactSync.SyncPhoneBookEntry] } | ForEach-Object { $_.Match.E164 | Should -Be '+493023125011' }
        ($output | Where-Object { $_ -is [ContactSync.SyncPhoneBookEntry] }) | Should -Not -BeNullOrEmpty
    }

    It 'leaves a file behind and nothing else' {
        Get-ChildItem $Folder -Force | ForEach-Object Name | Should -Be 'quickstart.csv'
        Get-SyncSandbox | Should -BeNullOrEmpty
        Get-SyncConnection | Should -BeNullOrEmpty
        $env:CONTACTSYNC_HOME | Should -Not -Exist
        Import-Csv (Join-Path $Folder 'quickstart.csv') | Should -Not -BeNullOrEmpty
    }

    It 'ends with exit code 0 in a PowerShell of its own' {
        Push-Location $Folder
        try {
            $text = & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command "Import-Module '$ModulePath'; & '$Quickstart'" | Out-String
        }
        finally {
            Pop-Location
        }

        $LASTEXITCODE | Should -Be 0
        $text | Should -BeLike '*Granted for*Passed*Succeeded*+493023125011*Succeeded*'
    }
}
