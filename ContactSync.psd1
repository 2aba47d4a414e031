@{
    # The source of the module's manifest. The importable module is out/ContactSync, laid out by `dotnet build` or ./build.ps1.
    RootModule           = 'ContactSync.psm1'
    ModuleVersion        = '0.1.0'
    GUID                 = 'b0f1a7de-6c3e-4f0e-9a52-7d1c0a4e8f27'
    Author               = 'The ContactSync authors'
    CompanyName          = 'ContactSync'
    Copyright            = '(c) The ContactSync authors. MIT licence.'
    Description          = 'Connects phone systems and ERPs to Microsoft 365 and Exchange: app registration, consent, credentials, and the nightly import of Outlook contacts into phone books.'
    PowerShellVersion    = '7.4'
    CompatiblePSEditions = @('Core')
    TypesToProcess       = @('ContactSync.types.ps1xml')
    FormatsToProcess     = @('ContactSync.format.ps1xml')
    FunctionsToExport    = @()
    # One a line, in alphabetical order.
    CmdletsToExport      = @(
        'Clear-SyncSandboxFault'
        'Connect-SyncTenant'
        'Disconnect-SyncTenant'
        'Export-SyncConnection'
        'Export-SyncPhoneBook'
        'Get-AdminConsent'
        'Get-SyncAppCredential'
        'Get-SyncAppPreset'
        'Get-SyncAppRegistration'
        'Get-SyncConnection'
        'Get-SyncEwsPolicy'
        'Get-SyncFieldMap'
        'Get-SyncMailboxAccess'
        'Get-SyncPhoneBook'
        'Get-SyncPhoneBookEntry'
        'Get-SyncPlan'
        'Get-SyncSandbox'
        'Get-SyncSandboxFault'
        'Get-SyncSourceContact'
        'Get-SyncSourceFolder'
        'Get-SyncSourceMailbox'
        'Grant-AdminConsent'
        'Grant-SyncMailboxAccess'
        'Import-SyncConnection'
        'Invoke-ContactSync'
        'New-SyncAppCredential'
        'New-SyncAppRegistration'
        'New-SyncConnection'
        'New-SyncEnvironment'
        'Remove-SyncAppCredential'
        'Remove-SyncAppRegistration'
        'Remove-SyncConnection'
        'Remove-SyncPhoneBook'
        'Revoke-SyncMailboxAccess'
        'Set-SyncAppRegistration'
        'Set-SyncConnection'
        'Set-SyncEwsPolicy'
        'Set-SyncSandboxFault'
        'Start-SyncSandbox'
        'Stop-SyncSandbox'
        'Test-SyncConnection'
        'Update-SyncAppCredential'
        'Update-SyncSandbox'
    )
    VariablesToExport    = @()
    AliasesToExport      = @()
}
