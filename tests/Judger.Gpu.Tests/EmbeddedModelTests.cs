using Judger.Core.Prompts;
using Judger.Export.Pipeline;
using Judger.Export.Tests.Fixtures;
using Judger.Gpu.Tests.Support;
using Judger.Inference.Contract;
using Judger.Inference.Engine;
using Judger.Inference.Manifest;
using Judger.TinyModel.World;

namespace Judger.Gpu.Tests;

/// <summary>The embedded model in float16 says on the device what it says on the processor.</summary>
[Trait("stage", "1")]
public sealed class EmbeddedModelTests(CheckReport report) : IDisposable
{
    private const double LogitTolerance = 5e-2;
    private const double RowTolerance = 1e-3;
    private const int CropSide = 96;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_answer_is_the_processors_and_logits_and_rows_are_near_it()
    {
        var model = _folder.PathOf("model");
        ModelExporter.Export(
            new() { Checkpoint = Path.Combine(AppContext.BaseDirectory, "checkpoint"), Output = model, Precision = ModelPrecision.Float16 },
            cancellationToken: Token);
        await using var expected = OnnxEngine.Load(model, new() { Lanes = 8 });
        await using var actual = OnnxEngine.Load(model, new() { Device = Target.Device, Lanes = 8, CudaGraphs = Target.UsesGraphs });

        GenerationRequest[] requests = [.. Enumerable.Range(0, Target.Answers).Select(Request)];
        var answers = await Task.WhenAll(requests.Select(request => expected.GenerateAsync(request, Token)));
        var others = await Task.WhenAll(requests.Select(request => actual.GenerateAsync(request, Token)));
        double logits = 0, rows = 0;
        var different = 0;
        foreach (var (answer, other) in answers.Zip(others))
        {
            if (!answer.Tokens.Select(token => token.Id).SequenceEqual(other.Tokens.Select(token => token.Id))) different++;
            logits = Math.Max(logits, Measure.Largest(answer.Logits[0], other.Logits[0]));
            rows = Math.Max(rows, Measure.Largest(answer.AttentionRow, other.AttentionRow));
        }

        report.Add($"embedded model: answers of {answers.Length} that differ from the processor's", different, wanted: "0");
        report.Add("embedded model: largest difference of logits", logits, wanted: "<= 0.05");
        report.Add("embedded model: largest difference of the attention row", rows, wanted: "<= 0.001");

        // The same requests one after the other: what one pass takes when nothing else runs.
        var next = 0;
        report.Add(
            "embedded model: one pass alone",
            Measure.Median(40, () => actual.GenerateAsync(requests[next++ % requests.Length], Token).GetAwaiter().GetResult()),
            "ms");
        Assert.Equal(0, different);
        Assert.InRange(logits, 0, LogitTolerance);
        Assert.InRange(rows, 0, RowTolerance);
    }

    /// <summary>Baseline, general, refined, correction and self-judgment prompts in turn, on scenes that were never trained on.</summary>
    private static GenerationRequest Request(int index)
    {
        var number = (ulong)(index / 5);
        var scene = SceneGenerator.Draw(SceneSplit.Test, 11, number);
        var random = new WorldRandom(17, (ulong)index);
        var question = QuestionWriter.Ask(random, scene, (QuestionKind)random.Next(3));
        var profile = PromptProfiles.Tiny;
        var prompt = (index % 5) switch
        {
            0 => profile.Baseline.Fill(question.Text),
            1 => profile.Attention.Fill(PromptProfile.GeneralQuestion),
            2 => profile.Refined.Fill(question.Text),
            3 => profile.Correction.Fill(question.Text, "4", "The answer is 7, not 4."),
            _ => profile.SelfJudgment.Fill(question.Text, question.Answer),
        };
        var whole = PixelBox.Whole(Scene.Size);
        var target = scene.Objects[random.Next(scene.Objects.Count)];
        var (left, top) = (Corner(target.CenterX), Corner(target.CenterY));
        var crop = new PixelBox(left, top, left + CropSide, top + CropSide);
        PixelBox[] regions = prompt.ImageCount == 1 ? [whole] : [whole, crop];
        return new()
        {
            Prompt = prompt,
            Images = [.. regions.Select(region => new ImageInput($"scene-{number}", scene.Image, region))],
            MaxNewTokens = profile.MaxNewTokens,
            CaptureAttention = true,
            CaptureLogits = true,
        };
    }

    private static int Corner(double center) => Math.Clamp((int)center - (CropSide / 2), 0, Scene.Size.Width - CropSide);
}
