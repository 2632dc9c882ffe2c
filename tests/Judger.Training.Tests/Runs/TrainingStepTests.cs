using Judger.TinyModel.World;
using Judger.Training.Data;
using Judger.Training.Model;
using Judger.Training.Runs;
using Judger.Training.Tests.Support;

namespace Judger.Training.Tests.Runs;

public sealed class TrainingStepTests
{
    private static readonly Phase AnswersOnly = Phase.Correction with { AttentionWeight = 0 };

    [Fact]
    public void A_step_of_the_vision_phase_lowers_the_dense_loss()
    {
        var batch = VisionBatch.Draw(new WorldRandom(3), SmallModel.Geometry, 2);
        using var trained = new TrainedModel(rates: Phase.Vision.GroupRate);
        var (before, after) = trained.Step((model, curve) => VisionStep.Run(model, batch, curve));
        Assert.True(after["dense"] < before["dense"] - 0.01, $"{before["dense"]} became {after["dense"]}");
    }

    [Fact]
    public void A_step_on_answers_lowers_their_loss()
    {
        var batch = SmallModel.Draw(random => SmallModel.Data.DrawAlignment(random, 1), _ => true);
        using var trained = new TrainedModel(rates: AnswersOnly.GroupRate);
        var (before, after) = trained.Step((model, curve) => QuestionStep.Run(model, batch, AnswersOnly, curve));
        Assert.True(after["answer"] < before["answer"] - 0.01, $"{before["answer"]} became {after["answer"]}");
    }

    [Fact]
    public void A_step_on_a_judged_batch_lowers_the_sum_of_answer_loss_and_cut_loss()
    {
        var batch = Judged();
        using var trained = new TrainedModel(rates: AnswersOnly.GroupRate);
        var (before, after) = trained.Step((model, curve) => QuestionStep.Run(model, batch, AnswersOnly, curve));
        var share = batch.Answers.Count(answer => answer.Role == SegmentRole.CutJudged) / (double)batch.Answers.Count;
        Assert.InRange(share, 0.01, 0.5);
        double sumBefore = before["answer"] + (share * before["cut"]), sumAfter = after["answer"] + (share * after["cut"]);
        Assert.True(sumAfter < sumBefore - 0.01, $"{sumBefore} became {sumAfter}");
    }

    [Fact]
    public void A_step_on_a_cropped_batch_lowers_answer_and_dense_loss_together()
    {
        var batch = SmallModel.Draw(random => SmallModel.Data.DrawPerception(random, 1), drawn => drawn.HasCrop);
        var phase = Phase.Perception with { AttentionWeight = 0, DenseWeight = 1 };
        using var trained = new TrainedModel(rates: phase.GroupRate);
        var (before, after) = trained.Step((model, curve) => QuestionStep.Run(model, batch, phase, curve));
        Assert.True(after["answer"] + after["dense"] < before["answer"] + before["dense"] - 0.01);
    }

    [Fact]
    public void Steps_by_the_attention_loss_move_attention_to_the_asked_objects()
    {
        var batch = SmallModel.Draw(random => SmallModel.Data.DrawAlignment(random, 1), drawn => drawn.AttentionRows.Count > 4);
        using var trained = new TrainedModel(rates: Phase.Alignment.GroupRate);
        var mass = Enumerable.Range(0, 5)
            .Select(_ => trained.Step((model, curve) => QuestionStep.Run(model, batch, Phase.Alignment, curve)).After["attention_mass"])
            .ToArray();
        Assert.True(mass[^1] > mass[0], string.Join(", ", mass));
    }

    [Fact]
    public void Parameters_of_a_frozen_group_keep_their_values()
    {
        var batch = Judged();
        using var trained = new TrainedModel(rates: Phase.Correction.GroupRate);
        var before = trained.Model.Parameters.Read();
        trained.Step((model, curve) => QuestionStep.Run(model, batch, Phase.Correction, curve));
        var after = trained.Model.Parameters.Read();
        var at = 0;
        foreach (var unit in trained.Model.Parameters.Layout.Units)
        {
            var (from, to) = (at, at += (int)unit.Size);
            var isFrozen = unit.Group is ParameterGroup.Vision or ParameterGroup.DenseHead;
            Assert.Equal(isFrozen, before.AsSpan(from..to).SequenceEqual(after.AsSpan(from..to)));
        }
    }

    private static QuestionBatch Judged() =>
        SmallModel.Draw(random => SmallModel.Data.DrawCorrection(random, 1), drawn => drawn.Answers.Any(answer => answer.Role == SegmentRole.CutJudged));
}
