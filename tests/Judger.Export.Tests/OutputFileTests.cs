using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Judger.Export.Checkpoints;
using Judger.Export.Formats;
using Judger.Export.Output;
using Judger.Export.Tests.Fixtures;
using Judger.Inference.Manifest;

namespace Judger.Export.Tests;

public sealed class OutputFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Blocks_from_several_threads_and_copied_ones_are_written_and_hashed_in_order()
    {
        var expected = new byte[(20 * BlockBuffer.Bytes) + 12_345];
        new Random(1).NextBytes(expected);
        using var file = new OutputFile(_folder.PathOf("file"), new(expected.Length, null, default));
        file.Write(expected.AsSpan(0, 1000));
        file.Write(expected.Length - 3000, (from, block) => expected.AsSpan(1000 + (int)from, block.Length).CopyTo(block));
        file.Write(expected.AsSpan(expected.Length - 2000));

        var written = file.Finish();

        Assert.Equal((expected.Length, Convert.ToHexStringLower(SHA256.HashData(expected))), (written.Bytes, written.Sha256));
        Assert.Equal(expected, File.ReadAllBytes(_folder.PathOf("file")));
    }

    [Fact]
    public void An_error_while_a_block_is_filled_is_the_callers_error()
    {
        using var file = new OutputFile(_folder.PathOf("file"), new(long.MaxValue, null, default));

        var error = Assert.Throws<CheckpointException>(() => file.Write(10_000L * BlockBuffer.Bytes, (from, _) =>
        {
            if (from == 3 * BlockBuffer.Bytes) throw new CheckpointException("shard", "ends early", "write it again");
        }));

        Assert.Equal("shard", error.File);
        Assert.InRange(file.Length, 3 * BlockBuffer.Bytes, 100 * BlockBuffer.Bytes);
    }

    [Fact]
    public void An_error_in_the_last_block_is_found_when_the_file_ends()
    {
        using var file = new OutputFile(_folder.PathOf("file"), new(1, null, default));
        file.Write(1, (_, _) => throw new IOException("no space left"));

        Assert.Throws<IOException>(file.Finish);
    }

    /// <summary>Matrices below each other, blocks that end within a row and within a matrix: the export's bytes are the values, rounded.</summary>
    [Theory]
    [InlineData(WeightType.Float16, WeightType.Float16)]
    [InlineData(WeightType.BFloat16, WeightType.BFloat16)]
    [InlineData(WeightType.Float16, WeightType.Float32)]
    public void Float16_weights_are_the_checkpoints_values_rounded_whatever_their_types(WeightType first, WeightType second)
    {
        const int Inputs = 1500;
        var random = new Random(1);
        var types = new[] { first, second };
        int[] heights = [1001, 777];
        var tensors = heights
            .Select((height, i) => Enumerable.Range(0, height * Inputs).Select(_ => SafetensorsWriter.Round(random.NextSingle() - 0.5f, types[i])).ToArray())
            .ToArray();
        SafetensorsWriter.Write(_folder.PathOf("model"), new Dictionary<string, (long[], float[], WeightType)>
        {
            ["a"] = ([heights[0], Inputs], tensors[0], first),
            ["b"] = ([heights[1], Inputs], tensors[1], second),
        });
        using var source = SafetensorsFile.Open(_folder.PathOf("model"));
        using (var file = new OutputFile(_folder.PathOf("halves"), new(1, null, default)))
        {
            HalfBlocks.Write(file, new Matrix(source.Tensors["a"], source.Tensors["b"]), WeightType.Float16);
            file.Finish();
        }

        Half[] expected = [.. tensors.SelectMany(values => values).Select(value => (Half)value)];
        Assert.Equal(expected, MemoryMarshal.Cast<byte, Half>(File.ReadAllBytes(_folder.PathOf("halves"))).ToArray());
    }

    [Fact]
    public void Values_are_rounded_to_the_nearest_bfloat16_and_ties_to_even()
    {
        var random = new Random(3);
        float[] values = [0, -0f, 1, 1.00390625f, 1.01171875f, float.MaxValue, float.NegativeInfinity, .. Enumerable.Range(0, 1000)
            .Select(_ => (random.NextSingle() - 0.5f) * MathF.Pow(10, random.Next(-30, 30)))];
        var halves = new ushort[values.Length];
        FloatFormats.RoundToBFloat16(values, halves);
        for (var i = 0; i < values.Length; i++) Assert.Equal(Nearest(values[i]), halves[i]);

        FloatFormats.RoundToBFloat16([float.NaN], halves);
        Assert.True(float.IsNaN(BitConverter.UInt32BitsToSingle((uint)halves[0] << 16)));

        // Of the two neighbours the nearer one, in exact arithmetic; beyond the largest one lies infinity.
        static ushort Nearest(float value)
        {
            var below = (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16);
            double low = Widen(below), high = Widen((ushort)(below + 1));
            if (double.IsInfinity(low)) return below;
            if (double.IsInfinity(high)) high = Math.CopySign(Math.Pow(2, 128), low);
            var (down, up) = (Math.Abs(value - low), Math.Abs(high - value));
            return down < up || (down == up && below % 2 == 0) ? below : (ushort)(below + 1);
        }

        static float Widen(ushort half) => BitConverter.UInt32BitsToSingle((uint)half << 16);
    }
}
