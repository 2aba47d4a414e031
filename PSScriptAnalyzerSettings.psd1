@{
    ExcludeRules = @(
        # PowerShell 7 reads UTF-8 without a mark, and a mark breaks the first line of a script on Linux.
        'PSUseBOMForUnicodeEncodedFile'
    )
}
