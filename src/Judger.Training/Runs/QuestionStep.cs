using Judger.Training.Data;
using Judger.Training.Losses;
using Judger.Training.Model;
using Judger.Training.Tokenizers;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Judger.Training.Runs;

/// <summary>One forward and backward pass of stages I to III: answers, where the model looks, judgments.</summary>
internal static class QuestionStep
{
    private const double FlatWeight = 1;

    public static void Run(LlavaModel model, QuestionBatch batch, Phase phase, LearningCurve curve)
    {
        var g = model.Geometry;
        model.Parameters.BeginStep();
        var views = batch.HasCrop ? 2 : 1;
        var features = model.Vision.Encode(Floats.Of(batch.Images, views * batch.Scenes, 3, g.ImageSize, g.ImageSize));
        var begin = torch.tensor(new long[] { PromptTokenizer.BeginOfSequence });
        var prefix = model.Prefix(begin, features.narrow(0, 0, batch.Scenes), batch.HasCrop ? features.narrow(0, batch.Scenes, batch.Scenes) : null);
        var (hidden, attention) = model.Language.Run(prefix, torch.tensor(batch.Tokens, [batch.Scenes, batch.Segments, batch.Length]));

        var answers = batch.Answers;
        var positions = torch.tensor(answers.Select(answer => answer.Position).ToArray());
        var logits = model.Language.Head(hidden.reshape(-1, g.Hidden).index_select(0, positions));
        var targets = torch.tensor(answers.Select(answer => answer.Token).ToArray());
        var negativeLogLikelihood = F.cross_entropy(logits, targets, reduction: nn.Reduction.None);
        var loss = AnswerLoss(negativeLogLikelihood, answers, curve);
        if (phase.AttentionWeight > 0) loss = loss + AttentionTerm(attention, batch, views * g.Patches, phase.AttentionWeight, curve);
        if (phase.DenseWeight > 0)
        {
            using Scalar weight = phase.DenseWeight;
            var dense = DenseLabelLoss.Compute(
                model.Vision.DenseHead(features), torch.tensor(batch.DenseLabels, [views * batch.Scenes, g.Patches, DenseLabels.PerPatch]));
            curve.AddLoss("dense", dense.item<float>());
            loss = loss + dense.mul(weight);
        }

        loss.backward();
        AddScores(logits.detach().argmax(1).eq(targets).data<bool>().ToArray(), answers, curve);
    }

    private static Tensor AnswerLoss(Tensor negativeLogLikelihood, List<SupervisedToken> answers, LearningCurve curve)
    {
        var plain = Floats.Of(answers.Select(answer => answer.Role is SegmentRole.CutJudged or SegmentRole.CutUnjudged ? 0f : answer.Weight).ToArray());
        var loss = (negativeLogLikelihood * plain).sum() / plain.sum();
        curve.AddLoss("answer", loss.item<float>());
        var judged = Indices(answers, SegmentRole.CutJudged);
        if (judged.Length == 0) return loss;
        var cut = CutLoss.Compute(
            negativeLogLikelihood.index_select(0, torch.tensor(judged)).neg(),
            negativeLogLikelihood.index_select(0, torch.tensor(Indices(answers, SegmentRole.CutUnjudged))).neg());
        curve.AddLoss("cut", cut.item<float>());

        // CUT's pairs are a third of a judged batch's segments, and weigh as much.
        using Scalar share = judged.Length / (double)answers.Count;
        return loss + cut.mul(share);
    }

    private static long[] Indices(List<SupervisedToken> answers, SegmentRole role) =>
        [.. Enumerable.Range(0, answers.Count).Where(i => answers[i].Role == role).Select(i => (long)i)];

    private static Tensor AttentionTerm(Tensor attention, QuestionBatch batch, int imageTokens, double weight, LearningCurve curve)
    {
        // [scenes, heads, packed, keys] -> mean over heads -> [rows, image tokens]; the first key is the beginning of sequence.
        var rows = attention.to(ScalarType.Float32).mean([1]).view(-1, attention.shape[3]);
        var total = torch.zeros(1);
        if (batch.AttentionRows.Count > 0)
        {
            var probabilities = rows.index_select(0, torch.tensor(batch.AttentionRows.Select(row => row.Position).ToArray())).narrow(1, 1, imageTokens);
            var wanted = Floats.Of([.. batch.AttentionRows.SelectMany(row => row.Weights)], batch.AttentionRows.Count, imageTokens);
            total = total + AttentionLoss.Towards(probabilities, wanted);
            using Scalar none = 0;
            curve.AddLoss("attention_mass", (probabilities.detach() * wanted.gt(none)).sum(1).mean().item<float>());
        }

        if (batch.NamedRows.Count > 0)
        {
            var keys = torch.tensor(batch.NamedRows.Select(row => imageTokens + 1 + row.Named).ToArray()).unsqueeze(1);
            var named = rows.index_select(0, torch.tensor(batch.NamedRows.Select(row => row.Position).ToArray())).gather(1, keys);
            curve.AddLoss("attention_named", named.mean().item<float>());
            total = total + AttentionLoss.Towards(named, Floats.Of([.. batch.NamedRows.Select(row => row.Share)]).unsqueeze(1));
        }

        if (batch.FlatRows.Count > 0)
        {
            using Scalar flatWeight = FlatWeight;
            var flat = AttentionLoss.Flat(rows.index_select(0, torch.tensor(batch.FlatRows.ToArray())).narrow(1, 1, imageTokens));
            curve.AddLoss("attention_flat", flat.item<float>());
            total = total + flat.mul(flatWeight);
        }

        using Scalar scale = weight;
        return total.mul(scale);
    }

    private static void AddScores(bool[] right, List<SupervisedToken> answers, LearningCurve curve)
    {
        for (var i = 0; i < right.Length; i++)
        {
            if (answers[i].IsFirst && answers[i].Role is not (SegmentRole.CutJudged or SegmentRole.CutUnjudged))
                curve.AddScore(answers[i].Role.ToString(), right[i] ? 1 : 0, 1);
        }
    }
}
