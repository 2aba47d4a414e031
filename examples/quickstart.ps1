# From an empty machine to a filled phone book, against a tenant that runs on this machine.
#
#   dotnet run --project src/ContactSync.Runner -- examples/quickstart.ps1
#
# or, in PowerShell 7.4 and later, after ./build.ps1:
#
#   Import-Module ./out/ContactSync; ./examples/quickstart.ps1
#
# It can be run any number of times and leaves only quickstart.csv in the current folder. For a tenant of your own the same lines do,
# without the sandbox: sign in with -TenantId and an app that may register others.

$ErrorActionPreference = 'Stop'

# A tenant with 12 mailboxes, filled from vCard and Outlook files. The admin's secret is a SecureString from the start.
$sandbox = Start-SyncSandbox -ContactPath "$PSScriptRoot/contacts" -MailboxCount 12
try {
    Connect-SyncTenant -Environment $sandbox -ClientId $sandbox.AdminClientId -ClientSecret $sandbox.AdminClientSecret

    # Once: an app that may read contacts and nothing else, the organisation's consent, and a secret for half a year.
    # Each command waits until its change is known everywhere, so the next one never comes too early.
    $app = New-SyncAppRegistration -Name 'Contoso PBX' -Preset ContactImport
    $app | Grant-AdminConsent
    $secret = $app | New-SyncAppCredential -Description 'Contoso PBX' -ValidFor 180.00:00:00

    # Where, as whom, and in which country people typed their numbers; the secret is saved encrypted.
    $app | New-SyncConnection -Name pbx -Credential $secret -Region DE
    Test-SyncConnection -Name pbx

    # Every night: the contacts of all members of a group, one phone book a mailbox.
    Invoke-ContactSync -Connection pbx -Group 'Phone users'
    Get-SyncPhoneBook

    # Who calls? Any way of writing the number finds it.
    Get-SyncPhoneBookEntry -Number '030 / 23125-011'

    # A day's work in Outlook, and the next night: only what changed is read and written.
    Update-SyncSandbox -Group 'Phone users' -Edit 3 -Add 2 -Delete 1
    Invoke-ContactSync -Connection pbx -Group 'Phone users'

    # All phone books in one file, columns Owner and PhoneBook first.
    Export-SyncPhoneBook -Path ./quickstart.csv
}
finally {
    # The sandbox takes its connections, secrets and phone books with it.
    Stop-SyncSandbox
}
