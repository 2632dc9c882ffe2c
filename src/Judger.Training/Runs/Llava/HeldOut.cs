using System.Numerics.Tensors;
using Judger.Training.Data.Llava;
using Judger.Training.Model;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Judger.Training.Runs.Llava;

/// <summary>
/// Asks held-out rows as serving would: crops by the model as it stands, greedy answers. A greedy answer is the wanted one exactly when at each of its
/// tokens, the end included, the model would choose that token; so one forward pass tells.
/// </summary>
internal sealed class HeldOut(IReadOnlyList<LlavaRow> rows, SampleWriter writer, Stage stage, ViewFeatures features, Func<LlavaModel, CropFinder> finder)
{
    private const int RowsPerPass = 8;

    /// <summary>Adds loss and exact matches of answers and, in stage III, of corrections given the rows' judgments.</summary>
    public void Measure(LlavaModel model, LearningCurve curve, CancellationToken cancellationToken)
    {
        using var noGrad = torch.no_grad();
        using var step = torch.NewDisposeScope();
        model.Parameters.BeginStep();
        var crops = finder(model);
        foreach (var some in rows.Chunk(RowsPerPass))
        {
            if (cancellationToken.IsCancellationRequested) return;
            using var scope = torch.NewDisposeScope();
            foreach (var batch in PackedBatch.Group(some.Select(row => Asked(row, crops)))) Measure(model, batch, curve);
        }
    }

    private Sample Asked(LlavaRow row, CropFinder crops)
    {
        var sample = writer.Write(row, stage == Stage.Alignment ? null : crops.Find(row));
        var answer = sample.Parts[0];
        return sample with { Parts = stage == Stage.Correction && row.Feedback is { } feedback ? [answer, writer.Correction(row, feedback)] : [answer] };
    }

    private void Measure(LlavaModel model, PackedBatch batch, LearningCurve curve)
    {
        var (logits, _) = SamplePass.Run(model, batch, features);
        var targets = torch.tensor(batch.Answers.Select(answer => answer.Token).ToArray());
        var loss = ParameterStore.Read(F.cross_entropy(logits, targets, reduction: nn.Reduction.None));
        var right = logits.argmax(1).eq(targets).data<bool>().ToArray();
        foreach (var part in Enumerable.Range(0, loss.Length).GroupBy(i => (batch.Answers[i].Sample, batch.Answers[i].Part)))
        {
            var measure = batch.Samples[part.Key.Sample].Parts[part.Key.Part].Role == PartRole.Correction ? "eval_correction" : "eval";
            int[] tokens = [.. part];
            curve.AddLoss(measure + "_loss", TensorPrimitives.Average<float>(loss.AsSpan(tokens[0], tokens.Length)));
            curve.AddScore(measure + "_exact", tokens.All(i => right[i]) ? 1 : 0, 1);
        }
    }
}
