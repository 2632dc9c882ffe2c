namespace Judger.Core.Attention;

/// <summary>
/// Relative attention of "MLLMs Know Where to Look" (ICLR 2025): how much more the model looks at each patch for this question than for a
/// general description of the image.
/// </summary>
public sealed class RelativeAttention : IAttentionMethod
{
    /// <inheritdoc/>
    public string Name => "relative";

    /// <inheritdoc/>
    public bool NeedsGeneralRow => true;

    /// <inheritdoc/>
    public AttentionMap Combine(ReadOnlySpan<float> question, ReadOnlySpan<float> general, int columns, int rows) => Divide(question, general, columns, rows);

    /// <summary>
    /// Divides the attention row of the question by the row of the general prompt, patch by patch, in double precision and without an epsilon.
    /// </summary>
    /// <remarks>
    /// As IEEE 754 has it, attention over zero is positive infinity and zero over zero is NaN. They stay in the map, where
    /// <see cref="AttentionMap.NonFiniteCount"/> counts them; whoever reads a position off the map goes through <see cref="AttentionMap.Sanitized"/>.
    /// </remarks>
    /// <param name="question">The last prompt token's attention to the image's patches, mean over heads, row-major; <c>columns * rows</c> values.</param>
    /// <param name="general">The same for the general prompt.</param>
    /// <param name="columns">Patches across.</param>
    /// <param name="rows">Patches down.</param>
    /// <exception cref="ArgumentException">A side is not positive, or a row does not have <c>columns * rows</c> values.</exception>
    public static AttentionMap Divide(ReadOnlySpan<float> question, ReadOnlySpan<float> general, int columns, int rows)
    {
        AttentionMap.RequireGrid(columns, rows, question.Length, nameof(question));
        AttentionMap.RequireGrid(columns, rows, general.Length, nameof(general));

        var ratios = new double[question.Length];
        for (var i = 0; i < ratios.Length; i++)
            ratios[i] = (double)question[i] / general[i];
        return new AttentionMap(columns, rows, ratios);
    }
}
