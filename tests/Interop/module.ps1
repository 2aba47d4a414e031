# What an administrator would write: registers an app, imports the mailboxes of a group over Graph and those of the own server over EWS,
# and writes what was found to the file that is named, one entry a line: owner, name, and the numbers that Graph's contact has, as they
# were typed, divided by tabs.
param([string] $Path)

$ErrorActionPreference = 'Stop'
$sandbox = [System.Text.Json.JsonDocument]::Parse($env:CONTACTSYNC_INTEROP_SANDBOX).RootElement
function Text($name) { $sandbox.GetProperty($name).GetString() }

$addresses = @{ Authority = Text authority; GraphEndpoint = Text graph; TenantId = Text tenantId }
$environment = New-SyncEnvironment -Name interop @addresses -TrustedCertificate (Text caFile)
$secret = [System.Net.NetworkCredential]::new('', (Text adminClientSecret)).SecurePassword
Connect-SyncTenant -Environment $environment -ClientId (Text adminClientId) -ClientSecret $secret

$app = New-SyncAppRegistration -Name 'Interop module' -Preset ContactImport
$null = $app | Grant-AdminConsent
$credential = $app | New-SyncAppCredential -Description 'Interop' -ValidFor 1.00:00:00
$null = $app | New-SyncConnection -Name graph -Credential $credential -Region DE

Invoke-ContactSync -Connection graph -Group 'Phone users' -IncludePrivate

$account = $sandbox.GetProperty('exchangeAccount')
$password = [System.Net.NetworkCredential]::new('', $account.GetProperty('password').GetString()).SecurePassword
$exchange = @{ ExchangeCredential = [pscredential]::new($account.GetProperty('address').GetString(), $password); EwsUrl = Text ews }
$null = New-SyncConnection -Name ews -Environment $environment @exchange -Region DE
$mailboxes = $sandbox.GetProperty('onPremisesUsers').EnumerateArray().ForEach({ $_.GetProperty('address').GetString() })

Invoke-ContactSync -Connection ews -Mailbox $mailboxes -IncludePrivate

$lines = Get-SyncPhoneBookEntry | ForEach-Object {
    $numbers = $_.Numbers | Where-Object Kind -Match '^(Business|Home|Mobile)Phone' | ForEach-Object { $_.Raw }
    (@($_.Owner, $_.Name) + @($numbers)) -join "`t"
}
[System.IO.File]::WriteAllLines($Path, [string[]] $lines)
