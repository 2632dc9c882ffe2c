namespace Judger.Core.Attention;

/// <summary>
/// The question's row as it is. It costs no pass of its own, but a model also looks at patches that it looks at whatever is asked, which relative attention
/// takes out.
/// </summary>
public sealed class QuestionAttention : IAttentionMethod
{
    /// <inheritdoc/>
    public string Name => "question";

    /// <inheritdoc/>
    public bool NeedsGeneralRow => false;

    /// <inheritdoc/>
    public AttentionMap Combine(ReadOnlySpan<float> question, ReadOnlySpan<float> general, int columns, int rows)
    {
        var values = new double[question.Length];
        for (var i = 0; i < values.Length; i++) values[i] = question[i];
        return new(columns, rows, values);
    }
}
