using System.Numerics.Tensors;
using Judger.Export.Formats;
using Judger.Export.Onnx;
using Judger.Export.Output;

namespace Judger.Benchmarks.Peers.GenAi;

/// <summary>
/// Weights of 4 or 8 bits for MatMulNBits: each output's inputs in blocks around the middle level, one scale a block; activations in 8 bits (accuracy level 4).
/// </summary>
/// <param name="graph">Where they go.</param>
/// <param name="bits">Bits of a weight: 4 or 8.</param>
/// <param name="block">Inputs of a block, which divide a layer's inputs.</param>
internal sealed class BlockFormat(GraphBuilder graph, int bits, int block) : ILinearFormat
{
    private readonly int _middle = 1 << (bits - 1);

    public Func<string, string> Load(string name, Matrix matrix)
    {
        var (blocks, size) = (matrix.Inputs / block, block * bits / 8);
        var scales = new float[checked(matrix.Outputs * blocks)];
        var weights = graph.Large($"{name}.int{bits}", ElementType.UInt8, [matrix.Outputs, blocks, size], file => Write(file, matrix, scales));
        var columns = graph.Floats(name + ".scale", ElementType.Float32, [matrix.Outputs, blocks], scales);
        return x => graph.ContribOp(
            "MatMulNBits",
            [x, weights, columns],
            Attributes.Of("K", matrix.Inputs),
            Attributes.Of("N", matrix.Outputs),
            Attributes.Of("bits", bits),
            Attributes.Of("block_size", block),
            Attributes.Of("accuracy_level", 4));
    }

    private void Write(OutputFile file, Matrix matrix, float[] scales) => RowBlocks.Visit(matrix, (first, count, rows) =>
    {
        var (blocks, size) = (matrix.Inputs / block, block * bits / 8);
        var bytes = new byte[count * blocks * size];
        for (var i = 0; i < count * blocks; i++) scales[(first * blocks) + i] = Quantize(rows.Slice(i * block, block), bytes.AsSpan(i * size, size));
        file.Write(bytes);
    });

    // The value of largest magnitude becomes the lowest level, of which there is one more than of the highest.
    private float Quantize(ReadOnlySpan<float> values, Span<byte> bytes)
    {
        var scale = TensorPrimitives.MaxMagnitude(values) / -_middle;
        var factor = scale == 0 ? 0 : 1 / scale;
        var perByte = 8 / bits;
        for (var i = 0; i < values.Length; i++)
        {
            var level = (int)Math.Clamp(MathF.Round(values[i] * factor) + _middle, 0, (2 * _middle) - 1);
            bytes[i / perByte] |= (byte)(level << (i % perByte * bits));
        }

        return scale;
    }
}
