# The apps of the five products, each registered from nothing and consented to, as their makers' manuals ask for it; then all of it
# once more, which changes nothing.
#
#   dotnet run --project src/ContactSync.Runner -- examples/set-up-products.ps1
#
# Without parameters it works on a tenant that runs on this machine. For a tenant of your own:
#
#   ./examples/set-up-products.ps1 -Environment Global -TenantId contoso.com -ClientId … -ClientSecret (Read-Host -AsSecureString)
[CmdletBinding()]
param(
    [string[]] $Product = ('UCware', 'ProCall', 'Datapump', 'BueroWare', 'Microtech'),

    # Where the tenant is, as Connect-SyncTenant takes it.
    [object] $Environment,

    [string] $TenantId,

    # An app that may register others and consent, and its secret.
    [string] $ClientId,

    [securestring] $ClientSecret
)

$ErrorActionPreference = 'Stop'

$sandbox = $null
if (-not $Environment) {
    $sandbox = Start-SyncSandbox -MailboxCount 1
    $Environment = $sandbox
    $ClientId = $sandbox.AdminClientId
    $ClientSecret = $sandbox.AdminClientSecret
}
try {
    $tenant = if ($TenantId) { @{ TenantId = $TenantId } } else { @{} }
    Connect-SyncTenant -Environment $Environment -ClientId $ClientId -ClientSecret $ClientSecret @tenant

    foreach ($pass in 1, 2) {
        foreach ($name in $Product) {
            # The preset knows the app's usual name, its redirect URI and its permissions. Four of the five warn of what they demand.
            $app = New-SyncAppRegistration -Preset $name
            $consents = @($app | Grant-AdminConsent)

            [pscustomobject]@{
                Pass    = $pass
                Product = $name
                App     = $app.Name
                AppId   = $app.AppId
                Change  = $app.Change
                Granted = @($consents | Where-Object Granted).Count
                Missing = @($consents | Where-Object Granted -EQ $false).Count
            }
        }
    }
}
finally {
    if ($sandbox) {
        Stop-SyncSandbox
    }
}
