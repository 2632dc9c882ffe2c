using System.Collections.Concurrent;
using Judger.Experts;

namespace Judger.Cli.Judging;

/// <summary>Counts what a run does. Any thread.</summary>
internal sealed class JudgeReport
{
    private readonly ConcurrentQueue<string> _problems = new();
    private readonly Lock _lock = new();
    private long _done;
    private long _unjudged;

    /// <summary>Lines finished by this run.</summary>
    public long Done => Interlocked.Read(ref _done);

    /// <summary>Lines without a judgment of this run: number and reason.</summary>
    public IReadOnlyList<string> Problems => [.. _problems];

    /// <summary>What the expert used.</summary>
    public ExpertSpending Usage { get; private set; }

    /// <summary>Lines the expert judged.</summary>
    public long Judged { get; private set; }

    /// <summary>Judgments that accept the answer.</summary>
    public long Accepted { get; private set; }

    public void Finish() => Interlocked.Increment(ref _done);

    /// <summary>Those of them that were written all the same, without a judgment.</summary>
    public long Unjudged => Interlocked.Read(ref _unjudged);

    public void Skip(JudgeLine line, string problem, bool isWritten)
    {
        if (isWritten) Interlocked.Increment(ref _unjudged);
        _problems.Enqueue($"line {line.Number}: {problem}");
    }

    /// <summary>Counts a reply. One that is not a judgment was paid for all the same.</summary>
    public void Add(ExpertReply reply)
    {
        lock (_lock)
        {
            Usage += reply.Usage;
            if (reply.Judgment.Failure is not null) return;
            Judged++;
            if (reply.Judgment.Verdict == Verdict.Correct) Accepted++;
        }
    }
}
