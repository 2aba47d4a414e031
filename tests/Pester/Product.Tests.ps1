BeforeAll {
    . $PSScriptRoot/Shared.ps1
    $script:Sandbox = Initialize-TestTenant -MailboxCount 1
    $script:Test = Initialize-TestConnection -Name pbx
    $script:Secret = ConvertFrom-TestSecret $Test.Credential.Secret
    $script:Folder = (New-Item (Join-Path $TestDrive 'products') -ItemType Directory).FullName
}

AfterAll {
    Stop-SyncSandbox
    Restore-TestHome
}

Describe 'Set-SyncConnection' {
    It 'changes what is given and nothing else' {
        $changed = Set-SyncConnection -Name pbx -Region AT

        $changed.Region | Should -Be 'AT'
        $changed.CredentialEnd | Should -Be $Test.Credential.End
        (Test-SyncConnection -Name pbx).Status | Should -Not -Contain 'Failed'
    }

    It 'changes nothing with -WhatIf' {
        Set-SyncConnection -Name pbx -Region CH -WhatIf | Should -BeNullOrEmpty

        (Get-SyncConnection -Name pbx).Region | Should -Be 'AT'
    }

    It 'offers the connections there are' {
        Get-TestCompletion 'Set-SyncConnection -Name p' | Should -Contain 'pbx'
        Get-TestCompletion 'Export-SyncConnection pbx -Format Pro' | Should -Contain 'ProCall'
    }
}

Describe 'A secret that lies elsewhere' {
    AfterEach {
        Remove-Item Env:TEST_PBX_SECRET -ErrorAction Ignore
        $null = Set-SyncConnection -Name pbx -Credential $Test.Credential
    }

    It 'is read in a vault when the connection signs in' {
        $env:TEST_PBX_SECRET = $Secret
        function global:Get-Secret {
            [CmdletBinding()]
            param([string] $Name, [string] $Vault)
            if ("$Vault/$Name" -eq 'Operations/pbx') {
                [System.Net.NetworkCredential]::new('', $env:TEST_PBX_SECRET).SecurePassword
            }
        }
        try {
            $connection = Set-SyncConnection -Name pbx -SecretName pbx -VaultName Operations

            "$($connection.CredentialReference)" | Should -Be "secret 'pbx' of vault 'Operations'"
            Get-Content $connection.Path -Raw | Should -Not -BeLike '*"protected"*'
            (Test-SyncConnection -Name pbx).Status | Should -Not -Contain 'Failed'
        }
        finally {
            Remove-Item Function:\Get-Secret
        }
    }

    It 'is read in an environment variable' {
        $env:TEST_PBX_SECRET = $Secret
        $null = Set-SyncConnection -Name pbx -EnvironmentVariable TEST_PBX_SECRET

        (Test-SyncConnection -Name pbx).Status | Should -Not -Contain 'Failed'
    }

    It 'is refused in a file that others may read' -Skip:$IsWindows {
        $path = Join-Path $Folder 'secret'
        Set-Content $path $Secret -NoNewline
        chmod 644 $path
        $null = Set-SyncConnection -Name pbx -SecretPath $path

        $failed = Test-SyncConnection -Name pbx | Where-Object Status -EQ 'Failed'
        $failed.Stage, $failed.Code | Should -Be 'Sign-in', 'SecretFileOpen'
        (Get-TestError { Get-SyncSourceMailbox -Connection pbx }).FullyQualifiedErrorId | Should -BeLike 'SecretFileOpen,*'
        chmod 600 $path
        (Test-SyncConnection -Name pbx).Status | Should -Not -Contain 'Failed'
    }
}

Describe 'Export-SyncConnection' {
    It 'writes UCware''s three pairs' {
        $text = Export-SyncConnection -Name pbx -Format UCware -IncludeSecret -Force

        ($text -split '\r?\n') -notlike '#*' | Should -Be @(
            "tenant_id=$($Sandbox.TenantId)", "client_id=$($Test.App.AppId)", "client_secret=$Secret")
    }

    It 'writes ProCall''s file with exactly its keys, once' {
        $file = Export-SyncConnection -Name pbx -Format ProCall -Path $Folder -Force -PassThru -WarningVariable warnings -WarningAction SilentlyContinue

        $written = Get-Content $file -Raw | ConvertFrom-Json -AsHashtable
        $expected = @{
            bEnabled = 0; bGetFromTeams = 1; bSendToTeams = 1; iLogLevel = 4; iPollingRate = 5; u8sTokenCache = ''
            u8sTenant = $Sandbox.TenantId; u8sClientID = $Test.App.AppId; u8sClientSecret = $Secret
        }
        $written.Keys | Sort-Object | Should -Be ($expected.Keys | Sort-Object)
        foreach ($key in $expected.Keys) {
            $written[$key] | Should -Be $expected[$key]
        }
        "$warnings" | Should -BeLike '*UCServer*'
        (Get-SyncConnection -Name pbx).ProductFiles.Path | Should -Be $file.FullName

        $file.LastWriteTimeUtc = [datetime]::UnixEpoch
        Export-SyncConnection -Name pbx -Format ProCall -Path $Folder -Force
        (Get-Item $file).LastWriteTimeUtc | Should -Be ([datetime]::UnixEpoch)
    }

    It 'keeps what ProCall''s administrator set, and a copy' {
        $path = Join-Path $Folder 'own.cfg'
        Set-Content $path '{ "bEnabled": 1, "iPollingRate": 60, "own": [1], "u8sClientSecret": "old", "u8sTokenCache": "x" }'

        Export-SyncConnection -Name pbx -Format ProCall -Path $path -Force -WarningAction SilentlyContinue

        $written = Get-Content $path -Raw | ConvertFrom-Json
        $written.bEnabled, $written.iPollingRate, $written.own[0], $written.u8sTokenCache | Should -Be 0, 60, 1, ''
        Get-Content "$path.bak" -Raw | Should -BeLike '*"old"*'
    }

    It 'leaves the secret out unless it is asked for, and says so' {
        $text = Export-SyncConnection -Name pbx -Format BueroWare -Domain contoso.com -WarningVariable warnings -WarningAction SilentlyContinue

        $text | Should -BeLike "*Client-ID: $($Test.App.AppId)*"
        $text | Should -Not -BeLike "*$([WildcardPattern]::Escape($Secret))*"
        "$warnings" | Should -BeLike '*-IncludeSecret*'
    }

    It 'writes nothing with -WhatIf' {
        Export-SyncConnection -Name pbx -Format ProCall -Path (Join-Path $Folder 'planned.cfg') -WhatIf

        Join-Path $Folder 'planned.cfg' | Should -Not -Exist
    }
}

Describe 'Import-SyncConnection' {
    It 'takes over ProCall''s file' {
        $path = Join-Path $Folder 'taken.cfg'
        Export-SyncConnection -Name pbx -Format ProCall -Path $path -Force -WarningAction SilentlyContinue

        $imported = Import-SyncConnection -Path $path -Format ProCall -Name procall -Region DE -Environment $Sandbox
        try {
            $imported.ClientId | Should -Be $Test.App.AppId
            (Test-SyncConnection -Name procall).Status | Should -Not -Contain 'Failed'
        }
        finally {
            Remove-SyncConnection -Name procall
        }
    }

    It 'names file, line and key of what cannot be read' {
        $path = Join-Path $Folder 'typed.txt'
        Set-Content $path "tenant_id=contoso.com`nclient_id=oops"

        $failure = Get-TestError { Import-SyncConnection -Path $path -Format UCware -Name typed }

        $failure.FullyQualifiedErrorId | Should -BeLike 'ProductFileInvalid,*'
        "$failure" | Should -BeLike "*$path*line 2*client_id*"
    }
}
