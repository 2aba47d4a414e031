BeforeAll {
    . $PSScriptRoot/Shared.ps1
}

AfterAll {
    Restore-TestHome
}

Describe 'ConvertTo-SyncPhoneNumber' {
    It 'reads a number in any written form' -ForEach '030 / 23125-011', '+49 (0)30 23125011', "`u{202A}0049 30 23125011`u{202C}", 'Tel. 030 23125011' {
        $number = ConvertTo-SyncPhoneNumber $_ -Region DE

        $number.GetType().FullName | Should -Be 'ContactSync.SyncPhoneNumber'
        $number.Raw | Should -Be $_
        $number.E164 | Should -Be '+493023125011'
    }

    It 'says what a phone system dials' {
        $rule = @{ Region = 'DE'; DialForm = 'National'; OutsideLine = '0'; AreaCode = '030'; InternalNumber = '4??' }

        ('030 23125011', '089 12345678', '471' | ConvertTo-SyncPhoneNumber @rule).DialForm | Should -Be '023125011', '008912345678', '471'
    }

    It 'takes a field with several numbers apart' {
        (ConvertTo-SyncPhoneNumber '030 23125011 oder 0170 1234567' -Region DE).E164 | Should -Be '+493023125011', '+491701234567'
    }

    It 'names a pattern that is none' {
        $record = Get-TestError { ConvertTo-SyncPhoneNumber 471 -Region DE -InternalNumber 4xx }

        $record.FullyQualifiedErrorId | Should -BeLike 'InternalNumberUnreadable,*'
        $record.ErrorDetails.RecommendedAction | Should -BeLike '*4[?][?]*'
    }

    It 'shows a table' {
        ConvertTo-SyncPhoneNumber '030 23125011' -Region DE -DialForm National | Out-String -Width 200 |
            Should -BeLike '*Kind*Raw*E164*Extension*DialForm*030 23125011*+493023125011*03023125011*'
    }
}
