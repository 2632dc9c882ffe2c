namespace Judger.Export;

/// <summary>Copies the token embeddings as they are, row-major: the engine reads single rows of them.</summary>
internal static class EmbeddingFile
{
    private const int ChunkBytes = 1 << 24;

    public static void Write(string path, CheckpointTensor embeddings)
    {
        using var file = File.Create(path);
        for (var offset = 0L; offset < embeddings.Bytes; offset += ChunkBytes)
            file.Write(embeddings.Slice(offset, (int)Math.Min(ChunkBytes, embeddings.Bytes - offset)));
    }
}
