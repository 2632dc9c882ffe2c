using System.Globalization;
using Judger.Benchmarks.Harness;
using Judger.Benchmarks.Models;
using Judger.Inference.Contract;
using Judger.Inference.Engine;

namespace Judger.Benchmarks.Cases;

/// <summary>A three-stage question with all the engine's reuse, against full passes on an engine that keeps nothing.</summary>
internal sealed class QuestionBenchmark : IBenchmark
{
    private const int WarmUp = 12;

    // Of four questions each.
    private const int Scenes = 4;

    // Of three questions each.
    private const int SignsScenes = 8;
    private const ulong SignsSeed = 5;

    private static EngineOptions Sharing { get; } = new() { Workers = 1, IntraOpThreads = 2, Lanes = 4, PrefixCacheBytes = 128 << 20 };

    public string Name => "question";

    public string Description => "a three-stage question on a new image, against the reference's order of full passes";

    public async Task<IReadOnlyList<Measurement>> RunAsync(Bench bench)
    {
        var gate = await GateDecisions.ReplayAsync(bench.IsQuick ? 1 : Scenes, bench.Cancellation);
        return
        [
            await MeasureAsync(bench, RandomModel.Photograph, 4, Target.AtLeast(2.2)),
            await MeasureAsync(bench, RandomModel.Photograph, 20, Target.AtLeast(2.2)),
            await MeasureAsync(bench, RandomModel.Small, 4, null),
            await MeasureAsync(bench, RandomModel.Photograph, 4, Target.AtLeast(3.5), gate),
            await MeasureSignsAsync(bench, RandomModel.Photograph, 4, Target.AtLeast(3.5)),
            await MeasureAheadAsync(bench, RandomModel.Photograph, 20),
        ];
    }

    /// <summary>A question alone on two workers: what the first answer's decoding hides of the look, and at least none of the work twice.</summary>
    private static async Task<Measurement> MeasureAheadAsync(Bench bench, RandomModel model, int tokens)
    {
        await using var engine = Engines.Start(bench.Model(model), new() { Workers = 2, IntraOpThreads = 1, Lanes = 4, PrefixCacheBytes = 128 << 20 });
        await WarmUpAsync(bench, engine);
        var (_, refined, _) = await new ThreeStageQuestion(engine, ThreeStageQuestion.Noise, tokens).AskAsync();
        WorkCount after = default, ahead = default;
        var seconds = await Interleaved.SecondsAsync(
            bench,
            bench.Rounds(11),
            [
                async () => after = (await new ThreeStageQuestion(engine, ThreeStageQuestion.Noise, tokens).AskAsync(refined)).Work,
                async () => ahead = await new ThreeStageQuestion(engine, ThreeStageQuestion.Noise, tokens).AskAheadAsync(refined),
            ]);
        return new($"look ahead, hidden size {model.Geometry.Hidden}, answers of {tokens} tokens", Spread.OfRatios(seconds[0], seconds[1]), null, string.Create(
            CultureInfo.InvariantCulture,
            $"{1000 * Spread.Of(seconds[1]).Median:F0} ms, {ahead.TokensPrefilled} positions, {ahead.ImagesEncoded} encodes; the look after the answer "
            + $"{1000 * Spread.Of(seconds[0]).Median:F0} ms, {after.TokensPrefilled}, {after.ImagesEncoded}; 2 workers of 1 thread"));
    }

    /// <summary>
    /// The questions of a `judger eval signs` run, three about each picture, one after another. The model looks again where the embedded model is not sure, and
    /// its first answer is the second one's draft, as good a one as there.
    /// </summary>
    private static async Task<Measurement> MeasureSignsAsync(Bench bench, RandomModel model, int tokens, Target target)
    {
        var scenes = await GateDecisions.ReplaySignsAsync(bench.IsQuick ? 1 : SignsScenes, SignsSeed, bench.Cancellation);
        GateDecision[] asked = [.. scenes.SelectMany(scene => scene)];
        await using var sharing = await StartSharingAsync(bench, model);
        await using var forgetting = StartForgetting(bench, model);
        var refined = new Dictionary<string, int[]>(StringComparer.Ordinal);
        foreach (var one in asked.Where(one => one.Looks && one.Keeps).DistinctBy(one => one.Text))
            refined[one.Text] = (await Question(sharing, one.Text).AskAsync()).Refined;
        WorkCount full = default, shared = default;
        var seconds = await Interleaved.SecondsAsync(
            bench,
            bench.Rounds(2),
            [
                async () =>
                {
                    full = default;
                    foreach (var one in asked) full += await Question(forgetting, one.Text).AskInFullPassesAsync();
                },
                async () =>
                {
                    shared = default;
                    foreach (var scene in scenes)
                    {
                        var picture = new AskedPicture();
                        foreach (var one in scene)
                        {
                            var expected = one.Keeps ? refined.GetValueOrDefault(one.Text) : null;
                            shared += (await Question(sharing, one.Text).AskAsync(expected, one.Looks, picture)).Work;
                        }
                    }
                },
            ]);
        var (count, sure, kept) = (asked.Length, asked.Count(one => !one.Looks), asked.Count(one => one.Looks && one.Keeps));
        return new(
            $"question, hidden size {model.Geometry.Hidden}, answers of {tokens} tokens, as eval signs asks, {sure} of {count} sure",
            Spread.OfRatios(seconds[0], seconds[1]),
            target,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{1000 * Spread.Of(seconds[1]).Median / count:F0} ms, {shared.TokensPrefilled / count} positions, "
                + $"{(double)shared.ImagesEncoded / count:0.##} encodes, {kept} of {count - sure} looks keep the answer; full passes "
                + $"{1000 * Spread.Of(seconds[0]).Median / count:F0} ms, {full.TokensPrefilled / count}, {(double)full.ImagesEncoded / count:0.##}"));

        ThreeStageQuestion Question(InferenceEngine engine, string text) => new(engine, ThreeStageQuestion.Noise, tokens, text);
    }

    /// <summary>A server that has run for a while: lanes and prefix cache are full, and room must be made for each new question.</summary>
    private static async Task<InferenceEngine> StartSharingAsync(Bench bench, RandomModel model)
    {
        var engine = Engines.Start(bench.Model(model), Sharing);
        await WarmUpAsync(bench, engine);
        return engine;
    }

    private static async Task WarmUpAsync(Bench bench, InferenceEngine engine)
    {
        for (var i = 0; i < (bench.IsQuick ? 1 : WarmUp); i++) await new ThreeStageQuestion(engine, ThreeStageQuestion.Noise, 1).AskAsync();
    }

    private static InferenceEngine StartForgetting(Bench bench, RandomModel model) =>
        Engines.Start(bench.Model(model), Sharing with { Lanes = 1, PrefixCacheBytes = 0, VisionCacheBytes = 0 });

    /// <summary>Each round is one question, or one for each decision of the gate.</summary>
    private static async Task<Measurement> MeasureAsync(
        Bench bench, RandomModel model, int tokens, Target? target, IReadOnlyList<bool>? gate = null)
    {
        await using var sharing = await StartSharingAsync(bench, model);
        await using var forgetting = StartForgetting(bench, model);

        // Mostly the refined answer is the baseline's, which random weights do not know. All images have the same pixels, so the answers are the same too.
        var (_, refined, _) = await new ThreeStageQuestion(sharing, ThreeStageQuestion.Noise, tokens).AskAsync();
        WorkCount full = default, shared = default;
        IReadOnlyList<bool> looks = gate ?? [true];
        var seconds = await Interleaved.SecondsAsync(
            bench,
            bench.Rounds(gate is null ? 11 : 2),
            [
                async () =>
                {
                    foreach (var _ in looks) full = await new ThreeStageQuestion(forgetting, ThreeStageQuestion.Noise, tokens).AskInFullPassesAsync();
                },
                async () =>
                {
                    shared = default;
                    foreach (var look in looks)
                        shared += (await new ThreeStageQuestion(sharing, ThreeStageQuestion.Noise, tokens).AskAsync(refined, look)).Work;
                },
            ]);
        var name = $"question, hidden size {model.Geometry.Hidden}, answers of {tokens} tokens";
        if (gate is not null) name += $", {looks.Count(look => !look)} of {looks.Count} sure";
        return new(name, Spread.OfRatios(seconds[0], seconds[1]), target, string.Create(
            CultureInfo.InvariantCulture,
            $"{1000 * Spread.Of(seconds[1]).Median / looks.Count:F0} ms, {shared.TokensPrefilled / looks.Count} positions, "
            + $"{(double)shared.ImagesEncoded / looks.Count:0.#} encodes, {shared.TokensAccepted / looks.Count} tokens drafted; full passes "
            + $"{1000 * Spread.Of(seconds[0]).Median / looks.Count:F0} ms, {full.TokensPrefilled}, {full.ImagesEncoded}"));
    }
}
