using Judger.Core.Attention;

namespace Judger.Core.Tests.Attention;

public sealed class AttentionMethodTests
{
    private static readonly float[] Question = [0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f];
    private static readonly float[] General = [0.2f, 0.1f, 0.3f, 0.4f, 0.25f, 0.3f];

    [Fact]
    public void A_manifest_that_names_no_method_means_relative_attention()
    {
        Assert.IsType<RelativeAttention>(AttentionMethods.Default);
        Assert.Same(AttentionMethods.Default, AttentionMethods.ByName["relative"]);
        Assert.Equal(["question", "relative"], AttentionMethods.ByName.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Relative_attention_needs_the_general_row_and_divides_by_it()
    {
        var method = AttentionMethods.ByName["relative"];
        var map = method.Combine(Question, General, 3, 2);

        Assert.True(method.NeedsGeneralRow);
        Assert.Equal(RelativeAttention.Divide(Question, General, 3, 2).Values, map.Values);
        Assert.Equal((double)0.2f / 0.1f, map[1, 0]);
        Assert.Throws<ArgumentException>(() => method.Combine(Question, [], 3, 2));
    }

    [Fact]
    public void The_questions_row_alone_needs_no_other()
    {
        var method = AttentionMethods.ByName["question"];
        var map = method.Combine(Question, [], 3, 2);

        Assert.False(method.NeedsGeneralRow);
        Assert.Equal((3, 2), (map.Columns, map.Rows));
        Assert.Equal(Question.Select(value => (double)value), map.Values.ToArray());
        Assert.Throws<ArgumentException>(() => method.Combine(Question, [], 2, 2));
    }
}
