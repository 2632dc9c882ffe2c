using System.Globalization;
using System.Numerics.Tensors;
using Judger.Export.Pipeline;
using Judger.Inference.Contract;
using Judger.Inference.Engine;
using Judger.Training.Checkpoints;
using Judger.Training.Model;
using Judger.Training.Tests.Support;
using Judger.Training.Tokenizers;
using static TorchSharp.torch;

namespace Judger.Training.Tests.Parity;

/// <summary>
/// What inference computes from an exported checkpoint is what the trainer computes from the same checkpoint. The environment variable
/// JUDGER_PARITY_QUESTIONS sets the number of questions; with <c>dotnet run --project tests/Judger.Training.Tests -- -showLiveOutput</c> the largest
/// differences are printed.
/// </summary>
public sealed class ExportParityTests(ITestOutputHelper output)
{
    private const double LogitTolerance = 1e-3;
    private const double AttentionTolerance = 1e-5;

    private static int Questions =>
        int.TryParse(Environment.GetEnvironmentVariable("JUDGER_PARITY_QUESTIONS"), CultureInfo.InvariantCulture, out var count) && count > 0 ? count : 20;

    [Fact]
    public async Task Graphs_of_a_random_model_of_the_embedded_models_geometry_agree_with_the_trainer()
    {
        using var folder = new TempFolder();
        using var model = new LlavaModel(new ModelGeometry { Vocabulary = SmallModel.Tokenizer.Vocabulary }, 3, ScalarType.Float32);
        SmallModel.Disturb(model, 5);
        LlavaCheckpoint.Write(folder.At("checkpoint"), model, SmallModel.Tokenizer);
        await AssertParity(folder.At("checkpoint"), folder.At("model"));
    }

    [Fact]
    public async Task Graphs_of_the_committed_checkpoint_agree_with_the_trainer()
    {
        var checkpoint = Repository.FindFolder("src/Judger.TinyModel/Checkpoint");
        Assert.SkipWhen(checkpoint is null, "src/Judger.TinyModel/Checkpoint is not there; train the embedded model and put its checkpoint there.");
        using var folder = new TempFolder();
        await AssertParity(checkpoint, folder.At("model"));
    }

    private async Task AssertParity(string checkpoint, string modelFolder)
    {
        var tokenizer = new PromptTokenizer(await File.ReadAllBytesAsync(Path.Combine(checkpoint, "tokenizer.model"), TestContext.Current.CancellationToken));
        using var model = new LlavaModel(new ModelGeometry { Vocabulary = tokenizer.Vocabulary }, 1, ScalarType.Float32);
        LlavaCheckpoint.Read(checkpoint, model);
        var trainer = new TrainerPass(model, tokenizer);

        ModelExporter.Export(new ExportOptions { Checkpoint = checkpoint, Output = modelFolder }, cancellationToken: TestContext.Current.CancellationToken);
        await using var engine = OnnxEngine.Load(modelFolder, new EngineOptions { Workers = 1, IntraOpThreads = 1 });

        double logits = 0, attention = 0;
        var (same, tokens) = (0, 0);
        var questions = ParityQuestion.Draw(Questions);
        foreach (var question in questions)
        {
            var generation = await engine.GenerateAsync(question.Request with { CaptureLogits = true }, TestContext.Current.CancellationToken);
            int[] answer = [.. generation.Tokens.Select(token => token.Id)];
            var expected = trainer.Run(question, answer);

            // The trainer, given the engine's answer, would choose every token of it, and its end: then its own greedy answer is the same.
            int[] choices = generation.Stop == StopReason.EndOfSequence ? [.. answer, PromptTokenizer.EndOfSequence] : answer;
            for (var i = 0; i < choices.Length; i++) logits = Math.Max(logits, Difference(expected.Logits[i], generation.Logits[i]));
            attention = Math.Max(attention, Difference(expected.AttentionRow, generation.AttentionRow!));
            if (choices.Select((_, i) => TensorPrimitives.IndexOfMax<float>(expected.Logits[i])).SequenceEqual(choices)) same++;
            tokens += choices.Length;
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{questions.Count} questions, {tokens} tokens: logits within {logits:G3}, attention row within {attention:G3}, {same} greedy answers identical"));
        Assert.InRange(logits, 0, LogitTolerance);
        Assert.InRange(attention, 0, AttentionTolerance);
        Assert.Equal(questions.Count, same);
    }

    private static double Difference(float[] expected, float[] actual)
    {
        // The checkpoint's vocabulary is padded, the trainer's is not.
        Assert.InRange(actual.Length, expected.Length, expected.Length + 64);
        return expected.Zip(actual, (e, a) => (double)Math.Abs(e - a)).Max();
    }
}
