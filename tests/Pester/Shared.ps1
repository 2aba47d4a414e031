# Dot-sourced by each test file in its BeforeAll: the built module, and a tenant to use it on.

$script:ModulePath = Join-Path $PSScriptRoot '../../out/ContactSync'
$script:ExamplePath = Join-Path $PSScriptRoot '../../examples'
if (-not (Test-Path $ModulePath)) {
    throw "There is no module in '$ModulePath': run ./build.ps1 first."
}
Import-Module $ModulePath

# What is saved for the user goes into the test's own folder, never into the tester's.
$script:TesterHome = $env:CONTACTSYNC_HOME
$env:CONTACTSYNC_HOME = Join-Path $TestDrive 'home'

# For AfterAll: the tester's session goes on.
function Restore-TestHome {
    $env:CONTACTSYNC_HOME = $TesterHome
}

# Starts a sandbox and signs in as its administrator.
function Initialize-TestTenant {
    param([int] $MailboxCount = 4, [int] $ContactsPerMailbox = 12, [int] $OnPremisesMailboxCount = 0)

    $counts = @{ MailboxCount = $MailboxCount; ContactsPerMailbox = $ContactsPerMailbox; OnPremisesMailboxCount = $OnPremisesMailboxCount }
    $sandbox = Start-SyncSandbox -ContactPath (Join-Path $ExamplePath 'contacts') @counts
    Connect-SyncTenant -Environment $sandbox -ClientId $sandbox.AdminClientId -ClientSecret $sandbox.AdminClientSecret
    $sandbox
}

# The account that may act for the mailboxes on a sandbox's Exchange Server.
function Get-TestAccount {
    param([object] $Sandbox)

    [pscredential]::new($Sandbox.ExchangeAccount, $Sandbox.ExchangePassword)
}

# Registers an app that may read contacts and saves a connection for it; what is said of an Exchange Server goes with it.
function Initialize-TestConnection {
    param([string] $Name = 'pbx', [hashtable] $Exchange = @{})

    $app = New-SyncAppRegistration -Name 'Contoso PBX' -Preset ContactImport
    $null = $app | Grant-AdminConsent
    $credential = $app | New-SyncAppCredential -Description 'Contoso PBX' -ValidFor 180.00:00:00
    [pscustomobject]@{
        App        = $app
        Credential = $credential
        Connection = $app | New-SyncConnection -Name $Name -Credential $credential -Region DE @Exchange
    }
}

# The error that an action ends with, terminating or not.
function Get-TestError {
    param([scriptblock] $Action)

    $ErrorActionPreference = 'Stop'
    try {
        $null = & $Action
    }
    catch {
        return $_
    }
    throw "No error came from: $Action"
}

function ConvertTo-TestSecret {
    param([string] $Text)

    [System.Net.NetworkCredential]::new('', $Text).SecurePassword
}

function ConvertFrom-TestSecret {
    param([securestring] $Secret)

    [System.Net.NetworkCredential]::new('', $Secret).Password
}

# The sum of a count over reports.
function Measure-TestReport {
    param([object[]] $Report, [string] $Property)

    [int] ($Report | Measure-Object -Property $Property -Sum).Sum
}

# The completions that Tab offers at the end of a line.
function Get-TestCompletion {
    param([string] $Line)

    (TabExpansion2 -inputScript $Line -cursorColumn $Line.Length).CompletionMatches.CompletionText
}
