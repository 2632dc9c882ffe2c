namespace Judger.Training.Model;

/// <summary>
/// One slice of the flat parameter vector that the forward pass uses as a whole. It holds one or more tensors of the checkpoint, stacked along their
/// first dimension: query, key and value projections, for example, are one matrix product.
/// </summary>
/// <param name="Tensors">Checkpoint names (Hugging Face) of the stacked tensors.</param>
/// <param name="TensorShape">The shape of each of them.</param>
/// <param name="Group">The part of the model that it belongs to.</param>
/// <param name="Initial">Fills one tensor with its initial values.</param>
/// <param name="Decays">Whether weight decay applies: matrices, not norms, biases, embeddings or positions.</param>
internal sealed record ParameterUnit(string[] Tensors, long[] TensorShape, ParameterGroup Group, Action<Span<float>, int> Initial, bool Decays)
{
    public string Name => Tensors[0];

    public long TensorSize => TensorShape.Aggregate(1L, (size, dimension) => size * dimension);

    public long Size => TensorSize * Tensors.Length;

    public long[] Shape => [TensorShape[0] * Tensors.Length, .. TensorShape[1..]];
}
