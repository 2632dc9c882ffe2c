namespace Judger.Core.Metrics;

/// <summary>1 when the reply says what the label says. POPE.</summary>
public sealed class PopeAccuracy : IAnswerMetric
{
    public string Name => "pope";

    public string Rule => "POPE's rule: a reply is no when its first sentence has the word No, not or no, and else yes.";

    public bool IsProportion => true;

    public double Score(string prediction, AnswerKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return PopeAnswer.IsYes(prediction) == PopeAnswer.IsYes(key.Reference) ? 1 : 0;
    }
}
