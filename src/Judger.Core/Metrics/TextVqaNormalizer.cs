namespace Judger.Core.Metrics;

/// <summary>
/// The normal form in which TextVQA's evaluator compares answers (facebookresearch/mmf, EvalAIAnswerProcessor; in LLaVA's m4c_evaluator.py): lower case,
/// commas and question marks deleted, "'s" a word of its own, then VQA's normal form.
/// </summary>
public static class TextVqaNormalizer
{
    /// <summary>The normal form. Unlike <see cref="VqaNormalizer"/> alone it deletes every comma and question mark, so "1,5 a-b" is "15 b" here.</summary>
    public static string Normalize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = text.ToLowerInvariant().Replace(",", "", StringComparison.Ordinal).Replace("?", "", StringComparison.Ordinal)
            .Replace("'s", " 's", StringComparison.Ordinal);

        // What stands at the ends decides whether a mark is deleted or becomes a space, so white space goes first.
        return VqaNormalizer.Normalize(words.Trim().Replace('\n', ' ').Replace('\t', ' ').Trim());
    }
}
