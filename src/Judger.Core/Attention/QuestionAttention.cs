namespace Judger.Core.Attention;

/// <summary>
/// The question's row as it is. It costs no pass of its own, but every question also looks at patches that the model always looks at ("MLLMs Know Where to
/// Look", ICLR 2025, section 4): the baseline against which relative attention is measured.
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
