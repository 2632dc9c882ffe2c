using Judger.Export.Checkpoints;
using Judger.Inference.Manifest;

namespace Judger.Export.Formats;

/// <summary>
/// The weights of one linear layer <c>[outputs, inputs]</c>, or of several of the same input below each other. Can be read on several threads.
/// </summary>
internal sealed class Matrix(params CheckpointTensor[] parts)
{
    public int Inputs { get; } = checked((int)parts[0].Shape[1]);

    public int Outputs { get; } = checked((int)parts.Sum(part => part.Shape[0]));

    /// <summary>The number format that holds every value exactly.</summary>
    public WeightType Type { get; } = parts.Select(part => part.Type).Distinct().Count() == 1 ? parts[0].Type : WeightType.Float32;

    /// <summary>The weights of some outputs as float32, <c>[count, inputs]</c>.</summary>
    public void ReadRows(int first, int count, Span<float> rows) => Read((long)first * Inputs, rows[..(count * Inputs)]);

    /// <summary>Successive weights as float32.</summary>
    public void Read(long first, Span<float> values)
    {
        foreach (var part in parts)
        {
            if (first < part.Elements && values.Length > 0)
            {
                var here = (int)Math.Min(values.Length, part.Elements - first);
                part.ReadFloats(first, values[..here]);
                values = values[here..];
                first += here;
            }

            first -= part.Elements;
        }
    }

    /// <summary>Successive bytes of the weights as they are in the checkpoint; all parts have one number format.</summary>
    public void ReadBytes(long from, Span<byte> bytes)
    {
        foreach (var part in parts)
        {
            if (from < part.Bytes && bytes.Length > 0)
            {
                var here = (int)Math.Min(bytes.Length, part.Bytes - from);
                part.Read(from, bytes[..here]);
                bytes = bytes[here..];
                from += here;
            }

            from -= part.Bytes;
        }
    }

    public CheckpointException Error(string problem, string remedy) => parts[0].Error(problem, remedy);
}
