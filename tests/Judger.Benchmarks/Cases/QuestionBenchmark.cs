using System.Globalization;
using Judger.Benchmarks.Harness;
using Judger.Benchmarks.Models;
using Judger.Inference.Contract;

namespace Judger.Benchmarks.Cases;

/// <summary>A three-stage question with all the engine's reuse, against full passes on an engine that keeps nothing.</summary>
internal sealed class QuestionBenchmark : IBenchmark
{
    private const int WarmUp = 12;

    public string Name => "question";

    public string Description => "a three-stage question on a new image, against the reference's order of full passes";

    public async Task<IReadOnlyList<Measurement>> RunAsync(Bench bench)
    {
        return
        [
            await MeasureAsync(bench, RandomModel.Photograph, 4, Target.AtLeast(2.2)),
            await MeasureAsync(bench, RandomModel.Photograph, 20, null),
            await MeasureAsync(bench, RandomModel.Small, 4, null),
        ];
    }

    private static async Task<Measurement> MeasureAsync(Bench bench, RandomModel model, int tokens, Target? target)
    {
        var options = new EngineOptions { Workers = 1, IntraOpThreads = 2, Lanes = 4, PrefixCacheBytes = 128 << 20 };
        await using var sharing = Engines.Start(bench.Model(model), options);
        await using var forgetting = Engines.Start(bench.Model(model), options with { Lanes = 1, PrefixCacheBytes = 0, VisionCacheBytes = 0 });

        // A server that has run for a while: lanes and prefix cache are full, and room must be made for each new question.
        for (var i = 0; i < WarmUp; i++) await new ThreeStageQuestion(sharing, ThreeStageQuestion.Noise, 1).AskAsync();
        WorkCount full = default, shared = default;
        var seconds = await Interleaved.SecondsAsync(
            bench,
            bench.Rounds(11),
            [
                async () => full = await new ThreeStageQuestion(forgetting, ThreeStageQuestion.Noise, tokens).AskInFullPassesAsync(),
                async () => shared = await new ThreeStageQuestion(sharing, ThreeStageQuestion.Noise, tokens).AskAsync(),
            ]);
        return new($"question, hidden size {model.Geometry.Hidden}, answers of {tokens} tokens", Spread.OfRatios(seconds[0], seconds[1]), target, string.Create(
            CultureInfo.InvariantCulture,
            $"{1000 * Spread.Of(seconds[1]).Median:F0} ms, {shared.TokensPrefilled} positions, {shared.ImagesEncoded} encodes; full passes "
            + $"{1000 * Spread.Of(seconds[0]).Median:F0} ms, {full.TokensPrefilled}, {full.ImagesEncoded}"));
    }
}
