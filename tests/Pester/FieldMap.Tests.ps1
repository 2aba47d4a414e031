BeforeAll {
    . $PSScriptRoot/Shared.ps1
}

AfterAll {
    Restore-TestHome
}

Describe 'Get-SyncFieldMap' {
    It 'says what each field is called on its way' {
        $fields = Get-SyncFieldMap

        $fields.Count | Should -BeGreaterThan 50
        ($fields.Name | Sort-Object -Unique).Count | Should -Be $fields.Count
        $fax = Get-SyncFieldMap BusinessFax
        $fax.Ews | Should -Be 'contacts:PhoneNumber/BusinessFax'
        $fax.VCard | Should -Be 'TEL;TYPE=WORK,FAX'
        $fax.Csv | Should -Be 'Business Fax'
    }

    It 'takes wildcards' {
        (Get-SyncFieldMap *Fax).Name | Sort-Object | Should -Be 'BusinessFax', 'HomeFax', 'OtherFax'
        Get-SyncFieldMap -Name NoSuch* | Should -BeNullOrEmpty
    }

    It 'says what a protocol does not carry' {
        Get-SyncFieldMap | Where-Object { -not $_.Graph -or -not $_.Ews } | ForEach-Object { $_.Note | Should -Not -BeNullOrEmpty }
    }

    It 'names a field that does not exist' {
        (Get-TestError { Get-SyncFieldMap Faxe }).FullyQualifiedErrorId | Should -BeLike 'FieldNotFound,*'
    }
}
