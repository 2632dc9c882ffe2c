using Judger.Core.Attention;
using Judger.Core.Cropping;
using Judger.Core.Prompts;
using Judger.Imaging.Pixels;
using Judger.Inference.Contract;
using Judger.Inference.Engine;

namespace Judger.Benchmarks.Models;

/// <summary>
/// A question as the method asks it: an answer from the whole image, the rows of the question and of the general prompt, an answer from image and crop.
/// </summary>
/// <param name="engine">The engine.</param>
/// <param name="image">The picture.</param>
/// <param name="answerTokens">The most tokens of an answer.</param>
/// <param name="text">The question.</param>
internal sealed class ThreeStageQuestion(InferenceEngine engine, RgbImage image, int answerTokens, string text = ThreeStageQuestion.Question)
{
    private const string Question = "What number is on the pink object?";
    private const int Side = 480;

    private readonly PromptProfile _prompts = engine.Manifest.Prompts;

    /// <summary>An image that no engine has seen: the pixels are those of every other, its name is its own.</summary>
    public static RgbImage Noise { get; } = new(Side, Side, Pixels());

    /// <summary>
    /// As the product asks: what passes share is shared, the row of the question comes with the answer, and the refined answer is drafted.
    /// </summary>
    /// <param name="expected">
    /// The refined answer's tokens, where it is to be the baseline's: random weights give another. Null to draft it with the baseline.
    /// </param>
    /// <param name="looks">Whether the model looks again, or is sure.</param>
    /// <param name="picture">The picture, where other questions are asked about it; null for one that is asked about once.</param>
    public async Task<(WorkCount Work, int[] Refined, Generation Baseline)> AskAsync(
        int[]? expected = null, bool looks = true, AskedPicture? picture = null)
    {
        picture ??= new();
        var whole = Show(picture.Digest, PixelBox.Whole(image.Size));
        var baseline = await RunAsync(_prompts.Baseline.Fill(text), answerTokens, true, [], whole);
        var work = baseline.Work;
        if (!looks) return (work, [], baseline);
        if (picture.GeneralRow is null)
        {
            var general = await RunAsync(_prompts.Attention.Fill(PromptProfile.GeneralQuestion), 0, true, [], whole);
            (picture.GeneralRow, work) = (general.AttentionRow!, work + general.Work);
        }

        var crop = whole with { Region = Box(baseline.AttentionRow!, picture.GeneralRow) };
        var refined = await RunAsync(_prompts.Refined.Fill(text), answerTokens, false, expected ?? Tokens(baseline), whole, crop);
        return (work + refined.Work, Tokens(refined), baseline);
    }

    /// <summary>The same, with the look begun as soon as the first answer's prompt is computed.</summary>
    public async Task<WorkCount> AskAheadAsync(int[] expected)
    {
        var whole = Show(AskedPicture.NewDigest(), PixelBox.Whole(image.Size));
        var early = new EarlyAttention();
        var answering = RunAsync(_prompts.Baseline.Fill(text), answerTokens, true, [], early, whole);
        var row = (await early.Ready)!.Row;
        var general = await RunAsync(_prompts.Attention.Fill(PromptProfile.GeneralQuestion), 0, true, [], whole);
        var crop = whole with { Region = Box(row, general.AttentionRow!) };
        engine.Anticipate(new() { Prompt = _prompts.Refined.Fill(text), Images = [whole, crop] });
        var baseline = await answering;
        var refined = await RunAsync(_prompts.Refined.Fill(text), answerTokens, false, expected, whole, crop);
        return baseline.Work + general.Work + refined.Work;
    }

    /// <summary>
    /// In the reference's order: the answer, the row of the question, the row of the general prompt and the answer from two images are a full pass each, and
    /// each encodes its images itself. Every pass gets image names of its own, so that nothing is shared whatever the engine keeps.
    /// </summary>
    public async Task<WorkCount> AskInFullPassesAsync()
    {
        var baseline = await RunAsync(_prompts.Baseline.Fill(text), answerTokens, false, [], Fresh());
        var question = await RunAsync(_prompts.Attention.Fill(text), 0, true, [], Fresh());
        var general = await RunAsync(_prompts.Attention.Fill(PromptProfile.GeneralQuestion), 0, true, [], Fresh());
        var crop = Show(AskedPicture.NewDigest(), Box(question.AttentionRow!, general.AttentionRow!));
        var refined = await RunAsync(_prompts.Refined.Fill(text), answerTokens, false, [], Fresh(), crop);
        return baseline.Work + question.Work + general.Work + refined.Work;
    }

    private Task<Generation> RunAsync(Prompt prompt, int newTokens, bool captureAttention, int[] draft, params ImageInput[] images) =>
        RunAsync(prompt, newTokens, captureAttention, draft, null, images);

    private Task<Generation> RunAsync(
        Prompt prompt, int newTokens, bool captureAttention, int[] draft, EarlyAttention? early, params ImageInput[] images) => engine.GenerateAsync(
        new()
        {
            Prompt = prompt,
            Images = images,
            MaxNewTokens = newTokens,
            CaptureAttention = captureAttention,
            EarlyAttention = early,
            Draft = draft,
        },
        CancellationToken.None);

    public static int[] Tokens(Generation generation) => [.. generation.Tokens.Select(token => token.Id)];

    private PixelBox Box(float[] question, float[] general)
    {
        var (manifest, side) = (engine.Manifest, engine.Manifest.Vision.GridSide);
        var map = RelativeAttention.Divide(question, general, side, side);
        return CropBoxFinder.Find(map, image.Size, manifest.CropWindow, CropMode.Aligned, manifest.Image.Frame(image.Size)).Box;
    }

    private ImageInput Fresh() => Show(AskedPicture.NewDigest(), PixelBox.Whole(image.Size));

    private ImageInput Show(string digest, PixelBox region) => new(digest, image, region);

    private static byte[] Pixels()
    {
        var pixels = new byte[Side * Side * RgbImage.Channels];
        new Random(1).NextBytes(pixels);
        return pixels;
    }
}
