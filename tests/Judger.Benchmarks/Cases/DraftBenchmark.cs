using System.Globalization;
using Judger.Benchmarks.Harness;
using Judger.Benchmarks.Models;
using Judger.Core.Prompts;
using Judger.Inference.Contract;
using Judger.Inference.Engine;
using Judger.Inference.Manifest;
using Judger.TinyModel;
using Judger.TinyModel.World;

namespace Judger.Benchmarks.Cases;

/// <summary>Answers that were drafted, against the same answers without a draft: the same tokens, and the time.</summary>
/// <param name="name">What it is called.</param>
/// <param name="model">Random weights that answer.</param>
/// <param name="precisions">The weights' precisions, one after another.</param>
/// <param name="asksEmbedded">Whether the embedded model answers questions of its world too.</param>
internal sealed class DraftBenchmark(string name, RandomModel model, IReadOnlyList<ModelPrecision> precisions, bool asksEmbedded) : IBenchmark
{
    private const int Answers = 500;

    // Of four questions each.
    private const int Scenes = 500;
    private const int Positions = 60;
    private const int NewTokens = 20;

    /// <summary>Of 51 million random parameters in each precision, and of the embedded model.</summary>
    public static DraftBenchmark Small { get; } = new(
        "draft", RandomModel.Wide, [ModelPrecision.Float32, ModelPrecision.Int8, ModelPrecision.Int4], asksEmbedded: true);

    /// <summary>Of a billion parameters: an hour.</summary>
    public static DraftBenchmark Billion { get; } = new(
        "draft-1b", RandomModel.PeerBillion, [ModelPrecision.Float32, ModelPrecision.Int8], asksEmbedded: false);

    public string Name => name;

    public string Description => $"answers of 20 tokens that were drafted, against the same without a draft; and how many of 500 differ ({model.Name})";

    public async Task<IReadOnlyList<Measurement>> RunAsync(Bench bench)
    {
        var measurements = new List<Measurement>();
        foreach (var precision in precisions.Where(precision => bench.Measures($"{model.Name}, {precision}")))
        {
            var options = new EngineOptions { Workers = 1, IntraOpThreads = 2, Lanes = 1, PrefixCacheBytes = 0 };
            await using var engine = Engines.Start(bench.Model(model, precision), options);
            measurements.Add(await MeasureAsync(bench, engine, precision));
            measurements.Add(await CompareAsync(bench, engine, precision));
        }

        if (asksEmbedded && bench.Measures("embedded model")) measurements.Add(await CompareQuestionsAsync(bench));
        return measurements;
    }

    /// <summary>Refined answers of the embedded model, drafted with its first ones, as questions of its world have them.</summary>
    private static async Task<Measurement> CompareQuestionsAsync(Bench bench)
    {
        await using var engine = OnnxEngine.Load(EmbeddedModel.Folder, new() { Workers = 1, IntraOpThreads = 1 });
        int questions = 0, different = 0;
        WorkCount work = default;
        for (var seed = 0; seed < (bench.IsQuick ? 2 : Scenes); seed++)
        {
            var (scene, asked) = DemoScene.Draw(seed);
            var whole = new ImageInput($"scene {seed}", scene.Image, PixelBox.Whole(scene.Image.Size));
            foreach (var question in asked)
            {
                var side = scene.Image.Width / 4;
                var crop = whole with { Region = new(side, side, 3 * side, 3 * side) };
                var baseline = await AskAsync(engine.Manifest.Prompts.Baseline.Fill(question.Text), [], whole);
                var plain = await AskAsync(engine.Manifest.Prompts.Refined.Fill(question.Text), [], whole, crop);
                var drafted = await AskAsync(engine.Manifest.Prompts.Refined.Fill(question.Text), Tokens(baseline), whole, crop);
                questions++;
                if (!Tokens(plain).SequenceEqual(Tokens(drafted)) || plain.Stop != drafted.Stop) different++;
                work += drafted.Work;
            }
        }

        return new("drafted answers that differ, embedded model", Spread.Of([different]), Target.AtMost(0), string.Create(
            CultureInfo.InvariantCulture, $"of {questions}; {work.TokensAccepted} of {work.TokensDrafted} drafted tokens accepted"));

        Task<Generation> AskAsync(Prompt prompt, int[] draft, params ImageInput[] images) =>
            engine.GenerateAsync(new() { Prompt = prompt, Images = images, Draft = draft }, bench.Cancellation);
    }

    private async Task<Measurement> MeasureAsync(Bench bench, InferenceEngine engine, ModelPrecision precision)
    {
        var seed = 0;
        int[] draft = [];
        var seconds = await Interleaved.SecondsAsync(
            bench,
            bench.Rounds(21),
            [
                async () => draft = Tokens(await engine.GenerateAsync(Engines.Digits(++seed, Positions, NewTokens), bench.Cancellation)),
                async () => draft = Tokens(await engine.GenerateAsync(Engines.Digits(seed, Positions, NewTokens) with { Draft = draft }, bench.Cancellation)),
            ]);
        return new($"drafted answer, {model.Name}, {precision}", Spread.OfRatios(seconds[0], seconds[1]), null, string.Create(
            CultureInfo.InvariantCulture, $"{1000 * Spread.Of(seconds[1]).Median:F0} ms against {1000 * Spread.Of(seconds[0]).Median:F0}, 2 threads"));
    }

    /// <summary>Half of the drafts are the whole answer, half leave it in the middle.</summary>
    private async Task<Measurement> CompareAsync(Bench bench, InferenceEngine engine, ModelPrecision precision)
    {
        int answers = bench.IsQuick ? 8 : Answers, different = 0;
        long plain = 0, drafted = 0;
        WorkCount work = default;
        var (first, rest) = (0.0, 0.0);
        for (var seed = 0; seed < answers; seed++)
        {
            var request = Engines.Digits(100_000 + seed, Positions, NewTokens) with { CaptureLogits = true };
            var before = engine.Status.DecodeSteps;
            var expected = await engine.GenerateAsync(request, bench.Cancellation);
            var between = engine.Status.DecodeSteps;
            var draft = Tokens(expected);
            if (seed % 2 == 1) draft[NewTokens / 2] = (draft[NewTokens / 2] + 1) % engine.Manifest.Decoder.Vocabulary;
            var actual = await engine.GenerateAsync(request with { Draft = draft }, bench.Cancellation);
            (plain, drafted) = (plain + between - before, drafted + engine.Status.DecodeSteps - between);
            work += actual.Work;
            if (!Tokens(expected).SequenceEqual(Tokens(actual)))
            {
                different++;
                continue;
            }

            first = Math.Max(first, Difference(expected.Logits[0], actual.Logits[0]));
            for (var i = 1; i < expected.Logits.Count; i++) rest = Math.Max(rest, Difference(expected.Logits[i], actual.Logits[i]));
        }

        return new($"drafted answers that differ, {model.Name}, {precision}", Spread.Of([different]), Target.AtMost(0), string.Create(
            CultureInfo.InvariantCulture,
            $"of {answers}; {work.TokensAccepted} of {work.TokensDrafted} drafted tokens accepted, {drafted} decode steps against {plain}; "
            + $"logits differ by {first:G2} at the first token, {rest:G2} behind it"));
    }

    private static int[] Tokens(Generation generation) => [.. generation.Tokens.Select(token => token.Id)];

    private static double Difference(float[] left, float[] right)
    {
        var largest = 0.0;
        for (var i = 0; i < left.Length; i++) largest = Math.Max(largest, Math.Abs(left[i] - right[i]));
        return largest;
    }
}
