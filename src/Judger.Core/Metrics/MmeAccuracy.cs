namespace Judger.Core.Metrics;

/// <summary>
/// 1 when the reply's first four characters say what the label says (BradyFU/Awesome-Multimodal-Large-Language-Models, calculation.py); a reply that says
/// neither yes nor no is wrong. MME.
/// </summary>
public sealed class MmeAccuracy : IAnswerMetric
{
    private const int Looked = 4;

    public string Name => "mme";

    public string Rule => "MME's rule: the first four characters of the reply must have the label's yes or no.";

    public bool IsProportion => true;

    public double Score(string prediction, AnswerKey key)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(key);
        return IsYes(prediction) is { } yes && yes == IsYes(key.Reference) ? 1 : 0;
    }

    private static bool? IsYes(string reply)
    {
        var text = reply.Trim().ToLowerInvariant();
        var start = text.AsSpan(0, Math.Min(Looked, text.Length));
        if (start.Contains("yes", StringComparison.Ordinal)) return true;
        return start.Contains("no", StringComparison.Ordinal) ? false : null;
    }
}
