using Judger.Inference.Contract;
using Judger.Inference.Cost;
using Judger.Inference.Engine;
using Judger.Inference.Errors;
using Judger.Inference.Kv;
using Judger.Inference.Vision;

namespace Judger.Inference.Scheduling;

/// <summary>
/// Continuous batching on one device. Workers take steps from it: the decode batch, prefill chunks, encodes, copies. Everything here happens under one lock
/// and takes microseconds; the steps themselves run without it.
/// </summary>
internal sealed class Scheduler
{
    /// <summary>How often a step is looked at before it hangs.</summary>
    public const int Looks = 10;

    private readonly EngineOptions _options;
    private readonly RequestQueue _waiting;
    private readonly List<Sequence> _running = [];
    private readonly PrefixCache _prefixes;
    private readonly ImageEmbeddingCache _images;
    private readonly HashSet<string> _encoding = new(StringComparer.Ordinal);
    private readonly AheadImages _ahead;
    private readonly DecodeStep _decode;
    private readonly EngineStatistics _statistics;
    private readonly StepWatch _steps = new(Looks);
    private readonly TaskCompletionSource _hangs = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isDecoding;
    private bool _mayAdmit = true;
    private bool _isStopping;
    private Exception? _defect;
    private volatile EngineHealth _health = EngineHealth.Working;
    private int _idle;

    public Scheduler(ModelParts model, EngineOptions options, TimeProvider time)
    {
        (Model, _options, Time) = (model, options, time);
        _prefixes = new(model.Decoder.Memory, options.PrefixCacheBytes);
        _images = new(options.VisionCacheBytes);
        _ahead = new(_prefixes, _images, _encoding, options.Lanes);
        _statistics = new(options, time);
        var work = new WaitingWork(_prefixes, key => _encoding.Contains(key) || _images.Contains(key), _statistics.Answers, options.ChunkPositions);
        _waiting = new(options.QueueTokens, work, time);
        _decode = new(this);
    }

    public ModelParts Model { get; }

    /// <summary>The clock of the engine. It is read as timestamps only, so that setting a computer's clock changes nothing. Any thread.</summary>
    public TimeProvider Time { get; }

    /// <summary>How often drafts were of no use because tokens were too close. Any thread.</summary>
    public DraftRecord Drafts { get; } = new();

    /// <summary>Whether the engine works. Any thread.</summary>
    public EngineHealth Health => _health;

    /// <summary>Completed when a step hangs: its worker never ends. Any thread.</summary>
    public Task Hangs => _hangs.Task;

    /// <summary>Taken by whatever uses the scheduler, but for the members that say so.</summary>
    private object Gate { get; } = new();

    public EngineStatus Status
    {
        get
        {
            lock (Gate) return _statistics.Report(_waiting, _running, _prefixes.Blocks.Bytes, _images.Bytes);
        }
    }

    /// <summary>Puts a request into the queue. Takes the lock.</summary>
    public void Enqueue(Sequence sequence)
    {
        lock (Gate)
        {
            if (_isStopping) throw new EngineStoppedException(_options.Device, _defect);
            _statistics.Prioritize(sequence);
            if (!_waiting.TryAdd(sequence)) throw new QueueFullException(_options.Device, _waiting.Tokens, _statistics.Costs.TimeFor(_waiting.Work.Total));
            _mayAdmit = true;

            // Before the sequence can end: its end takes the registration back. A token that is cancelled already ends it here.
            sequence.OnCancelled(Cancel);
            Wake();
        }
    }

    /// <summary>
    /// Says that a prompt is about to come. Images of it that nothing holds are encoded meanwhile, unless others wait for the device. Takes the lock.
    /// </summary>
    public void Anticipate(PreparedRequest prepared)
    {
        lock (Gate)
        {
            if (_isStopping || _waiting.Count > 0) return;
            _ahead.Add(prepared, Model.Manifest.Decoder.InputWidth);
            Wake();
        }
    }

    /// <summary>The next step for a worker, or null when there is none now. Takes the lock.</summary>
    public Step? TryTake(bool hasJustDecoded)
    {
        lock (Gate) return _defect is null ? Next(hasJustDecoded) : null;
    }

    /// <summary>The next step for a worker; waits until there is one, null when the engine has stopped. Takes the lock.</summary>
    public Step? Take(bool hasJustDecoded)
    {
        lock (Gate)
        {
            while (true)
            {
                if (_defect is not null) return null;
                if (Next(hasJustDecoded) is { } step) return step;
                if (_isStopping && _running.Count == 0) return null;
                _idle++;
                Monitor.Wait(Gate);
                _idle--;
            }
        }
    }

    /// <summary>Notes what became of a step. Takes the lock.</summary>
    public void Commit(Step step, Exception? error, TimeSpan duration)
    {
        lock (Gate)
        {
            _steps.End(step);
            if (_defect is not null) return;
            _statistics.Measure(step, failed: error is not null, duration);
            step.Commit(error);
            if (step is not DecodeStep || _mayAdmit) Wake();
        }

        // A step that was refused memory leaves the device as it was. After an error of the device itself every later step would fail too, and fast.
        if (error is not null && Model.Device.Failure is { } reason) Break(new DeviceLostException(_options.Device, reason));
    }

    /// <summary>Refuses new requests and fails those that wait; what has a lane is finished. Takes the lock.</summary>
    public void Stop()
    {
        lock (Gate)
        {
            _isStopping = true;
            _ahead.Clear();
            while (_waiting.TryTakeAny(out var sequence)) End(sequence, new EngineStoppedException(_options.Device));
            Wake();
        }
    }

    /// <summary>
    /// Stops after an error of the scheduler's own: what it knows of lanes and caches may be wrong, so nobody gets an answer from them any more. Takes the
    /// lock.
    /// </summary>
    public void Break(Exception defect)
    {
        lock (Gate)
        {
            _isStopping = true;
            _defect ??= defect;
            _health = EngineHealth.Stopped(_defect);
            foreach (var sequence in _running) sequence.Fail(new EngineStoppedException(_options.Device, defect));
            _running.Clear();
            while (_waiting.TryTakeAny(out var sequence)) sequence.Fail(new EngineStoppedException(_options.Device, defect));
            Wake();
        }
    }

    /// <summary>Looks whether a step hangs, and stops if so; called <see cref="Looks"/> times in the time that a step may take. Takes the lock.</summary>
    public void Look()
    {
        lock (Gate)
        {
            if (_defect is not null || !_steps.Look()) return;
            Break(new DeviceHangsException(_options.Device, _options.LongestStep));
            _hangs.TrySetResult();
        }
    }

    /// <summary>Frees what is kept beyond the lanes, when no worker is left.</summary>
    public void Clear() => _prefixes.Blocks.Clear();

    /// <summary>A step for a sequence is over; ends the sequence if it failed or has its answer.</summary>
    public void Return(Sequence sequence, Exception? error)
    {
        sequence.IsInStep = false;
        error ??= sequence.Answer.Failure;
        if (error is not null) End(sequence, error);
        else if (sequence.Answer.Stop is not null) End(sequence, null);
    }

    public void Encoded(Sequence sequence, string key, ImageEmbeddings? image)
    {
        _encoding.Remove(key);
        if (image is null) return;
        _statistics.CountEncode();
        sequence.ImagesEncoded++;
        image.Pins++;
        sequence.Images.Add(key, image);
        _images.Add(image);
    }

    public void EncodedAhead(string key, ImageEmbeddings? image)
    {
        _encoding.Remove(key);
        if (image is null) return;
        _statistics.CountEncode();
        _images.Add(image);
    }

    public void Prefilled(Sequence sequence, int count)
    {
        sequence.Computed += count;
        sequence.PrefillSteps++;
        _prefixes.Computed(sequence);
        for (var run = 0; run < sequence.Prompt.Runs.Count; run++)
        {
            if (sequence.Prompt.Runs[run].Image is { } key && IsDone(sequence, key)) Unpin(sequence, key);
        }

        if (sequence.Computed == sequence.Prompt.Length) sequence.BeginDecoding();
        _mayAdmit = true;
    }

    /// <summary>Lanes that a step had reserved are free again.</summary>
    public void Unpinned() => _mayAdmit = true;

    public void Decoded(int sequences)
    {
        _isDecoding = false;
        _statistics.CountDecode(sequences);
    }

    private Step? Next(bool hasJustDecoded)
    {
        EndCancelled();

        // A single worker takes turns; where there are others, they prefill meanwhile.
        var step = hasJustDecoded && _options.WorkerCount == 1 ? null : (Step?)Decode();
        step ??= Admit() ?? Prefill() ?? (Step?)Ahead() ?? Decode();
        if (step is not null) _steps.Begin(step);
        return step;
    }

    private AheadStep? Ahead() => _ahead.TryTake(out var image) ? new AheadStep(this, image.Key, image.Image) : null;

    private DecodeStep? Decode()
    {
        if (_isDecoding || !_decode.TryBegin(_prefixes.Lanes, Model.Decoder.Memory.Layout.Capacity)) return null;
        _isDecoding = true;
        return _decode;
    }

    private AdmissionStep? Admit()
    {
        if (!_mayAdmit) return null;
        foreach (var sequence in _waiting)
        {
            if (_running.Count == _prefixes.Lanes.Count) break;
            if (_prefixes.TryAdmit(sequence) is not { } plan) continue;
            _waiting.Remove(sequence);
            _running.Add(sequence);
            sequence.IsInStep = true;
            if (Model.Device.IsSerial) PreprocessAhead(sequence);
            return new(this, plan);
        }

        // Nothing changes for those who wait until a run is computed or a lane becomes free.
        _mayAdmit = false;
        return null;
    }

    /// <summary>
    /// Has the processor prepare a sequence's images while the device does other work: where one worker feeds the device, it must not wait for them. Sequences
    /// about the same image share the work.
    /// </summary>
    private void PreprocessAhead(Sequence sequence)
    {
        var prompt = sequence.Prompt;
        for (var run = 0; run < prompt.Runs.Count; run++)
        {
            if (prompt.Runs[run].Image is not { } key || prompt.Starts[run] < sequence.Computed || sequence.Tensors.ContainsKey(key) || _images.Contains(key))
                continue;
            Task<float[]?>? begun = null;
            foreach (var other in _running) begun ??= other.Tensors.GetValueOrDefault(key);
            var input = sequence.Input(key);
            sequence.Tensors.Add(key, begun ?? Task.Run(() => Model.Encoder.Preprocess(input)));
        }
    }

    private Step? Prefill()
    {
        Sequence? first = null;
        string? missing = null;
        foreach (var sequence in _running)
        {
            if (sequence is not { State: SequenceState.Prefilling, IsInStep: false } || sequence.Priority >= first?.Priority) continue;
            var image = FindImages(sequence);
            if (image is null || !_encoding.Contains(image)) (first, missing) = (sequence, image);
        }

        if (first is null) return null;
        first.IsInStep = true;
        if (missing is null) return new PrefillStep(this, first, first.NextPrefill(Model.Decoder.PrefillLimit));
        _encoding.Add(missing);
        return new EncodeStep(this, first, missing);
    }

    /// <summary>Takes from the cache what the next prefill needs. Returns an image that is not there.</summary>
    private string? FindImages(Sequence sequence)
    {
        while (sequence.MissingImage(Model.Decoder.PrefillLimit) is { } key)
        {
            if (_images.Find(key) is not { } image) return key;
            Count(sequence, image);
            image.Pins++;
            sequence.Images.Add(key, image);
        }

        return null;
    }

    /// <summary>What was encoded ahead is the work of the first request that has it.</summary>
    private void Count(Sequence sequence, ImageEmbeddings image)
    {
        if (image.AheadTime is { } took)
        {
            sequence.ImagesEncoded++;
            sequence.AheadTime += took;
            image.AheadTime = null;
            return;
        }

        _statistics.CountCachedImage();
        sequence.ImagesCached++;
    }

    private static bool IsDone(Sequence sequence, string key)
    {
        if (!sequence.Images.ContainsKey(key)) return false;
        var prompt = sequence.Prompt;
        for (var run = 0; run < prompt.Runs.Count; run++)
        {
            if (prompt.Runs[run].Image == key && prompt.Starts[run] + prompt.Runs[run].Length > sequence.Computed) return false;
        }

        return true;
    }

    private static void Unpin(Sequence sequence, string key)
    {
        if (sequence.Images.Remove(key, out var image)) image.Pins--;
    }

    private void EndCancelled()
    {
        for (var i = _running.Count - 1; i >= 0; i--)
        {
            if (!_running[i].IsInStep && Refusal(_running[i]) is { } reason) End(_running[i], reason);
        }

        while (_waiting.TryTakeExpired(out var expired)) End(expired, Refusal(expired) ?? Late(expired));
    }

    private Exception? Refusal(Sequence sequence) =>
        sequence.IsCancelled ? new OperationCanceledException()
        : sequence.Deadline != long.MaxValue && sequence.Deadline <= Time.GetTimestamp() ? Late(sequence)
        : null;

    private DeadlineExceededException Late(Sequence sequence) => new(_options.Device, sequence.Age);

    private void Cancel(Sequence sequence)
    {
        lock (Gate)
        {
            if (_waiting.Remove(sequence)) End(sequence, new OperationCanceledException());
            else Wake();
        }
    }

    private void End(Sequence sequence, Exception? error)
    {
        if (sequence.State == SequenceState.Ended) return;
        var isInterrupted = error is OperationCanceledException or DeadlineExceededException;
        _prefixes.Release(sequence, failed: error is not null && !isInterrupted);
        foreach (var image in sequence.Images.Values) image.Pins--;
        sequence.Images.Clear();
        _running.Remove(sequence);
        _mayAdmit = true;
        _statistics.CountEnd(sequence, isComplete: error is null);
        if (error is null) _waiting.Work.CountImages(sequence);
        if (error is null) sequence.Complete(Model.Tokenizer);
        else if (error is OperationCanceledException && sequence.IsCancelled) sequence.Cancel();
        else sequence.Fail(error as InferenceException ?? new DeviceFailedException(_options.Device, error.Message.ReplaceLineEndings(" "), error));

        // Its lane is free, or it was the last one before a stop: whoever sleeps must see that.
        Wake();
    }

    private void Wake()
    {
        if (_idle > 0) Monitor.PulseAll(Gate);
    }
}
