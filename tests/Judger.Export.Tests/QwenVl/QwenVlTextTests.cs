using Judger.Export.Families.Qwen25Vl;

namespace Judger.Export.Tests.QwenVl;

/// <summary>Which axis turns each pair of a head, at the sizes of the published models.</summary>
public sealed class QwenVlTextTests
{
    [Fact]
    public void Qwen25s_axes_lie_one_behind_the_other()
    {
        var axes = QwenVlText.AxisOfPairs([16, 24, 24], 64, isInterleaved: false);
        Assert.Equal([.. Enumerable.Repeat(0, 16), .. Enumerable.Repeat(1, 24), .. Enumerable.Repeat(2, 24)], axes);
    }

    [Fact]
    public void Qwen3s_axes_take_turns_until_row_and_column_have_had_their_share()
    {
        var axes = QwenVlText.AxisOfPairs([24, 20, 20], 64, isInterleaved: true);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (3 * i) + 1), Of(1));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (3 * i) + 2), Of(2));
        Assert.Equal(24, Of(0).Count());
        Assert.Equal([60, 61, 62, 63], Of(0).TakeLast(4));

        IEnumerable<int> Of(int axis) => Enumerable.Range(0, axes.Length).Where(pair => axes[pair] == axis);
    }
}
