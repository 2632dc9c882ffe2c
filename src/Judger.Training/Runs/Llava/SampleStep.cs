using Judger.Training.Data.Llava;
using Judger.Training.Losses;
using Judger.Training.Model;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Judger.Training.Runs.Llava;

/// <summary>One forward and backward pass over samples of a LLaVA-format file.</summary>
internal static class SampleStep
{
    /// <summary>
    /// Adds the gradient of the samples' losses, each multiplied by <paramref name="weight"/>. A sample's loss is the sum over what it teaches: the mean
    /// cross-entropy of the answer's tokens, of the correction's, and CUT.
    /// </summary>
    public static void Run(LlavaModel model, IReadOnlyList<Sample> samples, ViewFeatures features, CutSetting cut, double weight, LearningCurve curve)
    {
        if (samples.Count == 0) return;
        model.Parameters.BeginStep();
        var loss = PackedBatch.Group(samples).Select(batch => Loss(model, batch, features, cut, curve)).Aggregate((a, b) => a + b);
        using Scalar scale = weight;
        loss = loss.mul(scale);
        if (!float.IsFinite(loss.item<float>()))
            throw new NotFiniteException($"The loss became {loss.item<float>()} (rows {string.Join(", ", samples.Select(sample => sample.Row.Place.Number))})");
        loss.backward();
    }

    private static Tensor Loss(LlavaModel model, PackedBatch batch, ViewFeatures features, CutSetting cut, LearningCurve curve)
    {
        var (logits, _) = SamplePass.Run(model, batch, features);
        var targets = torch.tensor(batch.Answers.Select(answer => answer.Token).ToArray());
        var negativeLogLikelihood = F.cross_entropy(logits, targets, reduction: nn.Reduction.None);
        var losses = new List<Tensor>();
        for (var s = 0; s < batch.Samples.Count; s++)
        {
            for (var p = 0; p < batch.Parts; p++)
            {
                var role = batch.Samples[s].Parts[p].Role;
                if (role == PartRole.CutUnjudged) continue;
                var part = role == PartRole.CutJudged
                    ? CutLoss.Compute(Likelihood(s, p), Likelihood(s, p + 1), cut.Lambda, cut.Weight)
                    : Likelihood(s, p).mean().neg();
                if (role == PartRole.CutJudged)
                {
                    curve.AddLoss(
                        "cut_flagged", CutLoss.Flagged(Likelihood(s, p), Likelihood(s, p + 1), cut.Lambda).to(ScalarType.Float32).mean().item<float>());
                }
                curve.AddLoss(role == PartRole.CutJudged ? "cut" : role == PartRole.Correction ? "correction" : "answer", part.item<float>());
                losses.Add(part);
            }
        }

        return torch.stack(losses).sum();

        Tensor Likelihood(int sample, int part)
        {
            var from = batch.Answers.FindIndex(answer => answer.Sample == sample && answer.Part == part);
            return negativeLogLikelihood.narrow(0, from, batch.Samples[sample].Parts[part].Answer.Length).neg();
        }
    }
}
