using System.Numerics.Tensors;
using Judger.Export.Formats;
using Judger.Export.Onnx;

namespace Judger.Benchmarks.Peers.GenAi;

/// <summary>8-bit weights for MatMulNBits: each output's inputs in blocks of 32 around 128, one scale a block; activations in 8 bits (level 4).</summary>
internal sealed class BlockInt8Format(GraphBuilder graph) : ILinearFormat
{
    private const int Block = 32;
    private const int Middle = 128;
    private const float Levels = 127;

    public Func<string, string> Load(string name, Matrix matrix)
    {
        var blocks = matrix.Inputs / Block;
        var scales = new float[checked(matrix.Outputs * blocks)];
        var weights = graph.Large(name + ".int8", ElementType.UInt8, [matrix.Outputs, blocks, Block], file => RowBlocks.Visit(matrix, (first, count, rows) =>
        {
            var bytes = new byte[rows.Length];
            for (var i = 0; i < count * blocks; i++) scales[(first * blocks) + i] = Quantize(rows.Slice(i * Block, Block), bytes.AsSpan(i * Block, Block));
            file.Write(bytes);
        }));
        var columns = graph.Floats(name + ".scale", ElementType.Float32, [matrix.Outputs, blocks], scales);
        return x => graph.ContribOp(
            "MatMulNBits",
            [x, weights, columns],
            Attributes.Of("K", matrix.Inputs),
            Attributes.Of("N", matrix.Outputs),
            Attributes.Of("bits", 8),
            Attributes.Of("block_size", Block),
            Attributes.Of("accuracy_level", 4));
    }

    private static float Quantize(ReadOnlySpan<float> values, Span<byte> bytes)
    {
        var scale = Math.Abs(TensorPrimitives.MaxMagnitude(values)) / Levels;
        var factor = scale == 0 ? 0 : 1 / scale;
        for (var i = 0; i < values.Length; i++) bytes[i] = (byte)(MathF.Round(values[i] * factor) + Middle);
        return scale;
    }
}
