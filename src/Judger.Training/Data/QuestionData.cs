using Judger.TinyModel.World;
using Judger.Training.Model;
using Judger.Training.Tokenizers;

namespace Judger.Training.Data;

/// <summary>Draws the batches of the three stages.</summary>
internal sealed class QuestionData(ModelGeometry geometry, SegmentWriter writer)
{
    private const int Questions = 8;
    private const int LongQuestions = 4;

    /// <summary>Stage I: whole images only. One batch in eight holds the general prompt.</summary>
    public QuestionBatch DrawAlignment(WorldRandom random, int scenes) =>
        random.Chance(0.125) ? Draw(random, scenes, DescribedScene) : Draw(random, scenes, WholeScene);

    /// <summary>Stage II: mostly with a crop; now and then the crop misses, or is the whole image again.</summary>
    public QuestionBatch DrawPerception(WorldRandom random, int scenes) =>
        random.Chance(0.6) ? Draw(random, scenes, CroppedScene) : DrawAlignment(random, scenes);

    /// <summary>Stage III: judgments, and enough of the other stages not to forget them.</summary>
    public QuestionBatch DrawCorrection(WorldRandom random, int scenes) => random.NextDouble() switch
    {
        < 0.50 => Draw(random, scenes, JudgedScene),
        < 0.75 => Draw(random, scenes, DoubtedScene),
        < 0.80 => Draw(random, scenes, WarmScene),
        _ => DrawPerception(random, scenes),
    };

    private QuestionBatch Draw(WorldRandom random, int scenes, Func<WorldRandom, ShownScene> draw) =>
        new(geometry, [.. Enumerable.Range(0, scenes).Select(_ => draw(random))]);

    private ShownScene DescribedScene(WorldRandom random)
    {
        var scene = SceneGenerator.Draw(random, SceneLayout.Standard);
        return new(
            scene,
            null,
            [writer.Description(scene), .. Enumerable.Range(1, LongQuestions - 1).Select(_ => writer.Answer(AnyQuestion(random, scene, 0.3), null))]);
    }

    private ShownScene WholeScene(WorldRandom random)
    {
        var scene = SceneGenerator.Draw(random, SceneLayout.Standard);
        return new(scene, null, [.. Enumerable.Range(0, Questions).Select(_ => writer.Answer(AnyQuestion(random, scene, 0.3), null))]);
    }

    // Red, orange, yellow and pink are told apart last: until then a question that names one of them finds any of them.
    private ShownScene WarmScene(WorldRandom random)
    {
        var scene = SceneGenerator.Draw(random, SceneLayout.Standard);
        var warm = scene.Objects.Where(item => item.Color is SceneColor.Red or SceneColor.Orange or SceneColor.Yellow or SceneColor.Pink).ToList();
        return new(scene, null, [.. Enumerable.Range(0, Questions).Select(_ =>
            writer.Answer(
                warm.Count > 1 && random.Chance(0.7) ? QuestionWriter.AskByColor(random, random.Pick(warm)) : AnyQuestion(random, scene, 0.3), null))]);
    }

    private ShownScene CroppedScene(WorldRandom random)
    {
        var scene = SceneGenerator.Draw(random, SceneLayout.Standard);
        var crop = DrawCrop(random, scene);
        var shown = Shown(scene, crop);
        return new(scene, crop, [.. Enumerable.Range(0, Questions).Select(_ => writer.Answer(CroppedQuestion(random, scene, shown, 0.65), crop))]);
    }

    // With one object enlarged beside the image the model is quick to affirm it, or to deny what the crop does not show.
    private ShownScene DoubtedScene(WorldRandom random)
    {
        var scene = SceneGenerator.Draw(random, SceneLayout.Standard);
        var crop = DrawCrop(random, scene);
        var shown = Shown(scene, crop);
        return new(scene, crop, [.. Enumerable.Range(0, Questions).Select(_ =>
            writer.Answer(
                random.Chance(0.6)
                    ? QuestionWriter.AskWhetherThere(random, scene, AnyObject(random, scene, shown))
                    : CroppedQuestion(random, scene, shown, 0.6),
                crop))]);
    }

    private ShownScene JudgedScene(WorldRandom random)
    {
        var scene = SceneGenerator.Draw(random, SceneLayout.Standard);
        var crop = DrawCrop(random, scene);
        var shown = Shown(scene, crop);
        var segments = new List<Segment>(LongQuestions + 2);
        for (var i = 0; i < LongQuestions; i++) segments.Add(Judged(random, scene, crop, shown));
        var question = CroppedQuestion(random, scene, shown, 0.75);
        var wrong = WrongAnswer(random, question);
        segments.AddRange(writer.Cut(question, wrong, random.Pick(Wording.Naming)(wrong, question.Answer)));
        return new(scene, crop, segments);
    }

    private Segment Judged(WorldRandom random, Scene scene, PixelBox crop, List<SceneObject> shown)
    {
        var question = CroppedQuestion(random, scene, shown, 0.7);
        var wrong = WrongAnswer(random, question);
        var isVisible = question.Kind != QuestionKind.Fine || crop.Contains(question.Target!.DigitBox);
        return random.NextDouble() switch
        {
            < 0.55 => writer.SelfJudgment(question, random.Chance(0.5) ? question.Answer : wrong),
            < 0.72 => writer.Correction(question, wrong, random.Pick(Wording.Naming)(wrong, question.Answer), SegmentRole.CorrectionNamed),

            // An answer can be found again, or defended, only where the detail is in view.
            < 0.88 when isVisible => writer.Correction(question, wrong, random.Pick(Wording.Rejecting), SegmentRole.CorrectionUnnamed),
            _ when isVisible => writer.Correction(question, question.Answer, random.Pick(Wording.Rejecting), SegmentRole.CorrectionResisted),
            _ => writer.Correction(question, wrong, random.Pick(Wording.Naming)(wrong, question.Answer), SegmentRole.CorrectionNamed),
        };
    }

    private static PixelBox DrawCrop(WorldRandom random, Scene scene) => random.NextDouble() switch
    {
        < 0.05 => PixelBox.Whole(Scene.Size),
        < 0.80 => Views.CropNear(random, random.Pick(scene.Objects), 0.36),
        _ => Views.CropAnywhere(random),
    };

    private static List<SceneObject> Shown(Scene scene, PixelBox crop) =>
        crop.Width == Scene.Side ? [] : [.. scene.Objects.Where(item => crop.Contains(item.DigitBox))];

    private static WorldQuestion CroppedQuestion(WorldRandom random, Scene scene, List<SceneObject> shown, double fine)
    {
        if (!random.Chance(fine)) return AnyQuestion(random, scene, 0);
        return QuestionWriter.AskDigit(random, scene, AnyObject(random, scene, shown));
    }

    // Mostly what the crop shows.
    private static SceneObject AnyObject(WorldRandom random, Scene scene, List<SceneObject> shown) =>
        random.Pick(shown.Count > 0 && random.Chance(0.75) ? shown : scene.Objects);

    private static WorldQuestion AnyQuestion(WorldRandom random, Scene scene, double fine) =>
        QuestionWriter.Ask(random, scene, random.Chance(fine) ? QuestionKind.Fine : random.Chance(0.5) ? QuestionKind.Coarse : QuestionKind.YesNo);

    private static string WrongAnswer(WorldRandom random, WorldQuestion question)
    {
        if (question.Kind == QuestionKind.YesNo) return question.Answer == "yes" ? "no" : "yes";
        IReadOnlyList<string> words =
            question.Kind == QuestionKind.Fine ? [.. Enumerable.Range(0, 10).Select(digit => $"{digit}")]
            : Vocabulary.Colors.Any(color => color.Word() == question.Answer) ? [.. Vocabulary.Colors.Select(color => color.Word())]
            : [.. Vocabulary.Shapes.Select(shape => shape.Word())];
        return random.Pick([.. words.Where(word => word != question.Answer)]);
    }
}
