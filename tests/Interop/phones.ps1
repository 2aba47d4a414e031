# Reads numbers as the module does: one a line, region and text divided by a tab. Writes for each a line of what was read: the numbers in
# international form, their extensions, and what a phone system in that region dials nationally, divided by tabs; several by blanks.
param([string] $Path, [string] $Found)

$ErrorActionPreference = 'Stop'
$lines = [System.IO.File]::ReadAllLines($Path) | ForEach-Object {
    $region, $text = $_.Split("`t", 2)
    $numbers = @(ConvertTo-SyncPhoneNumber $text -Region $region -DialForm National)
    @(($numbers.E164 -join ' '), ($numbers.Extension -join ' '), ($numbers.Where({ $_.E164 }).DialForm -join ' ')) -join "`t"
}
[System.IO.File]::WriteAllLines($Found, [string[]] $lines)
