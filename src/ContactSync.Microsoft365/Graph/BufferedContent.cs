using System.Buffers;

namespace ContactSync.Microsoft365.Graph;

/// <summary>
/// A body that was read to its end, and can be looked at without copying it. Pages of contacts are larger than what the collector moves
/// cheaply: whoever has read one to the end gives its memory back with <see cref="GiveBack"/>. Who does not costs only a new array.
/// </summary>
internal sealed class BufferedContent : ByteArrayContent
{
    private const int FirstSize = 64 << 10;

    private byte[]? buffer;

    private BufferedContent(byte[] buffer, int length)
        : base(buffer, 0, length)
    {
        this.buffer = buffer;
        Bytes = buffer.AsMemory(0, length);
    }

    /// <summary>The body; not to be looked at any more once it was given back.</summary>
    public ReadOnlyMemory<byte> Bytes { get; private set; }

    /// <summary>Reads a body to its end and takes its place.</summary>
    public static async Task ReplaceAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var content = response.Content;
        var buffered = await ReadAsync(content, cancellationToken).ConfigureAwait(false);
        foreach (var header in content.Headers.NonValidated)
        {
            // A body that was decompressed on the way is longer than its header says.
            if (!header.Key.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
                buffered.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }
        response.Content = buffered;
    }

    /// <summary>Gives the memory back, after which nobody may look at the body.</summary>
    public void GiveBack()
    {
        Bytes = default;
        if (Interlocked.Exchange(ref buffer, null) is { } array)
            ArrayPool<byte>.Shared.Return(array);
    }

    private static async Task<BufferedContent> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var known = content.Headers.ContentLength is { } announced and < 1 << 26 ? (int)announced + 1 : FirstSize;
        var array = ArrayPool<byte>.Shared.Rent(known);
        var length = 0;
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            while (await stream.ReadAsync(array.AsMemory(length), cancellationToken).ConfigureAwait(false) is > 0 and var read)
            {
                length += read;
                if (length == array.Length)
                    array = Grow(array);
            }
        }
        return new BufferedContent(array, length);
    }

    private static byte[] Grow(byte[] array)
    {
        var larger = ArrayPool<byte>.Shared.Rent(array.Length * 2);
        array.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(array);
        return larger;
    }
}
