namespace Judger.Grains.Questions;

/// <summary>
/// The beginnings and ends of a question's stages, in order. Their numbers follow from the log alone, so that they are the same on whatever silo the question
/// goes on.
/// </summary>
internal sealed class QuestionEvents
{
    private readonly List<QuestionEvent> _events = [];
    private readonly Dictionary<int, StageText> _texts = [];
    private TaskCompletionSource _more = NewSignal();

    public int Count => _events.Count;

    /// <summary>How many of them had happened before this grain was there.</summary>
    public int Replayed { get; private set; }

    public QuestionEvent this[int index] => _events[index];

    /// <summary>Completes with the next event, or when <see cref="Wake"/> is called.</summary>
    public Task More => _more.Task;

    /// <summary>A stage begins.</summary>
    public void Begin(QuestionStage stage, int round)
    {
        // A stage that was interrupted has begun before.
        if (_events is [.., { IsFinished: false } last] && (last.Stage, last.Round) == (stage, round)) return;
        Add(new(_events.Count, stage, round, null));
    }

    /// <summary>A stage has ended. One that was skipped never began.</summary>
    public void End(StageEntry entry) => Add(new(_events.Count, entry.Stage, entry.Round, entry));

    /// <summary>The stage that goes on has written something.</summary>
    /// <param name="pass">The try that writes it.</param>
    /// <param name="text">All that it has written.</param>
    /// <param name="tokens">Its tokens, where they are wanted.</param>
    public void Tell(object pass, string text, IReadOnlyList<AnswerToken> tokens)
    {
        if (_events is not [.., { IsFinished: false } begun]) return;
        if (!_texts.TryGetValue(begun.Sequence, out var written)) _texts.Add(begun.Sequence, written = new());
        written.Take(pass, text, tokens);
        Wake();
    }

    /// <summary>What a stage has written, by the number of its beginning; null where nothing was heard.</summary>
    public StageText? TextOf(int begun) => _texts.GetValueOrDefault(begun);

    /// <summary>Tells the stages that a log has, as they were told when they happened.</summary>
    public void Replay(QuestionRecord record)
    {
        if (_events.Count > 0) return;
        foreach (var entry in record.Stages)
        {
            if (entry.Outcome is not StageSkipped) Begin(entry.Stage, entry.Round);
            End(entry);
        }

        Replayed = Count;
    }

    /// <summary>Has listeners look again: something else than an event has happened to the question.</summary>
    public void Wake()
    {
        var told = _more;
        _more = NewSignal();
        told.SetResult();
    }

    private void Add(QuestionEvent happened)
    {
        _events.Add(happened);
        Wake();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
