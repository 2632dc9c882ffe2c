namespace Judger.Inference.Cost;

/// <summary>
/// What questions ask of the device over all their passes: the first one, and the later ones that a question brings once it has begun. Means in which older
/// questions count less. Under the scheduler's lock only.
/// </summary>
internal sealed class QuestionWork
{
    // About the last thousand questions count. Of questions that come together, all first passes may be over before the later ones begin: a short memory
    // would forget the questions, and take their later passes for those of a few.
    private const double Memory = 0.999;

    private double _questions;
    private WorkEstimate _first;
    private WorkEstimate _later;

    /// <summary>The first pass of a question.</summary>
    public WorkEstimate First => PerQuestion(_first);

    /// <summary>The later passes of a question together.</summary>
    public WorkEstimate Later => PerQuestion(_later);

    /// <summary>Notes what a pass took.</summary>
    public void Add(WorkEstimate pass, bool isLater)
    {
        if (isLater)
        {
            _later += pass;
            return;
        }

        _questions = (Memory * _questions) + 1;
        _first = (Memory * _first) + pass;
        _later = Memory * _later;
    }

    private WorkEstimate PerQuestion(WorkEstimate sum) => _questions > 0 ? (1 / _questions) * sum : default;
}
