using ContactSync.Sandbox.ContactFiles.Csv;
using ContactSync.Sandbox.ContactFiles.Json;
using ContactSync.Sandbox.ContactFiles.VCard;

namespace ContactSync.Sandbox.ContactFiles;

/// <summary>Reads a contact file by its kind. Whatever is wrong with it becomes an issue; nothing is thrown.</summary>
internal static class ContactFileReader
{
    /// <summary>Larger files are hardly contact lists, and would only fill the memory.</summary>
    private const long LargestFile = 64 << 20;

    /// <param name="path">The file.</param>
    /// <param name="shownAs">How issues name it.</param>
    public static ContactFileContent Read(string path, string? shownAs = null)
    {
        var content = new ContactFileContent(shownAs ?? path);
        try
        {
            if (new FileInfo(path).Length > LargestFile)
                content.AddIssue(0, "The file is larger than 64 MB.");
            else
                Read(File.ReadAllBytes(path), Path.GetExtension(path), content);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            content.AddIssue(0, exception.Message);
        }
        return content;
    }

    /// <param name="bytes">The content of the file.</param>
    /// <param name="extension">Its extension, with the dot.</param>
    /// <param name="content">Takes what was read.</param>
    public static void Read(byte[] bytes, string extension, ContactFileContent content)
    {
        switch (extension.ToLowerInvariant())
        {
            case ".vcf" or ".vcard":
                VCardReader.Read(bytes, content);
                break;
            case ".csv" or ".tsv":
                CsvContactReader.Read(bytes, content);
                break;
            case ".json":
                JsonContactReader.Read(bytes, content);
                break;
            default:
                content.AddIssue(0, "The file is neither a vCard (.vcf), a contact list (.csv) nor Graph JSON (.json).");
                break;
        }
    }
}
