using Judger.Inference.Contract;
using Judger.Inference.Cost;
using Judger.Inference.Decoding;
using Judger.Inference.Engine;
using Judger.Inference.Kv;
using Judger.Inference.Tokenization;
using Judger.Inference.Vision;

namespace Judger.Inference.Scheduling;

/// <summary>
/// One request on its way through the device. The scheduler's fields change under its lock; the answer is written by the one step that runs for the
/// sequence at a time.
/// </summary>
internal sealed class Sequence(PreparedRequest prepared, TimeProvider time, CancellationToken cancellationToken)
{
    // A worker must never run what awaits the answer.
    private readonly TaskCompletionSource<Generation> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _arrived = time.GetTimestamp();
    private CancellationTokenRegistration _registration;
    private long _decodingSince;
    private TimeSpan? _firstToken;

    public GenerationRequest Request => prepared.Request;

    public PromptSequence Prompt => prepared.Sequence;

    public Task<Generation> Completion => _completion.Task;

    /// <summary>The timestamp from which the answer is of no use any more; <see cref="long.MaxValue"/> for never.</summary>
    public long Deadline { get; } = DeadlineOf(prepared.Request, time);

    /// <summary>Positions that the request may need at most.</summary>
    public int Tokens => Prompt.Length + Request.MaxNewTokens;

    /// <summary>The order of service: arrival and expected time of work in seconds, so that short work goes first and long work is not starved.</summary>
    public double Priority { get; set; }

    public SequenceState State { get; private set; } = SequenceState.Waiting;

    /// <summary>Whether a worker is at it.</summary>
    public bool IsInStep { get; set; }

    public Lane? Lane { get; private set; }

    /// <summary>Leading positions of the prompt that are in the lane.</summary>
    public int Computed { get; set; }

    /// <summary>Runs that others may wait for.</summary>
    public Queue<PrefixNode> Announced { get; } = new();

    /// <summary>Encoded images of the prompt that are not all prefilled yet.</summary>
    public Dictionary<string, ImageEmbeddings> Images { get; } = new(StringComparer.Ordinal);

    /// <summary>Inputs of the encoder that are being made ahead, by image.</summary>
    public Dictionary<string, Task<float[]?>> Tensors { get; } = new(StringComparer.Ordinal);

    /// <summary>What the answer is, once the prompt is computed.</summary>
    public AnswerWriter Answer { get; } = new(prepared);

    public int Reused { get; private set; }

    /// <summary>What the request was expected to compute and to reuse when it began to wait.</summary>
    public ExpectedReuse Expected { get; private set; }

    public int PrefillSteps { get; set; }

    /// <summary>Positions of the answer that decode steps have computed.</summary>
    public int Decoded { get; set; }

    public int ImagesEncoded { get; set; }

    public int ImagesCached { get; set; }

    public TimeSpan EncodeTime { get; set; }

    /// <summary>What encoding its images took before it came.</summary>
    public TimeSpan AheadTime { get; set; }

    public TimeSpan PrefillTime { get; set; }

    public TimeSpan Age => time.GetElapsedTime(_arrived);

    public bool IsCancelled => cancellationToken.IsCancellationRequested;

    /// <summary>What the request has taken of the device.</summary>
    public WorkEstimate Work => new(1, ImagesEncoded, Math.Max(0, Computed - Reused), PrefillSteps, Decoded);

    public PlannedImage Input(string key) => prepared.Images[key];

    public void Expect(ExpectedReuse expected) => Expected = expected;

    /// <summary>Says what to do when the caller cancels. To be called before the sequence can end, so that its end takes the registration back.</summary>
    public void OnCancelled(Action<Sequence> action) => _registration = cancellationToken.UnsafeRegister(_ => action(this), null);

    public void Begin(Lane lane, int reused) => (Lane, Computed, Reused, State) = (lane, reused, reused, SequenceState.Prefilling);

    // The last prefill step has given the first token.
    public void BeginDecoding() => (_decodingSince, _firstToken, State) = (time.GetTimestamp(), Age, SequenceState.Decoding);

    /// <summary>
    /// Positions of the next prefill step, never a single one at the end of a longer prompt. A model that sees images as a whole gets none in parts; its limit
    /// has room for an image and a position on either side.
    /// </summary>
    public int NextPrefill(int limit)
    {
        var left = Prompt.Length - Computed;
        var next = left <= limit ? left : left == limit + 1 ? limit - 1 : limit;
        if (!Prompt.KeepsImagesWhole || next == left) return next;
        var run = Prompt.RunAt(Computed + next);
        var (start, length) = (Prompt.Starts[run], Prompt.Runs[run].Length);
        if (Prompt.Runs[run].Image is null || start == Computed + next) return next;
        if (start - Computed > 1) return start - Computed;
        var whole = start + length - Computed;
        return left == whole + 1 ? left : whole;
    }

    /// <summary>The first image of the next prefill step that is not there yet.</summary>
    public string? MissingImage(int limit)
    {
        var end = Computed + NextPrefill(limit);
        for (var run = Prompt.RunAt(Computed); run < Prompt.Runs.Count && Prompt.Starts[run] < end; run++)
        {
            if (Prompt.Runs[run].Image is { } key && !Images.ContainsKey(key)) return key;
        }

        return null;
    }

    public void Complete(ITokenizer tokenizer)
    {
        var decode = _decodingSince == 0 || Answer.Tokens.Count == 0 ? TimeSpan.Zero : time.GetElapsedTime(_decodingSince);
        var waited = Age - EncodeTime - PrefillTime - decode;
        var work = new WorkCount(ImagesEncoded, Prompt.Length - Reused, Reused, Answer.Tokens.Count)
        {
            ImagesCached = ImagesCached,
            TokensDrafted = Answer.Drafted,
            TokensAccepted = Answer.Accepted,
        };
        Close(isComplete: true);
        _completion.TrySetResult(Answer.ToGeneration(
            tokenizer, work, new(waited, EncodeTime + AheadTime, PrefillTime, decode) { FirstToken = Answer.Tokens.Count > 0 ? _firstToken : null }));
    }

    public void Fail(Exception error)
    {
        Close(isComplete: false);
        _completion.TrySetException(error);
    }

    public void Cancel()
    {
        Close(isComplete: false);
        _completion.TrySetCanceled(cancellationToken);
    }

    private static long DeadlineOf(GenerationRequest request, TimeProvider time)
    {
        if (request.TimeLimit is not { } limit) return long.MaxValue;
        var now = time.GetTimestamp();
        var left = limit.TotalSeconds * time.TimestampFrequency;
        return left < long.MaxValue - now ? now + (long)left : long.MaxValue;
    }

    private void Close(bool isComplete)
    {
        State = SequenceState.Ended;
        Answer.End(isComplete);
        _registration.Unregister();
    }
}
