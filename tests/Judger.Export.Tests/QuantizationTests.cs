using Judger.Export.Formats;

namespace Judger.Export.Tests;

public sealed class QuantizationTests
{
    [Theory]
    [InlineData(128, 128)]
    [InlineData(5632, 128)]
    [InlineData(192, 64)]
    [InlineData(96, 32)]
    [InlineData(80, 16)]
    [InlineData(72, 16)]
    public void Blocks_of_four_bits_divide_the_input_width_where_they_can(int inputs, int block) => Assert.Equal(block, BlockFormat.BlockOf(inputs));

    [Fact]
    public void Four_bits_keep_the_largest_value_and_are_off_by_half_a_level_elsewhere()
    {
        var random = new Random(1);
        float[] values = [-2, .. Enumerable.Range(0, 30).Select(_ => (3.5f * random.NextSingle()) - 1.75f), 0];
        var packed = new byte[16];
        var scale = BlockFormat.Quantize(values, packed, bits: 4);
        var restored = Enumerable.Range(0, 32).Select(i => (((packed[i / 2] >> (4 * (i & 1))) & 15) - 8) * scale).ToArray();
        Assert.Equal((0.25f, -2f, 0f), (scale, restored[0], restored[31]));
        Assert.All(values.Zip(restored), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 0.125001f));
    }

    [Fact]
    public void A_block_of_zeros_stays_zero()
    {
        var packed = new byte[8];
        Assert.Equal(0, BlockFormat.Quantize(new float[16], packed, bits: 4));
        Assert.All(packed, value => Assert.Equal(0x88, value));
    }

    [Fact]
    public void Eight_bits_have_a_scale_for_each_output()
    {
        var (scales, values) = (new float[3], new sbyte[6]);
        RowwiseInt8Format.Quantize([127, -63.4f, 0.5f, -1, 0, 0], scales, values);
        Assert.Equal([1, 1f / 127], scales[..2]);
        Assert.Equal([127, -63, 64, -127, 0, 0], values);
    }
}
