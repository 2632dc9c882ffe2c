using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Judger.Export.Checkpoints;
using Judger.Export.Output;
using Judger.Inference.Manifest;

namespace Judger.Export.Formats;

/// <summary>Fills blocks with a matrix's weights as float16 or bfloat16, row by row.</summary>
internal static class HalfBlocks
{
    // Few enough that the float32 values between reading and rounding stay in a core's own cache.
    private const int StepValues = 1 << 16;

    public static void Write(OutputFile file, Matrix matrix, WeightType to)
    {
        var bytes = (long)sizeof(ushort) * matrix.Outputs * matrix.Inputs;
        if (matrix.Type == to) file.Write(bytes, matrix.ReadBytes);
        else file.Write(bytes, (from, block) => Fill(matrix, to, from / sizeof(ushort), MemoryMarshal.Cast<byte, ushort>(block)));
    }

    /// <summary>Rounds values to float16.</summary>
    /// <exception cref="CheckpointException">A finite value would become infinite.</exception>
    public static void Round(Matrix matrix, ReadOnlySpan<float> values, Span<Half> halves)
    {
        if (FloatFormats.BeyondFloat16(values) is { } value) throw matrix.Error($"holds {value:G4}, {FloatFormat.Beyond}", FloatFormat.Remedy);
        TensorPrimitives.ConvertToHalf(values, halves);
    }

    private static void Fill(Matrix matrix, WeightType to, long first, Span<ushort> block)
    {
        using var buffer = new NativeBuffer<float>(Math.Min(StepValues, block.Length));
        for (var done = 0; done < block.Length; done += StepValues)
        {
            var halves = block[done..Math.Min(block.Length, done + StepValues)];
            var values = buffer.Span[..halves.Length];
            matrix.Read(first + done, values);
            if (to == WeightType.Float16) Round(matrix, values, MemoryMarshal.Cast<ushort, Half>(halves));
            else FloatFormats.RoundToBFloat16(values, halves);
        }
    }
}
