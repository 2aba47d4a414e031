BeforeAll {
    . $PSScriptRoot/Shared.ps1
    $script:Sandbox = Start-SyncSandbox -MailboxCount 1
}

AfterAll {
    Disconnect-SyncTenant
    Stop-SyncSandbox
    Restore-TestHome
}

Describe 'Connect-SyncTenant' {
    It 'signs in and writes nothing' {
        Connect-SyncTenant -Environment $Sandbox -ClientId $Sandbox.AdminClientId -ClientSecret $Sandbox.AdminClientSecret | Should -BeNullOrEmpty
    }

    It 'takes the environment by its name' {
        { Connect-SyncTenant -Environment Sandbox -ClientId $Sandbox.AdminClientId -ClientSecret $Sandbox.AdminClientSecret } | Should -Not -Throw
    }

    It 'says which secret is wrong, and does not say the secret' {
        $wrong = 'not-the-secret-4711'

        $failure = Get-TestError {
            Connect-SyncTenant -Environment $Sandbox -ClientId $Sandbox.AdminClientId -ClientSecret (ConvertTo-TestSecret $wrong)
        }

        $failure.FullyQualifiedErrorId | Should -BeLike 'SecretWrong,*'
        $failure.CategoryInfo.Category | Should -Be 'AuthenticationError'
        $failure.Exception.Code | Should -Be 'AADSTS7000215'
        $failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        $failure | Format-List * -Force | Out-String | Should -Not -BeLike "*$wrong*"
    }

    It 'names an app that the tenant does not know' {
        $unknown = [guid]::NewGuid().ToString()

        $failure = Get-TestError { Connect-SyncTenant -Environment $Sandbox -ClientId $unknown -ClientSecret $Sandbox.AdminClientSecret }

        $failure.FullyQualifiedErrorId | Should -BeLike 'AppNotFound,*'
        "$failure" | Should -BeLike "*$unknown*"
    }

    It 'names a tenant that does not exist' {
        $failure = Get-TestError {
            Connect-SyncTenant -Environment $Sandbox -TenantId no-such-tenant.example -ClientId $Sandbox.AdminClientId -ClientSecret $Sandbox.AdminClientSecret
        }

        $failure.FullyQualifiedErrorId | Should -BeLike 'TenantNotFound,*'
    }

    It 'asks for the tenant where the environment has many' {
        $failure = Get-TestError { Connect-SyncTenant -ClientId $Sandbox.AdminClientId -ClientSecret $Sandbox.AdminClientSecret }

        $failure.FullyQualifiedErrorId | Should -BeLike 'TenantIdMissing,*'
    }

    It 'names the environments there are when it does not know one' {
        $failure = Get-TestError { Connect-SyncTenant -Environment Mars -ClientId x -ClientSecret $Sandbox.AdminClientSecret }

        "$failure" | Should -BeLike '*Mars*Global*USGov*China*'
    }

    It 'prints no secret, however much is asked for' {
        $secret = ConvertFrom-TestSecret $Sandbox.AdminClientSecret

        $said = Connect-SyncTenant -Environment $Sandbox -ClientId $Sandbox.AdminClientId -ClientSecret $Sandbox.AdminClientSecret -Verbose -Debug *>&1 | Out-String

        $said | Should -Not -BeNullOrEmpty
        $said | Should -Not -BeLike "*$secret*"
        $said | Should -Not -BeLike '*eyJ*' -Because 'a token begins like this'
    }

    It 'completes the names of environments' {
        Get-TestCompletion 'Connect-SyncTenant -Environment ' | Should -Be 'Global', 'USGov', 'USGovDoD', 'China', 'Sandbox'
    }
}

Describe 'Disconnect-SyncTenant' {
    It 'forgets the sign-in' {
        Disconnect-SyncTenant

        (Get-TestError { New-SyncAppRegistration -Name x -Preset ContactImport }).FullyQualifiedErrorId | Should -BeLike 'NotConnected,*'
    }

    It 'does nothing where there is none' {
        { Disconnect-SyncTenant; Disconnect-SyncTenant } | Should -Not -Throw
    }
}

Describe 'New-SyncEnvironment' {
    It 'names another server, for this session' {
        $lab = New-SyncEnvironment -Name lab -Authority https://login.lab.example -GraphEndpoint https://graph.lab.example -EwsUrl https://mail.lab.example/EWS/Exchange.asmx

        $lab.Name | Should -Be 'lab'
        $lab.GraphEndpoint | Should -Be 'https://graph.lab.example/v1.0'
        Get-TestCompletion 'New-SyncConnection -Environment l' | Should -Be 'lab'
    }

    It 'reaches a server whose authority it was told to trust' {
        $certificate = Join-Path $TestDrive 'ca.pem'
        Set-Content $certificate $Sandbox.TrustedCertificate
        New-SyncEnvironment -Name stranger -Authority $Sandbox.Authority -GraphEndpoint $Sandbox.GraphEndpoint -TrustedCertificate $certificate -TenantId $Sandbox.TenantId

        { Connect-SyncTenant -Environment stranger -ClientId $Sandbox.AdminClientId -ClientSecret $Sandbox.AdminClientSecret } | Should -Not -Throw
    }

    It 'does not trust a server on its word' {
        $plain = New-SyncEnvironment -Name untrusted -Authority $Sandbox.Authority -GraphEndpoint $Sandbox.GraphEndpoint -TenantId $Sandbox.TenantId

        $failure = Get-TestError { Connect-SyncTenant -Environment $plain -ClientId $Sandbox.AdminClientId -ClientSecret $Sandbox.AdminClientSecret }

        $failure.FullyQualifiedErrorId | Should -BeLike 'CertificateUntrusted,*'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike '*-TrustedCertificate*'
    }

    It 'refuses plain http' {
        (Get-TestError { New-SyncEnvironment -Name plain -Authority http://login.lab.example -GraphEndpoint https://graph.lab.example }).Exception.Message |
            Should -BeLike '*https*'
    }

    It 'leaves the names of the clouds to Microsoft' {
        (Get-TestError { New-SyncEnvironment -Name usgov -Authority https://a.example -GraphEndpoint https://b.example }).FullyQualifiedErrorId |
            Should -BeLike 'EnvironmentNameTaken,*'
    }
}
