BeforeAll {
    . $PSScriptRoot/Shared.ps1

    $script:Sandbox = Start-SyncSandbox -MailboxCount 1
    Connect-SyncTenant -Environment $Sandbox -ClientId $Sandbox.AdminClientId -ClientSecret $Sandbox.AdminClientSecret
    $script:Test = Initialize-TestConnection -Name pbx
}

AfterAll {
    Stop-SyncSandbox
    Restore-TestHome
}

Describe 'A store' {
    It 'is made, filled, shown, optimized and backed up' {
        $made = Initialize-SyncStore -Connection pbx
        $made.Entries | Should -Be 0
        $made.LastRun | Should -BeNullOrEmpty

        $reports = Invoke-ContactSync -Connection pbx -Group 'Phone users'
        $store = Get-SyncStore -Connection pbx
        $store.Entries | Should -Be ($reports.Added | Measure-Object -Sum).Sum
        $store.LastRun | Should -Not -BeNullOrEmpty
        $store | Out-String -Width 200 | Should -BeLike '*Kind*Entries*Sqlite*'

        (Optimize-SyncStore -Connection pbx).Entries | Should -Be $store.Entries
        $copy = Backup-SyncStore -Connection pbx -Path (Join-Path $TestDrive 'copy.db')
        (Get-SyncStore -StorePath $copy.FullName).Entries | Should -Be $store.Entries
    }
}
