using System.Runtime.CompilerServices;
using Judger.Inference.Contract;
using Judger.Inference.Errors;
using Judger.Inference.Manifest;
using Judger.Inference.Scheduling;

namespace Judger.Inference.Engine;

/// <summary>One model on one device, with its workers.</summary>
public sealed class InferenceEngine : IInferenceEngine
{
    // Who would write a file of the model waits for so long.
    private static readonly TimeSpan WatchPeriod = TimeSpan.FromMilliseconds(250);

    private readonly ModelParts _model;
    private readonly TimeProvider _time;
    private readonly RequestPreparer _preparer;
    private readonly Scheduler _scheduler;
    private readonly Task _ended;
    private readonly ITimer? _watch;
    private readonly ITimer _stepWatch;
    private int _isLooking;

    /// <summary>Runs a loaded model, which the engine disposes.</summary>
    internal InferenceEngine(ModelParts model, EngineOptions options, TimeProvider? time = null)
    {
        options.Validate();
        _model = model;
        _time = time ?? TimeProvider.System;
        Device = options.Device;
        _preparer = new(model.Manifest, model.Tokenizer, model.Decoder.Memory.Layout.Capacity);
        _scheduler = new(model, options, _time);
        _ended = Task.WhenAll(Enumerable.Range(0, options.WorkerCount).Select(i => new Worker(_scheduler, $"judger {options.Device} {i}").Ended));
        var look = options.LongestStep / Scheduler.Looks;
        _stepWatch = _time.CreateTimer(_ => _scheduler.Look(), null, look, look);
        if (model.Files is { } files) _watch = _time.CreateTimer(_ => Look(files), null, WatchPeriod, WatchPeriod);
    }

    /// <inheritdoc/>
    public ModelManifest Manifest => _model.Manifest;

    /// <inheritdoc/>
    public string Device { get; }

    /// <inheritdoc/>
    public EngineStatus Status => _scheduler.Status;

    /// <inheritdoc/>
    public EngineHealth Health => _scheduler.Health;

    /// <inheritdoc/>
    public Task<Generation> GenerateAsync(GenerationRequest request, CancellationToken cancellationToken)
    {
        var generating = Enqueue(request, cancellationToken);

        // One that was never enqueued has nobody else to end it.
        if (generating.IsFaulted || generating.IsCanceled)
        {
            request.Progress?.End(isComplete: false);
            request.EarlyAttention?.End();
        }

        return generating;
    }

    /// <inheritdoc/>
    public void Anticipate(GenerationRequest request)
    {
        try
        {
            _scheduler.Anticipate(_preparer.Prepare(request));
        }
        catch (InferenceException)
        {
            // It will be told when it comes.
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<TextDelta> StreamAsync(GenerationRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var progress = request.Progress ?? new();
        var generation = GenerateAsync(request with { Progress = progress }, reading.Token);
        try
        {
            await foreach (var piece in progress.ReadAsync(cancellationToken: CancellationToken.None).ConfigureAwait(false)) yield return new(piece.Text);
            cancellationToken.ThrowIfCancellationRequested();
            yield return new("", await generation.ConfigureAwait(false));
        }
        finally
        {
            await reading.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Refuses new requests, finishes those that run, fails the waiting ones and frees the device. One that hangs is left as it is: what it may still write to
    /// stays until the process ends.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (_watch is not null) await _watch.DisposeAsync().ConfigureAwait(false);
        _scheduler.Stop();
        await Task.WhenAny(_ended, _scheduler.Hangs).ConfigureAwait(false);
        await _stepWatch.DisposeAsync().ConfigureAwait(false);
        if (!_ended.IsCompleted) return;
        _scheduler.Clear();
        _model.Dispose();
    }

    /// <summary>Stops the engine when a file of its model was changed, also where nobody asks it anything; then lets the change happen.</summary>
    private void Look(ModelFiles files)
    {
        if (Interlocked.Exchange(ref _isLooking, 1) != 0) return;
        if (files.Changed() is { } changed)
        {
            // No further look: it stays stopped, and nobody touches a file that may be cut off.
            _scheduler.Break(changed);
            _ = _ended.ContinueWith(_ => files.Release(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return;
        }

        Volatile.Write(ref _isLooking, 0);
    }

    private Task<Generation> Enqueue(GenerationRequest request, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<Generation>(cancellationToken);
        try
        {
            var sequence = new Sequence(_preparer.Prepare(request), _time, cancellationToken);
            _scheduler.Enqueue(sequence);
            return sequence.Completion;
        }
        catch (InferenceException e)
        {
            return Task.FromException<Generation>(e);
        }
    }
}
