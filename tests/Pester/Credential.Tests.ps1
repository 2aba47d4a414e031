BeforeAll {
    . $PSScriptRoot/Shared.ps1
    $script:Sandbox = Initialize-TestTenant -MailboxCount 1
    $script:Saved = Initialize-TestConnection
}

AfterAll {
    Stop-SyncSandbox
    Restore-TestHome
}

Describe 'New-SyncAppCredential' {
    It 'makes a certificate with which a connection signs in' {
        $path = Join-Path $TestDrive 'phone.pfx'
        $app = New-SyncAppRegistration -Name 'With certificate' -Preset ContactImport
        $null = $app | Grant-AdminConsent
        $certificate = $app | New-SyncAppCredential -Kind Certificate -Description 'phone' -OutFile $path
        $connection = $app | New-SyncConnection -Name 'certified' -Credential $certificate -Region DE

        $certificate.Kind | Should -Be 'Certificate'
        $connection.CredentialKeyId | Should -Be $certificate.KeyId
        Test-Path $path | Should -BeTrue
        Get-SyncSourceMailbox -Connection 'certified' | Should -Not -BeNullOrEmpty
    }

    It 'lets an app show tokens of another issuer' {
        $made = $Saved.App | New-SyncAppCredential -Issuer 'https://token.actions.githubusercontent.com' -Subject 'repo:contoso/pbx'

        $made.Kind | Should -Be 'Federated'
        $made.Audience | Should -Be 'api://AzureADTokenExchange'
        $made.End | Should -BeNullOrEmpty
        $Saved.App | Remove-SyncAppCredential -KeyId $made.KeyId -Confirm:$false
    }

    It 'says which parameters belong together' {
        $failure = Get-TestError { $Saved.App | New-SyncAppCredential -Kind ClientSecret -OutFile x.pfx }

        $failure.FullyQualifiedErrorId | Should -BeLike 'CredentialParameters,*'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*-OutFile*'
    }
}

Describe 'Get-SyncAppCredential' {
    It 'shows the connection that uses a credential' {
        $used = Get-SyncAppCredential -AppId $Saved.App.AppId

        $used.Connections | Should -Be 'pbx'
        $used.DaysLeft | Should -BeIn 179, 180
        Get-SyncAppCredential | Out-String -Width 250 | Should -BeLike '*App*Kind*DaysLeft*pbx*'
    }
}

Describe 'Remove-SyncAppCredential' {
    It 'keeps what a connection uses, and removes what nothing uses' {
        $spare = $Saved.App | New-SyncAppCredential -Description 'spare' -NoWait
        $failure = Get-TestError { $Saved.App | Remove-SyncAppCredential -KeyId $Saved.Credential.KeyId -Confirm:$false }
        $failure.FullyQualifiedErrorId | Should -BeLike 'CredentialInUse,*'

        $spare | Remove-SyncAppCredential -Confirm:$false
        (Get-SyncAppCredential -Name 'Contoso PBX').KeyId | Should -Not -Contain $spare.KeyId
    }
}

Describe 'Update-SyncAppCredential' {
    It 'does nothing while enough days are left' {
        $done = Update-SyncAppCredential -Connection pbx
        $done.Change | Should -Be 'Unchanged'
        $done.DaysLeft | Should -BeGreaterThan 170
    }

    It 'changes nothing with -WhatIf' {
        Update-SyncAppCredential -Connection pbx -MinDaysLeft 36500 -WhatIf | Should -BeNullOrEmpty
        (Get-SyncConnection pbx).CredentialKeyId | Should -Be $Saved.Credential.KeyId
    }

    It 'puts a new secret in the place of the old one, which stays for the overlap' {
        $first = Update-SyncAppCredential -Connection pbx -MinDaysLeft 36500
        $first.Change | Should -Be 'Renewed'
        $first.RemovesOldAfter | Should -BeGreaterThan ([datetimeoffset]::Now.AddDays(6))
        (Get-SyncConnection pbx).CredentialKeyId | Should -Be $first.KeyId
        @(Get-SyncAppCredential -AppId $Saved.App.AppId).KeyId | Should -Contain $Saved.Credential.KeyId
        Get-SyncSourceMailbox -Connection pbx | Should -Not -BeNullOrEmpty
    }

    It 'leaves no secret in a transcript, whatever it tells' {
        $path = Join-Path $TestDrive 'transcript.txt'
        $null = Start-Transcript -Path $path
        try {
            $secret = $Saved.App | New-SyncAppCredential -Description 'told' -Verbose -Debug
            $secret
            Update-SyncAppCredential -Connection pbx -MinDaysLeft 36500 -Overlap 0 -Verbose -Debug
            $Saved.App | Get-SyncAppCredential -Verbose -Debug | Format-List *
        }
        finally {
            $null = Stop-Transcript
        }
        $text = Get-Content -Raw $path

        $text | Should -BeLike '*told*'
        $text | Should -Not -BeLike "*$(ConvertFrom-TestSecret $secret.Secret)*"
        # Client secrets have these characters in this place.
        $text | Should -Not -Match '\w{3}8Q~'
        $text | Should -Not -Match 'eyJ[\w-]+\.[\w-]+\.[\w-]+'
    }
}
