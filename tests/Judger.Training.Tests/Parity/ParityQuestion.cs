using Judger.Core.Prompts;
using Judger.Inference.Contract;
using Judger.TinyModel.World;
using Judger.Training.Data;

namespace Judger.Training.Tests.Parity;

/// <summary>A prompt of one of the passes and what it shows: the whole scene, and a crop where the pass has one.</summary>
/// <param name="Name">Names the scene.</param>
/// <param name="Scene">The scene.</param>
/// <param name="Regions">What is shown of it, in order.</param>
/// <param name="Prompt">The words.</param>
internal sealed record ParityQuestion(string Name, Scene Scene, PixelBox[] Regions, Prompt Prompt)
{
    private const int PassesPerScene = 5;

    public GenerationRequest Request => new()
    {
        Prompt = Prompt,
        Images = [.. Regions.Select(region => new ImageInput(Name, Scene.Image, region))],
        MaxNewTokens = PromptProfiles.Tiny.MaxNewTokens,
        CaptureAttention = true,
    };

    /// <summary>Baseline, general, refined, correction and self-judgment prompts in turn, on validation scenes.</summary>
    public static IReadOnlyList<ParityQuestion> Draw(int count) => [.. Enumerable.Range(0, count).Select(At)];

    private static ParityQuestion At(int index)
    {
        var number = (ulong)(index / PassesPerScene);
        var scene = SceneGenerator.Draw(SceneSplit.Validation, 2, number);
        var random = new WorldRandom(17, (ulong)index);
        var question = QuestionWriter.Ask(random, scene, (QuestionKind)random.Next(3));
        var profile = PromptProfiles.Tiny;
        var prompt = (index % PassesPerScene) switch
        {
            0 => profile.Baseline.Fill(question.Text),
            1 => profile.Attention.Fill(PromptProfile.GeneralQuestion),
            2 => profile.Refined.Fill(question.Text),
            3 => profile.Correction.Fill(question.Text, "4", "The answer is 7, not 4."),
            _ => profile.SelfJudgment.Fill(question.Text, question.Answer),
        };
        var whole = PixelBox.Whole(Scene.Size);
        return new($"scene-{number}", scene, prompt.ImageCount == 1 ? [whole] : [whole, Views.CropNear(random, random.Pick(scene.Objects), 0.36)], prompt);
    }
}
