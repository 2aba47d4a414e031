# A company with mailboxes in the cloud and on an Exchange Server of its own: one connection, one run, one list of reports.
#
#   dotnet run --project src/ContactSync.Runner -- examples/hybrid.ps1
#
# For a company of your own the same lines do, without the sandbox: take the account from Get-Credential, and name the server with
# -EwsUrl, or let -EmailAddress find it.

$ErrorActionPreference = 'Stop'

# Four mailboxes in the cloud and four on the server, filled from the same files.
$sandbox = Start-SyncSandbox -ContactPath "$PSScriptRoot/contacts" -MailboxCount 4 -OnPremisesMailboxCount 4
try {
    Connect-SyncTenant -Environment $sandbox -ClientId $sandbox.AdminClientId -ClientSecret $sandbox.AdminClientSecret
    $app = New-SyncAppRegistration -Name 'Contoso PBX' -Preset ContactImport
    $app | Grant-AdminConsent
    $secret = $app | New-SyncAppCredential -Description 'Contoso PBX' -ValidFor 180.00:00:00

    # The app reads the cloud over Graph, the account reads the server over EWS. Groups and public folders on the server are asked for
    # in the name of the mailbox given.
    $server = @{
        ExchangeCredential = [pscredential]::new($sandbox.ExchangeAccount, $sandbox.ExchangePassword)
        EmailAddress       = $sandbox.OnPremisesMailboxes[0]
    }
    $app | New-SyncConnection -Name hybrid -Credential $secret @server -Region DE

    # Look first: which folders would be read, and what would be left out?
    Get-SyncSourceFolder -Connection hybrid -Mailbox $sandbox.OnPremisesMailboxes[0]
    Get-SyncPlan -Connection hybrid -Group Everyone | Where-Object Action -EQ LeaveOut

    # Every night: each mailbox by the protocol of the place it is in, which the report names.
    Invoke-ContactSync -Connection hybrid -Group Everyone

    # The contacts that the company shares, with a number only, in a phone book of their own.
    Invoke-ContactSync -Connection hybrid -PublicFolder Firmenkontakte -PhoneBookName Firma -RequirePhoneNumber
    Get-SyncPhoneBook
}
finally {
    Stop-SyncSandbox
}
