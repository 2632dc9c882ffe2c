using Judger.Export.Checkpoints;

namespace Judger.Export.Output;

/// <summary>Copies the token embeddings as they are, row-major: the engine reads single rows of them.</summary>
internal static class EmbeddingFile
{
    public static void Write(OutputFile file, CheckpointTensor embeddings) => file.Write(embeddings.Bytes, embeddings.Read);
}
