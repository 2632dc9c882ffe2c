using System.Numerics.Tensors;
using Judger.Export.Onnx;
using Judger.Export.Output;

namespace Judger.Export.Formats;

/// <summary>
/// Weights of 4 or 8 bits for com.microsoft.MatMulNBits: each output's inputs in blocks (of 128, or the largest power of two below that divides them), 16 or
/// 256 levels with one scale a block; of 4 bits two values to a byte, the first in the low half. Activations are quantised to 8 bits by the kernel (accuracy
/// level 4).
/// </summary>
/// <param name="graph">The graph.</param>
/// <param name="bits">4 or 8.</param>
/// <param name="largest">The largest block, a power of two from 16 on.</param>
internal sealed class BlockFormat(GraphBuilder graph, int bits, int largest = BlockFormat.LargestBlock) : ILinearFormat
{
    private const int LargestBlock = 128;
    private const int SmallestBlock = 16;
    private const int ByteBits = 8;

    public Func<string, string> Load(string name, Matrix matrix)
    {
        var block = BlockOf(matrix.Inputs, largest);
        var blocks = (matrix.Inputs + block - 1) / block;
        var scales = new float[checked(matrix.Outputs * blocks)];
        var weights = graph.Large(
            $"{name}.int{bits}", ElementType.UInt8, [matrix.Outputs, blocks, block * bits / ByteBits], file => Write(file, matrix, block, scales));
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

    /// <summary>The block of an input width; where none divides it, the last block is filled up with zeros.</summary>
    public static int BlockOf(int inputs, int largest = LargestBlock)
    {
        var block = largest;
        while (block > SmallestBlock && inputs % block != 0) block /= 2;
        return block;
    }

    /// <summary>Quantises a block. The value of largest magnitude becomes the lowest level, whose magnitude is the largest, so it is kept exactly.</summary>
    /// <param name="values">The block, or the beginning of it.</param>
    /// <param name="packed">A level to a byte, or two.</param>
    /// <param name="bits">Bits of a level.</param>
    /// <returns>The scale: a value is (level - middle) * scale.</returns>
    public static float Quantize(ReadOnlySpan<float> values, Span<byte> packed, int bits)
    {
        var middle = Middle(bits);
        var scale = Scale(values, middle);
        var factor = Factor(scale);
        packed.Fill((byte)(bits == ByteBits ? middle : middle | (middle << 4)));
        for (var i = 0; i < values.Length; i++)
        {
            var level = Level(values[i], factor, middle);
            if (bits == ByteBits) packed[i] = (byte)level;
            else packed[i / 2] = (byte)((i & 1) == 0 ? (packed[i / 2] & 0xF0) | level : (packed[i / 2] & 0x0F) | (level << 4));
        }

        return scale;
    }

    /// <summary>Makes an output's inputs what they are after they were quantised in blocks.</summary>
    public static void Round(Span<float> row, int bits)
    {
        var (block, middle) = (BlockOf(row.Length), Middle(bits));
        for (var start = 0; start < row.Length; start += block)
        {
            var values = row.Slice(start, Math.Min(block, row.Length - start));
            var scale = Scale(values, middle);
            var factor = Factor(scale);
            foreach (ref var value in values) value = (Level(value, factor, middle) - middle) * scale;
        }
    }

    private static int Middle(int bits) => 1 << (bits - 1);

    private static float Scale(ReadOnlySpan<float> values, int middle) => TensorPrimitives.MaxMagnitude(values) / -middle;

    private static float Factor(float scale) => scale == 0 ? 0 : 1 / scale;

    private static int Level(float value, float factor, int middle) => (int)Math.Clamp(MathF.Round(value * factor) + middle, 0, (2 * middle) - 1);

    private void Write(OutputFile file, Matrix matrix, int block, float[] scales) => RowBlocks.Visit(matrix, (first, count, rows) =>
    {
        var blocks = scales.Length / matrix.Outputs;
        var bytes = block * bits / ByteBits;
        using var packed = new NativeBuffer<byte>(count * blocks * bytes);
        for (var i = 0; i < count * blocks; i++)
        {
            var (row, start) = (i / blocks, i % blocks * block);
            var values = rows.Slice((row * matrix.Inputs) + start, Math.Min(block, matrix.Inputs - start));
            scales[(first * blocks) + i] = Quantize(values, packed.Span.Slice(i * bytes, bytes), bits);
        }

        file.Write(packed.Span);
    });
}
