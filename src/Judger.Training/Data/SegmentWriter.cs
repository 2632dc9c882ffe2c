using Judger.Core.Prompts;
using Judger.TinyModel.World;
using Judger.Training.Tokenizers;

namespace Judger.Training.Data;

/// <summary>Writes segments in the words of the model's prompt profile.</summary>
internal sealed class SegmentWriter(PromptTokenizer tokenizer)
{
    private static readonly PromptProfile Profile = PromptProfiles.Tiny;

    /// <summary>A question and its answer. With a crop in view the refined prompt's text is the baseline's: only the images differ.</summary>
    public Segment Answer(WorldQuestion question, PixelBox? crop) => new(
        tokenizer.Suffix(Profile.Baseline.Fill(question.Text)),
        tokenizer.Answer(question.Answer),
        Role(question, crop),
        question.Target ?? question.Lookalike);

    /// <summary>The general prompt and what is in the scene, from left to right.</summary>
    public Segment Description(Scene scene)
    {
        var items = scene.Objects.OrderBy(item => item.CenterX).Select(item => Vocabulary.Phrase(item.Color, item.Shape));
        return new(
            tokenizer.Suffix(Profile.Attention.Fill(PromptProfile.GeneralQuestion)),
            tokenizer.Answer(string.Join(", ", items) + "."),
            SegmentRole.Description,
            null);
    }

    /// <summary>A question with a previous answer and a judgment of it, and the answer to give then.</summary>
    public Segment Correction(WorldQuestion question, string previous, string feedback, SegmentRole role) => new(
        tokenizer.Suffix(Profile.Correction.Fill(question.Text, previous, feedback)),
        tokenizer.Answer(question.Answer),
        role,
        question.Target ?? question.Lookalike);

    /// <summary>Asks whether an answer is right.</summary>
    public Segment SelfJudgment(WorldQuestion question, string previous) => new(
        tokenizer.Suffix(Profile.SelfJudgment.Fill(question.Text, previous)),
        tokenizer.Answer(previous == question.Answer ? "yes" : "no"),
        SegmentRole.SelfJudgment,
        question.Target ?? question.Lookalike,
        tokenizer.Answer(previous)[0]);

    /// <summary>The pair of CUT: a judged answer with its judgment in the prompt, and without.</summary>
    public IEnumerable<Segment> Cut(WorldQuestion question, string judged, string feedback) =>
    [
        new(
            tokenizer.Suffix(Wording.Hindsight.Fill(question.Text, feedback: feedback)),
            tokenizer.Answer(judged),
            SegmentRole.CutJudged,
            question.Target ?? question.Lookalike),
        new(tokenizer.Suffix(Profile.Refined.Fill(question.Text)), tokenizer.Answer(judged), SegmentRole.CutUnjudged, question.Target ?? question.Lookalike),
    ];

    private static SegmentRole Role(WorldQuestion question, PixelBox? crop) => question.Kind switch
    {
        QuestionKind.Coarse => SegmentRole.Coarse,
        QuestionKind.YesNo => crop is null ? SegmentRole.YesNo : SegmentRole.YesNoShown,
        _ => crop is { } box && box.Width < Scene.Side && box.Contains(question.Target!.DigitBox) ? SegmentRole.FineShown : SegmentRole.FineHidden,
    };
}
