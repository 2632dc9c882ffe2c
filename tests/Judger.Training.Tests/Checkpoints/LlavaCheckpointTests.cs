using Judger.Training.Checkpoints;
using Judger.Training.Model;
using Judger.Training.Tests.Parity;
using Judger.Training.Tests.Support;

namespace Judger.Training.Tests.Checkpoints;

public sealed class LlavaCheckpointTests
{
    private const string Weights = "model.safetensors";

    [Fact]
    public void A_model_read_back_gives_the_same_logits_and_the_same_bytes_again()
    {
        using TempFolder first = new(), second = new();
        using LlavaModel original = SmallModel.Create(1), other = SmallModel.Create(2);
        SmallModel.Disturb(original, 7);
        var question = ParityQuestion.Draw(1)[0];
        var unrounded = new TrainerPass(original, SmallModel.Tokenizer).Run(question, []);

        LlavaCheckpoint.Write(first.Root, original, SmallModel.Tokenizer);
        LlavaCheckpoint.Read(first.Root, original);
        LlavaCheckpoint.Read(first.Root, other);
        var expected = new TrainerPass(original, SmallModel.Tokenizer).Run(question, []);
        var actual = new TrainerPass(other, SmallModel.Tokenizer).Run(question, []);
        Assert.Equal(expected.Logits[0], actual.Logits[0]);
        Assert.Equal(expected.AttentionRow, actual.AttentionRow);

        // Float16 rounds once, by at most 2^-11 of a value; what was rounded stays.
        Assert.InRange(unrounded.Logits[0].Zip(expected.Logits[0], (a, b) => Math.Abs(a - b)).Max(), 1e-7, 0.05);
        LlavaCheckpoint.Write(second.Root, other, SmallModel.Tokenizer);
        Assert.Equal(File.ReadAllBytes(first.At(Weights)), File.ReadAllBytes(second.At(Weights)));
    }

    [Fact]
    public void Reading_leaves_the_dense_head_that_no_checkpoint_holds()
    {
        using var folder = new TempFolder();
        using LlavaModel original = SmallModel.Create(1), other = SmallModel.Create(2);
        LlavaCheckpoint.Write(folder.Root, original, SmallModel.Tokenizer);
        var before = DenseHead(other);
        LlavaCheckpoint.Read(folder.Root, other);
        Assert.Equal(before, DenseHead(other));
        Assert.NotEqual(before, DenseHead(original));
    }

    [Fact]
    public void A_checkpoint_of_another_geometry_is_refused_by_the_name_of_a_tensor()
    {
        using var folder = new TempFolder();
        using var original = SmallModel.Create();
        using var wider = new LlavaModel(SmallModel.Geometry with { Intermediate = 80 }, 1, TorchSharp.torch.ScalarType.Float32);
        LlavaCheckpoint.Write(folder.Root, original, SmallModel.Tokenizer);
        var refused = Assert.Throws<TrainingException>(() => LlavaCheckpoint.Read(folder.Root, wider));
        Assert.Contains("mlp.gate_proj", refused.Message, StringComparison.Ordinal);
    }

    private static float[] DenseHead(LlavaModel model)
    {
        var units = model.Parameters.Layout.Units;
        var start = units.TakeWhile(unit => unit.Group != ParameterGroup.DenseHead).Sum(unit => unit.Size);
        var size = units.Where(unit => unit.Group == ParameterGroup.DenseHead).Sum(unit => unit.Size);
        return model.Parameters.Read().AsSpan((int)start, (int)size).ToArray();
    }
}
