using Judger.Core.Attention;

namespace Judger.Core.Tests.Attention;

public sealed class RelativeAttentionTests
{
    [Fact]
    public void Each_patch_is_the_question_over_the_general_prompt_in_double_precision()
    {
        var map = RelativeAttention.Divide([0.1f, 0.2f, 0.3f, 0.4f], [0.4f, 0.3f, 0.2f, 0.1f], 2, 2);

        Assert.Equal([(double)0.1f / 0.4f, (double)0.2f / 0.3f, (double)0.3f / 0.2f, (double)0.4f / 0.1f], map.Values);
        Assert.True(map.IsFinite);
    }

    [Fact]
    public void No_epsilon_dampens_a_small_denominator()
    {
        var map = RelativeAttention.Divide([1e-3f], [1e-30f], 1, 1);

        Assert.Equal((double)1e-3f / 1e-30f, map[0, 0]);
    }

    [Fact]
    public void Divisions_by_zero_stay_visible_and_counted()
    {
        var map = RelativeAttention.Divide([0.5f, 0, 0, float.NaN], [0, 0, 0.5f, 0.5f], 4, 1);

        Assert.Equal([double.PositiveInfinity, double.NaN, 0, double.NaN], map.Values);
        Assert.Equal(3, map.NonFiniteCount);
    }

    [Theory]
    [InlineData(3, 4, "question")]
    [InlineData(4, 3, "general")]
    public void A_row_of_the_wrong_length_is_named(int question, int general, string parameter)
    {
        var error = Assert.Throws<ArgumentException>(() => RelativeAttention.Divide(new float[question], new float[general], 2, 2));

        Assert.Equal(parameter, error.ParamName);
    }
}
