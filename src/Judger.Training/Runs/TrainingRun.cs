using System.Diagnostics;
using Judger.TinyModel.World;
using Judger.Training.Checkpoints;
using Judger.Training.Data;
using Judger.Training.Model;
using Judger.Training.Optimization;
using Judger.Training.Tokenizers;
using TorchSharp;

namespace Judger.Training.Runs;

/// <summary>Runs the phases in order, resuming where the run's folder says that it stopped.</summary>
internal sealed class TrainingRun
{
    private const int ReportEvery = 50;
    private const int SaveEvery = 200;

    private readonly TrainingRunOptions _options;
    private readonly Action<string> _print;
    private readonly PromptTokenizer _tokenizer = PromptTokenizer.ForWorld();

    public TrainingRun(TrainingRunOptions options, Action<string> print)
    {
        _options = options;
        _print = print;
        Geometry = options.Geometry ?? new ModelGeometry { Vocabulary = _tokenizer.Vocabulary };
    }

    public ModelGeometry Geometry { get; }

    public PromptTokenizer Tokenizer => _tokenizer;

    /// <summary>Trains to the end of the last phase and writes the checkpoint into the run's <c>checkpoint</c> folder after each phase.</summary>
    public void Train(CancellationToken cancellationToken)
    {
        torch.set_num_threads(1);
        Directory.CreateDirectory(_options.Folder);
        using var model = new LlavaModel(Geometry, _options.Seed, _options.Compute);
        using var optimizer = new AdamW(model.Parameters);
        var resumed = RunCheckpoint.TryRestore(_options.Folder, model, optimizer, _options.Identity);
        if (resumed is null && _options.InitialCheckpoint is { } initial) LlavaCheckpoint.Read(initial, model);
        var phases = _options.Phases;
        var start = resumed is { } at ? phases.ToList().FindIndex(phase => phase.Name == at.Phase) : 0;
        if (start < 0)
            throw new TrainingException($"The run in {_options.Folder} stopped in phase {resumed!.Value.Phase}, which is not among the phases asked for.");
        _print(
            $"{model.Parameters.Layout.Size:N0} parameters, vocabulary {Geometry.Vocabulary}, {_options.Workers} workers, "
            + $"{_options.Compute}{(resumed is { } r ? $", resuming {r.Phase} at step {r.Step}" : "")}");
        for (var i = start; i < phases.Count; i++)
        {
            var firstStep = i == start ? resumed?.Step ?? 0 : 0;
            if (firstStep == 0) optimizer.Reset();
            TrainPhase(model, optimizer, phases[i], firstStep, cancellationToken);
            LlavaCheckpoint.Write(Path.Combine(_options.Folder, "checkpoint"), model, _tokenizer);
            if (i + 1 < phases.Count) RunCheckpoint.Save(_options.Folder, model, optimizer, _options.Identity, phases[i + 1].Name, 0);
        }
    }

    private void TrainPhase(LlavaModel model, AdamW optimizer, Phase phase, int firstStep, CancellationToken cancellationToken)
    {
        using var parallel = new DataParallel(model, _options.Workers);
        var data = new QuestionData(Geometry, new SegmentWriter(_tokenizer));
        var schedule = new LearningRateSchedule(phase.PeakRate, phase.Steps);
        var curve = new LearningCurve(_options.Folder);
        curve.ForgetAfter(phase.Name, firstStep);
        var clock = Stopwatch.StartNew();
        var scenes = phase.Scenes / _options.Workers;
        optimizer.SetGroupRates(phase.GroupRate);
        var done = parallel.Run(firstStep, phase.Steps, Work, After, cancellationToken);
        RunCheckpoint.Save(_options.Folder, model, optimizer, _options.Identity, phase.Name, done);
        if (done == phase.Steps) return;
        _print($"{phase.Name}: stopped after step {done}; started again, the run goes on from there.");
        cancellationToken.ThrowIfCancellationRequested();

        void Work(LlavaModel replica, int step, int worker)
        {
            // A batch follows from seed, phase, step and worker alone, so a resumed run sees what an undisturbed one would have seen.
            var random = new WorldRandom(
                (ulong)SceneSplit.Train,
                (ulong)_options.Seed,
                (ulong)Phase.All.ToList().FindIndex(other => other.Name == phase.Name),
                (ulong)step,
                (ulong)worker);
            if (phase.Name == Phase.Vision.Name) VisionStep.Run(replica, VisionBatch.Draw(random, Geometry, scenes), curve);
            else QuestionStep.Run(replica, Draw(random), phase, curve);
        }

        QuestionBatch Draw(WorldRandom random) =>
            phase.Name == Phase.Alignment.Name ? data.DrawAlignment(random, scenes)
            : phase.Name == Phase.Perception.Name ? data.DrawPerception(random, scenes)
            : data.DrawCorrection(random, scenes);

        void After(int step)
        {
            var norm = optimizer.Update(parallel.Replicas, schedule.At(step));
            curve.AddLoss("gradient_norm", norm);
            var made = step + 1;
            if (made % ReportEvery == 0 || made == phase.Steps)
            {
                var rate = (made - firstStep) / clock.Elapsed.TotalSeconds;
                _print(
                    $"{phase.Name} {made}/{phase.Steps}  {curve.Report(phase.Name, made)}  {rate:F2} steps/s, "
                    + $"{TimeSpan.FromSeconds((phase.Steps - made) / rate):hh\\:mm\\:ss} left");
            }

            if (made % SaveEvery == 0) RunCheckpoint.Save(_options.Folder, model, optimizer, _options.Identity, phase.Name, made);
        }
    }
}
