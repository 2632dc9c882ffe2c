namespace Judger.Grains.Questions;

/// <summary>
/// What happened to a question, in order. The numbers follow from the stages alone, so that they are the same on whatever silo the question goes on.
/// </summary>
internal sealed class QuestionEvents
{
    private readonly List<QuestionEvent> _events = [];
    private TaskCompletionSource _more = NewSignal();

    public int Count => _events.Count;

    public QuestionEvent this[int index] => _events[index];

    /// <summary>Completes with the next event.</summary>
    public Task More => _more.Task;

    public void Add(QuestionStage stage, bool isFinished, QuestionRecord record)
    {
        // A stage that is tried again has started before.
        if (!isFinished && _events is [.., { IsFinished: false } last] && last.Stage == stage) return;
        _events.Add(new(_events.Count, stage, isFinished, record));
        var told = _more;
        _more = NewSignal();
        told.SetResult();
    }

    /// <summary>Tells the stages that a record has, as they were told when they happened.</summary>
    public void Replay(QuestionRecord record)
    {
        if (_events.Count > 0) return;
        var then = record with { Choice = null, Baseline = null, Region = null, Refined = null, Rounds = [], Answer = null, AnsweredBy = null, IsCutShort = false, AttentionRow = null };
        if (record.Baseline is { } baseline) then = AddBoth(QuestionStage.Baseline, then, then with { Baseline = baseline });
        if (record.Region is { } region) then = AddBoth(QuestionStage.Locate, then, then with { Region = region });
        if (record.Refined is { } refined) then = AddBoth(QuestionStage.Refine, then, then with { Refined = refined });
        foreach (var round in record.Rounds)
        {
            IReadOnlyList<CorrectionRound> before = then.Rounds;
            then = AddBoth(QuestionStage.Judge, then, then with { Rounds = [.. before, round with { Corrected = null, CorrectionTime = default }] });
            if (round.Corrected is not null) then = AddBoth(QuestionStage.Correct, then, then with { Rounds = [.. before, round] });
        }

        if (record.Choice is { } choice) AddBoth(QuestionStage.Choose, then, then with { Choice = choice });
    }

    private QuestionRecord AddBoth(QuestionStage stage, QuestionRecord before, QuestionRecord after)
    {
        Add(stage, false, before);
        Add(stage, true, after);
        return after;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
