# Imports each file into a phone book of its own and writes them all as vCards, in both versions: 3.vcf and 4.vcf in the folder.
param([string[]] $Path, [string] $Folder)

$ErrorActionPreference = 'Stop'
$store = @{ StorePath = "$Folder/books.db" }
foreach ($file in $Path -split ',') {
    Import-SyncPhoneBook $file info@contoso.example @store -Region DE -IncludePhoto -WarningAction Ignore -ErrorAction Ignore
}
$fields = 'Names', 'Company', 'Numbers', 'Mail', 'BusinessAddress', 'PrivateAddress', 'Web', 'Categories', 'People', 'Dates', 'Notes', 'Photo'
foreach ($version in 3, 4) {
    Register-SyncDestination "v$version" VCard -Path "$Folder/$version.vcf" -Template "$version.0" -NumberForm AsTyped -Fields $fields @store
}
Publish-SyncPhoneBook @store
