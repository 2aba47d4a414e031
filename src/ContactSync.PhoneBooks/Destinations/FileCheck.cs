namespace ContactSync.PhoneBooks.Destinations;

/// <summary>Looks at a file that is going to be written.</summary>
internal static class FileCheck
{
    /// <summary>Whether it could be written now: a file is made beside it and removed again.</summary>
    public static SyncCheck Of(string path)
    {
        SyncException? error = null;
        try
        {
            var probe = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, $".{Path.GetRandomFileName()}.tmp");
            using (new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
            {
            }
            if (Directory.Exists(path))
                throw new IOException("There is a folder of that name.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            error = Unwritable(path, failure);
        }
        return new SyncCheck
        {
            Stage = Texts.Catalog.Text(nameof(Errors.Text_StageFile)),
            Target = path,
            Status = error is null ? CheckStatus.Passed : CheckStatus.Failed,
            Code = error?.ErrorId,
            Detail = error?.Message ?? Texts.Catalog.Text(nameof(Errors.Text_FileWritable)),
            Advice = error?.Advice,
        };
    }

    /// <summary>Removes a file that was written; one that is gone is no error.</summary>
    /// <exception cref="SyncException">FileUnwritable.</exception>
    public static void Delete(string path)
    {
        try
        {
            if (File.Exists(path))
                File.Delete(path);
            ReplacedFile.TidyBeside(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(path, failure);
        }
    }

    /// <summary>The error of a file that cannot be written.</summary>
    public static SyncException Unwritable(string path, Exception failure) => Texts.Catalog.Create(
        failure, nameof(Errors.FileUnwritable), SyncErrorKind.ResourceUnavailable, path, path, failure.Message);
}
