namespace Judger.Server.Http.Requests;

/// <summary>Reads streams whose length nobody guarantees.</summary>
internal static class BoundedBody
{
    // A sender that announces many bytes and sends none holds no memory.
    private const int FirstBytes = 80 << 10;

    /// <summary>The whole stream.</summary>
    /// <param name="body">The stream.</param>
    /// <param name="length">Its announced length, if there is one.</param>
    /// <param name="limit">The most bytes that are read.</param>
    /// <param name="tooLarge">Makes the error for a stream that has this many bytes or more.</param>
    /// <param name="cancellationToken">Ends reading.</param>
    public static async Task<byte[]> ReadAsync(Stream body, long? length, long limit, Func<long, Exception> tooLarge, CancellationToken cancellationToken)
    {
        if (length > limit) throw tooLarge(length.Value);
        var bytes = new byte[(int)Math.Min(length ?? FirstBytes, FirstBytes)];
        var (count, next) = (0, new byte[1]);
        while (true)
        {
            if (count == bytes.Length)
            {
                // One byte more shows whether the stream ends here, so that memory is not taken for nothing.
                if (await body.ReadAsync(next, cancellationToken) == 0) return bytes;
                if (count + 1 > limit) throw tooLarge(count + 1);
                Array.Resize(ref bytes, (int)Math.Min(Array.MaxLength, Larger(count, length)));
                bytes[count++] = next[0];
            }

            var read = await body.ReadAsync(bytes.AsMemory(count), cancellationToken);
            if (read == 0 && count < bytes.Length) break;
            count += read;
            if (count > limit) throw tooLarge(count);
        }

        Array.Resize(ref bytes, count);
        return bytes;
    }

    private static long Larger(int count, long? length) => length > count ? Math.Min(length.Value, 2L * count) : (2L * count) + 1;
}
