using System.Globalization;
using System.Text.Json;
using Judger.Export.Pipeline;
using Judger.Inference.Engine;
using Judger.Training.Runs.Llava;

namespace Judger.Training.Proof;

/// <summary>
/// Whether judgments are worth their place: the model's own mistakes, judged by the reference, train it once with the judgments and once, for as many steps
/// on the same rows in the same order, with the right answers alone; both are asked about held-out scenes. What is done stays in the folder and is not done
/// again.
/// </summary>
internal sealed class ProofRun(ProofOptions options, Action<string> print)
{
    private const string Header = "                 refined  corrected  named  rejected   fine    hit";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.Folder);
        var start = await ScoreAsync(options.Checkpoint, Path.Combine(options.Folder, "start"), cancellationToken);
        var results = new List<(string Arm, int Seed, ProofScore Score)>();
        foreach (var seed in options.Seeds)
        {
            var mistakes = await CollectAsync(seed, cancellationToken);
            foreach (var loss in new[] { LossKind.Plain, LossKind.Cut })
            {
                var arm = loss.ToString().ToLowerInvariant();
                var folder = Path.Combine(options.Folder, $"{arm}-{seed}");
                var run = new LlavaRun(Options(mistakes, folder, loss, seed), line => print($"{arm} seed {seed}: {line}"));
                if (!File.Exists(ResultOf(folder))) await Task.Run(() => run.Train(cancellationToken), CancellationToken.None);
                results.Add((arm, seed, await ScoreAsync(Path.Combine(folder, "checkpoint"), folder, cancellationToken)));
            }
        }

        print(Header);
        print(Line("start", [start]));
        foreach (var (arm, seed, score) in results) print(Line($"{arm} seed {seed}", [score]));
        foreach (var arm in results.GroupBy(result => result.Arm)) print(Line($"{arm.Key} mean", [.. arm.Select(result => result.Score)]));
    }

    private LlavaRunOptions Options(MistakeCollector mistakes, string folder, LossKind loss, int seed) => new()
    {
        Source = new() { Checkpoint = options.Checkpoint, Output = folder },
        Data = mistakes.Data,
        Images = mistakes.Images,
        Folder = folder,
        Stage = Stage.Correction,
        Loss = loss,
        Cut = CutSetting.Online,
        Rank = options.Rank,
        Steps = options.Steps,
        Batch = options.Batch,
        LearningRate = options.LearningRate,
        Seed = seed,
        Workers = options.Workers,
    };

    private async Task<MistakeCollector> CollectAsync(int seed, CancellationToken cancellationToken)
    {
        await using var engine = Load(options.Checkpoint, Path.Combine(options.Folder, "start", "model"));
        var mistakes = new MistakeCollector(engine, Path.Combine(options.Folder, $"mistakes-{seed}"), (ulong)(1000 + seed));
        if (!File.Exists(mistakes.Data))
            print($"seed {seed}: {options.Rows} mistakes in {await mistakes.CollectAsync(options.Rows, cancellationToken)} questions on training scenes");
        return mistakes;
    }

    private async Task<ProofScore> ScoreAsync(string checkpoint, string folder, CancellationToken cancellationToken)
    {
        if (File.Exists(ResultOf(folder))) return JsonSerializer.Deserialize<ProofScore>(await File.ReadAllTextAsync(ResultOf(folder), cancellationToken))!;
        ProofScore score;
        await using (var engine = Load(checkpoint, Path.Combine(folder, "model")))
            score = await new HeldOutScenes(engine, options.Scenes).AskAsync(cancellationToken);
        await File.WriteAllTextAsync(ResultOf(folder), JsonSerializer.Serialize(score), cancellationToken);
        print(Line(Path.GetFileName(folder), [score]));
        return score;
    }

    private InferenceEngine Load(string checkpoint, string model)
    {
        if (!Directory.Exists(model)) ModelExporter.Export(new() { Checkpoint = checkpoint, Output = model, Warn = line => print($"warning: {line}") });
        return OnnxEngine.Load(model, new() { Workers = 1 });
    }

    private static string ResultOf(string folder) => Path.Combine(folder, "result.json");

    private static string Line(string name, IReadOnlyList<ProofScore> scores)
    {
        Func<ProofScore, double>[] columns =
        [
            score => score.RefinedShare,
            score => score.CorrectedShare,
            score => score.NamedShare,
            score => score.RejectedShare,
            score => score.FineShare,
            score => score.HitShare,
        ];
        return name.PadRight(16) + string.Concat(columns.Select(
            (column, i) => scores.Average(column).ToString("F3", CultureInfo.InvariantCulture).PadLeft(i == 1 ? 11 : i == 3 ? 10 : i is 2 or 4 or 5 ? 7 : 8)));
    }
}
