namespace Judger.Core.Metrics;

/// <summary>
/// 1 when the reply chooses the right option, by its letter or its text. V* and A-OKVQA's multiple choice. V*'s own score compares the options' losses;
/// here the option is what the model writes.
/// </summary>
public sealed class MultipleChoice : IAnswerMetric
{
    public string Name => "choice";

    public string Rule => "1 for a reply that chooses the right option, by its letter or its text.";

    public bool IsProportion => true;

    public double Score(string prediction, AnswerKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.CorrectOption >= 0 && OptionChoice.Find(prediction, key.Options) == key.CorrectOption ? 1 : 0;
    }
}
