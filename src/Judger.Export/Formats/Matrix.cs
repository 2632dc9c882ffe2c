using Judger.Inference;

namespace Judger.Export;

/// <summary>The weights of one linear layer <c>[outputs, inputs]</c>, or of several of the same input below each other.</summary>
internal sealed class Matrix(params CheckpointTensor[] parts)
{
    public int Inputs { get; } = checked((int)parts[0].Shape[1]);

    public int Outputs { get; } = checked((int)parts.Sum(part => part.Shape[0]));

    /// <summary>The number format that holds every value exactly.</summary>
    public WeightType Type { get; } = parts.Select(part => part.Type).Distinct().Count() == 1 ? parts[0].Type : WeightType.Float32;

    /// <summary>The weights of some outputs as float32, <c>[count, inputs]</c>.</summary>
    public void ReadRows(int first, int count, Span<float> rows)
    {
        foreach (var part in parts)
        {
            var height = (int)part.Shape[0];
            if (first < height && count > 0)
            {
                var here = Math.Min(count, height - first);
                part.ReadFloats((long)first * Inputs, rows[..(here * Inputs)]);
                rows = rows[(here * Inputs)..];
                count -= here;
                first += here;
            }

            first -= height;
        }
    }

    public CheckpointException Error(string problem, string remedy) => parts[0].Error(problem, remedy);
}
