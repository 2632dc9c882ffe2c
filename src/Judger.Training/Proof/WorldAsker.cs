using Judger.Core.Answers;
using Judger.Core.Attention;
using Judger.Core.Cropping;
using Judger.Core.Prompts;
using Judger.Inference.Contract;
using Judger.Inference.Manifest;
using Judger.TinyModel.World;

namespace Judger.Training.Proof;

/// <summary>Asks an exported model about a scene in the order in which serving does: where it looks, the refined answer, the corrected one.</summary>
internal sealed class WorldAsker(IInferenceEngine engine, string digest, Scene scene)
{
    private readonly ModelManifest _manifest = engine.Manifest;
    private float[]? _general;

    /// <summary>The crop that relative attention gives for a question.</summary>
    public async Task<PixelBox> LocateAsync(string question, CancellationToken cancellationToken)
    {
        _general ??= await RowAsync(PromptProfile.GeneralQuestion, cancellationToken);
        var side = _manifest.Vision.GridSide;
        var map = RelativeAttention.Divide(await RowAsync(question, cancellationToken), _general, side, side);
        return CropBoxFinder.Find(map, Scene.Size, _manifest.CropWindow, CropMode.Aligned, _manifest.Image.Frame(Scene.Size)).Box;
    }

    public Task<string> RefineAsync(WorldQuestion question, PixelBox crop, CancellationToken cancellationToken) =>
        AnswerAsync(_manifest.Prompts.Refined.Fill(question.Text), crop, cancellationToken);

    public Task<string> CorrectAsync(WorldQuestion question, PixelBox crop, string previous, string feedback, CancellationToken cancellationToken) =>
        AnswerAsync(_manifest.Prompts.Correction.Fill(question.Text, previous, feedback), crop, cancellationToken);

    public static bool IsRight(WorldQuestion question, string answer) => AnswerNormalizer.AnswersAgree(answer, question.Answer);

    private async Task<string> AnswerAsync(Prompt prompt, PixelBox crop, CancellationToken cancellationToken)
    {
        var request = new GenerationRequest { Prompt = prompt, Images = [Whole, Whole with { Region = crop }], MaxNewTokens = _manifest.Prompts.MaxNewTokens };
        return (await engine.GenerateAsync(request, cancellationToken)).Text.Trim();
    }

    private async Task<float[]> RowAsync(string question, CancellationToken cancellationToken)
    {
        var request = new GenerationRequest
        {
            Prompt = _manifest.Prompts.Attention.Fill(question),
            Images = [Whole],
            MaxNewTokens = 0,
            CaptureAttention = true,
        };
        return (await engine.GenerateAsync(request, cancellationToken)).AttentionRow!;
    }

    private ImageInput Whole => new(digest, scene.Image, PixelBox.Whole(Scene.Size));
}
