using Judger.Core.Answers;

namespace Judger.Core.Metrics;

/// <summary>
/// A-OKVQA's direct answers (allenai/aokvqa): a third for each annotation that agrees, at most 1. The official code compares the texts as they are; here
/// case, outer white space and a trailing period do not count, because a model writes them and the annotations have none.
/// </summary>
public sealed class DirectAnswer : IAnswerMetric
{
    private const double Enough = 3;

    public string Name => "direct";

    public string Rule =>
        "A-OKVQA's direct answers: a third for each annotation that agrees, at most 1. Case, outer white space and a trailing period do not count.";

    public bool IsProportion => false;

    public int Annotations => 10;

    public double Score(string prediction, AnswerKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Math.Min(1, key.Answers.Count(answer => AnswerNormalizer.AnswersAgree(prediction, answer)) / Enough);
    }
}
