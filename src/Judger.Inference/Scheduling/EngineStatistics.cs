using Judger.Inference.Contract;
using Judger.Inference.Cost;

namespace Judger.Inference.Scheduling;

/// <summary>What the engine has done, and what it has measured of the work's cost. Under the scheduler's lock only.</summary>
internal sealed class EngineStatistics(EngineOptions options, TimeProvider time)
{
    private const int Company = 8;

    private readonly long _started = time.GetTimestamp();
    private WorkCount _work;
    private TimeSpan _busy;
    private long _imagesCached;
    private long _requests;
    private long _decodeSteps;
    private long _decodedSequences;

    /// <summary>What each kind of step takes.</summary>
    public CostModel Costs { get; } = new(options.WorkerCount, options.Lanes);

    /// <summary>How long answers are.</summary>
    public AnswerLengths Answers { get; } = new();

    /// <summary>What questions take over all their passes.</summary>
    public QuestionWork Questions { get; } = new();

    /// <summary>Notes how long a step took. One that failed says nothing about the device's speed.</summary>
    public void Measure(Step step, bool failed, TimeSpan duration)
    {
        _busy += duration;
        if (!failed) step.Measure(Costs, duration.TotalSeconds);
    }

    /// <summary>Gives a request its place: behind what arrived earlier, or belongs to an older question, unless its work is so much shorter.</summary>
    public void Prioritize(Sequence sequence)
    {
        var arrived = time.GetElapsedTime(_started) - sequence.Request.Age;
        sequence.Priority = arrived.TotalSeconds + Costs.SecondsFor(sequence.Tokens);
    }

    public void CountEncode() => _work += new WorkCount(1, 0, 0, 0);

    public void CountCachedImage() => _imagesCached++;

    public void CountDecode(int sequences)
    {
        _decodeSteps++;
        _decodedSequences += sequences;
    }

    /// <summary>Notes a request that ended.</summary>
    /// <param name="sequence">The request.</param>
    /// <param name="isComplete">Whether it has its answer.</param>
    public void CountEnd(Sequence sequence, bool isComplete)
    {
        _requests++;
        _work += new WorkCount(0, Math.Max(0, sequence.Computed - sequence.Reused), sequence.Reused, sequence.Answer.Tokens.Count)
        {
            TokensDrafted = sequence.Answer.Drafted,
            TokensAccepted = sequence.Answer.Accepted,
        };
        if (sequence.Lane is null) return;
        Questions.Add(sequence.Work, sequence.Request.IsContinuation);
        if (isComplete) Answers.Add(sequence.Request.MaxNewTokens, sequence.Decoded);
    }

    public EngineStatus Report(RequestQueue waiting, IReadOnlyList<Sequence> running, long prefixBytes, long visionBytes)
    {
        var later = Questions.Later;
        var laterPass = later.Requests > 0 ? (1 / later.Requests) * later : default;
        var ahead = Ahead(waiting.Work, running);
        return new()
        {
            Waiting = waiting.Count,
            WaitingTokens = waiting.Tokens,
            Running = running.Count,
            Backlog = Costs.TimeFor(waiting.Work.Total),
            QuestionTime = waiting.Count + running.Count == 0 ? TimeSpan.Zero : Costs.TimeFor(ahead),
            TimePerQuestion = OneMore(ahead, Questions.First + later),
            TimePerLaterPass = OneMore(ahead, laterPass),
            LaterPasses = later.Requests,
            PrefixCacheBytes = prefixBytes,
            VisionCacheBytes = visionBytes,
            Lanes = options.Lanes,
            PrefixCacheLimit = options.PrefixCacheBytes,
            VisionCacheLimit = options.VisionCacheBytes,
            ImagesCached = _imagesCached,
            BusyTime = _busy / options.WorkerCount,
            Requests = _requests,
            Work = _work,
            DecodeSteps = _decodeSteps,
            DecodedSequences = _decodedSequences,
        };
    }

    /// <summary>What a question that comes now finds before it, and its own passes.</summary>
    private WorkEstimate Ahead(WaitingWork waiting, IReadOnlyList<Sequence> running)
    {
        var ahead = waiting.Total;
        var questions = waiting.Questions;
        for (var i = 0; i < running.Count; i++)
        {
            var sequence = running[i];
            ahead += CostModel.Left(sequence, Answers.Expected(sequence.Request.MaxNewTokens));
            if (!sequence.Request.IsContinuation) questions++;
        }

        // The passes that those questions will bring come before a new one's, because older questions go first; then its own.
        return ahead + (questions * Questions.Later) + Questions.First + Questions.Later;
    }

    // Beside a few of its kind, with which it shares decode steps.
    private TimeSpan OneMore(WorkEstimate ahead, WorkEstimate work) => (Costs.TimeFor(ahead + (Company * work)) - Costs.TimeFor(ahead)) / Company;
}
