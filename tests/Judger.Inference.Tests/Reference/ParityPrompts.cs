using Judger.Core.Prompts;
using Judger.Inference.Contract;
using Judger.Inference.Manifest;
using Judger.Inference.Tokenization;
using Judger.TinyModel.World;

namespace Judger.Inference.Tests.Reference;

/// <summary>Requests on which the engine and the reference are compared.</summary>
internal static class ParityPrompts
{
    // Where text and images stand: the order of the parts.
    private static readonly string[] OneImage = ["IT", "TIT", "TI"];
    private static readonly string[] TwoImages = ["IIT", "ITIT", "TIIT", "TITIT", "ITI"];

    // Special tokens and single bytes, which are not text, come first in the vocabulary.
    private const int FirstTextPiece = 3 + 256;

    /// <summary>Text of random pieces of the vocabulary around one or two scenes, every second request with two.</summary>
    public static GenerationRequest[] Random(int count, string modelFolder, int maxNewTokens)
    {
        var random = new WorldRandom(21);
        var tokenizer = SentencePieceTokenizer.Load(Path.Combine(modelFolder, ModelFileNames.Tokenizer));
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var layouts = i % 2 == 0 ? OneImage : TwoImages;
            var layout = layouts[i / 2 % layouts.Length];
            return new GenerationRequest
            {
                Prompt = new([.. layout.Select((part, place) => part == 'I'
                    ? (PromptPart)new PromptPart.Image(layout.AsSpan(0, place).Count('I'))
                    : new PromptPart.Text(Text(random, tokenizer)))]),
                Images = [.. layout.Where(part => part == 'I').Select((_, place) => Image(random, whole: place == 0))],
                MaxNewTokens = maxNewTokens,
                CaptureAttention = true,
                CaptureLogits = true,
            };
        })];
    }

    /// <summary>Questions about scenes in the embedded model's own prompts, every second one with a crop about the object in question.</summary>
    public static GenerationRequest[] Questions(int count)
    {
        var random = new WorldRandom(12);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var scene = SceneGenerator.Draw(SceneSplit.Test, 12, (ulong)i);
            var question = QuestionWriter.Ask(random, scene, (QuestionKind)(i / 2 % 3));
            var whole = new ImageInput($"scene-{i}", scene.Image, PixelBox.Whole(Scene.Size));
            var crop = whole with { Region = (question.Target ?? scene.Objects[0]).Box };
            return new GenerationRequest
            {
                Prompt = (i % 2 == 0 ? PromptProfiles.Tiny.Baseline : PromptProfiles.Tiny.Refined).Fill(question.Text),
                Images = i % 2 == 0 ? [whole] : [whole, crop],
                MaxNewTokens = PromptProfiles.Tiny.MaxNewTokens,
                CaptureAttention = true,
                CaptureLogits = true,
            };
        })];
    }

    private static string Text(WorldRandom random, SentencePieceTokenizer tokenizer) =>
        string.Concat(Enumerable.Range(0, random.Between(3, 20)).Select(_ => tokenizer.Piece(random.Between(FirstTextPiece, tokenizer.Count - 1))));

    private static ImageInput Image(WorldRandom random, bool whole)
    {
        var index = random.Next(1000);
        var scene = SceneGenerator.Draw(SceneSplit.Test, 21, (ulong)index);
        var (left, top) = (random.Next(200), random.Next(200));
        var region = new PixelBox(left, top, left + random.Between(60, 240), top + random.Between(60, 240));
        return new($"scene-{index}", scene.Image, whole ? PixelBox.Whole(Scene.Size) : region);
    }
}
