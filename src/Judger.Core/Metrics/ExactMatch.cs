using Judger.Core.Answers;

namespace Judger.Core.Metrics;

/// <summary>1 when the prediction is one of the answers, case, outer white space and a trailing period aside. GQA.</summary>
public sealed class ExactMatch : IAnswerMetric
{
    public string Name => "exact";

    public string Rule => "1 for an answer that is one of the right ones. Case, outer white space and a trailing period do not count.";

    public bool IsProportion => true;

    public double Score(string prediction, AnswerKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Answers.Any(answer => AnswerNormalizer.AnswersAgree(prediction, answer)) ? 1 : 0;
    }
}
