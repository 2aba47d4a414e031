namespace ContactSync.Microsoft365.Ews;

/// <summary>Bodies of answers, read as they come and no further than they may be long.</summary>
internal static class BoundedBody
{
    /// <summary>The body; null where it is longer than <paramref name="limit"/>.</summary>
    /// <param name="content">The answer's content.</param>
    /// <param name="limit">The longest body, in bytes.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContent content, int limit, CancellationToken cancellationToken)
    {
        var buffer = new MemoryStream((int)Math.Clamp(content.Headers.ContentLength ?? 0, 0, limit));
        using var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var chunk = new byte[16 << 10];
        for (int read; (read = await stream.ReadAsync(chunk, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            if (buffer.Length + read > limit)
                return null;
            buffer.Write(chunk, 0, read);
        }
        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }
}
