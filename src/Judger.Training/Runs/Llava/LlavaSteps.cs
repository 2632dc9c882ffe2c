using System.Diagnostics;
using Judger.Training.Checkpoints;
using Judger.Training.Data.Llava;
using Judger.Training.Model;
using Judger.Training.Optimization;

namespace Judger.Training.Runs.Llava;

/// <summary>The loop of a run: batches, updates, reports, held-out rows, saved states.</summary>
internal sealed class LlavaSteps(LlavaRunOptions options, string identity, int steps, HeldOut? heldOut, Action<string> print)
{
    private const int ReportEvery = 20;

    private readonly LearningCurve _curve = new(options.Folder);
    private readonly LearningRateSchedule _schedule = LearningRateSchedule.Llava(options.PeakRate, steps);

    /// <param name="model">The model.</param>
    /// <param name="optimizer">Its optimiser.</param>
    /// <param name="first">The first step to make.</param>
    /// <param name="sampleAt">The sample at a place in the sequence of epochs.</param>
    /// <param name="features">The encoded views.</param>
    /// <param name="cancellationToken">Stops between two steps.</param>
    public void Run(LlavaModel model, AdamW optimizer, int first, Func<long, Sample> sampleAt, ViewFeatures features, CancellationToken cancellationToken)
    {
        using var parallel = new DataParallel(model, options.Workers);
        _curve.ForgetAfter(options.StageName, first);
        if (first == 0) Measure(model, 0, cancellationToken);
        var clock = Stopwatch.StartNew();
        var done = parallel.Run(first, steps, Work, After, cancellationToken);
        RunCheckpoint.Save(options.Folder, model, optimizer, identity, options.StageName, done);
        if (done == steps) return;
        print($"stopped after step {done}; started again, the run goes on from there.");
        cancellationToken.ThrowIfCancellationRequested();

        void Work(LlavaModel replica, int step, int worker)
        {
            // A batch follows from seed and step alone; a worker takes every n-th row of it.
            var own = Enumerable.Range(0, options.Batch).Where(i => i % options.Workers == worker).Select(i => sampleAt(((long)step * options.Batch) + i));
            SampleStep.Run(replica, [.. own], features, options.Cut, options.Workers / (double)options.Batch, _curve);
        }

        void After(int step)
        {
            _curve.AddLoss("gradient_norm", optimizer.Update(parallel.Replicas, _schedule.At(step)));
            var made = step + 1;
            if (made % ReportEvery == 0 || made == steps)
            {
                var rate = (made - first) / clock.Elapsed.TotalSeconds;
                print(
                    $"{options.StageName} {made}/{steps}  {_curve.Report(options.StageName, made)}  {rate:F2} steps/s, "
                    + $"{TimeSpan.FromSeconds((steps - made) / rate):hh\\:mm\\:ss} left");
            }

            if (made % options.EvalEvery == 0 || made == steps) Measure(model, made, cancellationToken);
            if (made % options.SaveEvery == 0) RunCheckpoint.Save(options.Folder, model, optimizer, identity, options.StageName, made);
        }
    }

    private void Measure(LlavaModel model, int step, CancellationToken cancellationToken)
    {
        if (heldOut is null) return;
        var held = new LearningCurve(options.Folder);
        heldOut.Measure(model, held, cancellationToken);
        if (!cancellationToken.IsCancellationRequested) print($"{options.StageName} {step}/{steps}  {held.Report(options.StageName, step)}");
    }
}
