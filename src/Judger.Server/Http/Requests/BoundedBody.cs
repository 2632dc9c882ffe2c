namespace Judger.Server.Http.Requests;

/// <summary>Reads streams whose length nobody guarantees.</summary>
internal static class BoundedBody
{
    // A sender that announces many bytes and sends none holds no memory.
    private const int MostAtOnce = 1 << 20;

    /// <summary>The whole stream.</summary>
    /// <param name="body">The stream.</param>
    /// <param name="length">Its announced length, if there is one.</param>
    /// <param name="limit">The most bytes that are read.</param>
    /// <param name="tooLarge">Makes the error for a stream that has this many bytes or more.</param>
    /// <param name="cancellationToken">Ends reading.</param>
    public static async Task<byte[]> ReadAsync(Stream body, long? length, long limit, Func<long, Exception> tooLarge, CancellationToken cancellationToken)
    {
        if (length > limit) throw tooLarge(length.Value);
        using var memory = new MemoryStream((int)Math.Min(length ?? 0, MostAtOnce));
        var buffer = new byte[81920];
        for (int read; (read = await body.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (memory.Length + read > limit) throw tooLarge(memory.Length + read);
            memory.Write(buffer, 0, read);
        }

        return memory.ToArray();
    }
}
