using System.Numerics.Tensors;

namespace Judger.Inference.Decoding;

/// <summary>Token embeddings that a model multiplies by a number before its first layer. Those of images do not come from here, and stay as they are.</summary>
internal sealed class ScaledEmbeddings(ITokenEmbeddings table, float scale) : ITokenEmbeddings
{
    /// <inheritdoc/>
    public void Read(int token, Span<float> row)
    {
        table.Read(token, row);
        TensorPrimitives.Multiply(row, scale, row);
    }

    public void Dispose() => table.Dispose();
}
