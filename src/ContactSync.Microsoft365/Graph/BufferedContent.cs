namespace ContactSync.Microsoft365.Graph;

/// <summary>A body that was read to its end, and can be looked at without copying it.</summary>
internal sealed class BufferedContent(byte[] buffer, int length) : ByteArrayContent(buffer, 0, length)
{
    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Bytes { get; } = buffer.AsMemory(0, length);

    /// <summary>Reads a body to its end and takes its place.</summary>
    public static async Task ReplaceAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var content = response.Content;
        var buffer = new MemoryStream((int)Math.Clamp(content.Headers.ContentLength ?? 0, 0, 1 << 24));
        await content.CopyToAsync(buffer, cancellationToken).ConfigureAwait(false);
        var buffered = new BufferedContent(buffer.GetBuffer(), (int)buffer.Length);
        foreach (var header in content.Headers.NonValidated)
        {
            // A body that was decompressed on the way is longer than its header says.
            if (!header.Key.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
                buffered.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }
        response.Content = buffered;
    }
}
