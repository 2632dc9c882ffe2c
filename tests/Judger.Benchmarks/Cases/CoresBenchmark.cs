using System.Globalization;
using Judger.Benchmarks.Harness;
using Judger.Benchmarks.Models;
using Judger.Inference.Contract;
using Judger.Inference.Engine;
using Judger.TinyModel;

namespace Judger.Benchmarks.Cases;

/// <summary>Questions a second of two workers of one thread each, against one.</summary>
internal sealed class CoresBenchmark : IBenchmark
{
    private const int AnswerTokens = 4;

    public string Name => "cores";

    public string Description => "three-stage questions a second, each on an image of its own, with two workers of one thread against one";

    public async Task<IReadOnlyList<Measurement>> RunAsync(Bench bench) =>
    [
        await MeasureAsync(bench, "hidden size 512", bench.Model(RandomModel.Small), questions: bench.IsQuick ? 2 : 8),
        await MeasureAsync(bench, "embedded model", EmbeddedModel.Folder, questions: bench.IsQuick ? 8 : 96),
    ];

    private static async Task<Measurement> MeasureAsync(Bench bench, string name, string model, int questions)
    {
        var options = new EngineOptions { Workers = 1, IntraOpThreads = 1 };
        await using var one = Engines.Start(model, options);
        await using var two = Engines.Start(model, options with { Workers = 2 });
        var seconds = await Interleaved.SecondsAsync(bench, bench.Rounds(9), [() => LoadAsync(one), () => LoadAsync(two)]);
        return new($"two cores, {name}", Spread.OfRatios(seconds[0], seconds[1]), Target.AtLeast(1.8), string.Create(
            CultureInfo.InvariantCulture,
            $"{questions / Spread.Of(seconds[1]).Median:F1} questions/s against {questions / Spread.Of(seconds[0]).Median:F1}, {questions} at the same time"));

        Task LoadAsync(InferenceEngine engine) =>
            Task.WhenAll(Enumerable.Range(0, questions).Select(_ => new ThreeStageQuestion(engine, ThreeStageQuestion.Noise, AnswerTokens).AskAsync()));
    }
}
