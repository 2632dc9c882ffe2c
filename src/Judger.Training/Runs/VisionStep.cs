using Judger.Training.Data;
using Judger.Training.Losses;
using Judger.Training.Model;
using TorchSharp;

namespace Judger.Training.Runs;

/// <summary>One forward and backward pass of the vision phase.</summary>
internal static class VisionStep
{
    public static void Run(LlavaModel model, VisionBatch batch, LearningCurve curve)
    {
        var g = model.Geometry;
        model.Parameters.BeginStep();
        var features = model.Vision.Encode(Floats.Of(batch.Images, batch.Count, 3, g.ImageSize, g.ImageSize));
        var logits = model.Vision.DenseHead(features);
        var labels = torch.tensor(batch.Labels, [batch.Count, g.Patches, DenseLabels.PerPatch]);
        var loss = DenseLabelLoss.Compute(logits, labels);
        loss.backward();

        var score = DenseLabelLoss.Score(logits, labels);
        curve.AddLoss("dense", loss.item<float>());
        curve.AddScore("color", score[0].Right, score[0].All);
        curve.AddScore("shape", score[1].Right, score[1].All);
        curve.AddScore("digit", score[2].Right, score[2].All);
    }
}
