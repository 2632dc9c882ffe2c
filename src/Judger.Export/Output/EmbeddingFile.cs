namespace Judger.Export;

/// <summary>Copies the token embeddings as they are, row-major: the engine reads single rows of them.</summary>
internal static class EmbeddingFile
{
    private const int BlockBytes = 1 << 22;

    public static void Write(OutputFile file, CheckpointTensor embeddings)
    {
        var buffer = new byte[Math.Min(BlockBytes, embeddings.Bytes)];
        for (var done = 0L; done < embeddings.Bytes; done += buffer.Length)
        {
            var block = buffer.AsSpan(0, (int)Math.Min(buffer.Length, embeddings.Bytes - done));
            embeddings.Read(done, block);
            file.Write(block);
        }
    }
}
