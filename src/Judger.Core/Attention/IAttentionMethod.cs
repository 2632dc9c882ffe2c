namespace Judger.Core.Attention;

/// <summary>
/// How attention rows become a map of where the model looks. A row is the last prompt token's attention to the patches of one image, mean over heads, as the
/// model gives it at its attention layer.
/// </summary>
public interface IAttentionMethod
{
    /// <summary>The name under which a model's manifest asks for this method.</summary>
    string Name { get; }

    /// <summary>
    /// Whether the row of the general prompt is needed beside that of the question. It is a pass of its own, once for each image. Where it is not needed it is
    /// not computed, and <see cref="Combine"/> is given an empty row for it.
    /// </summary>
    bool NeedsGeneralRow { get; }

    /// <summary>Combines the rows.</summary>
    /// <param name="question">The question's row, row-major; <c>columns * rows</c> values.</param>
    /// <param name="general">The general prompt's row; as many values, or none.</param>
    /// <param name="columns">Patches across.</param>
    /// <param name="rows">Patches down.</param>
    /// <exception cref="ArgumentException">A side is not positive, or a row that is needed does not have <c>columns * rows</c> values.</exception>
    AttentionMap Combine(ReadOnlySpan<float> question, ReadOnlySpan<float> general, int columns, int rows);
}
