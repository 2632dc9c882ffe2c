using Judger.Inference.Constraints;
using Judger.Inference.Contract;
using Judger.Inference.Engine;
using Judger.Inference.Tokenization;
using Judger.TinyModel;

namespace Judger.Inference.Tests.Constraints;

/// <summary>Answers of an engine that must fit a schema.</summary>
public sealed class ConstrainedGenerationTests
{
    private static readonly AnswerSchema Schema = new(
        """{"properties": {"color": {"enum": ["red", "green"]}, "note": {"type": "string", "maxLength": 8}, "n": {"type": "integer"}}}""", IsStrict: true);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Log_probabilities_are_those_among_the_tokens_that_fit()
    {
        await using var engine = Start();
        var generation = await engine.GenerateAsync(Ask(engine, 1) with { CaptureLogits = true }, Token);

        Assert.Equal(StopReason.EndOfSequence, generation.Stop);
        var answer = new ConstraintLibrary(SentencePieceTokenizer.Load(Path.Combine(EmbeddedModel.Folder, "tokenizer.model")), engine.Manifest).Begin(Schema);
        foreach (var (token, logits) in generation.Tokens.Zip(generation.Logits))
        {
            var allowed = AnswerWalk.Allowed(answer.Mask);
            Assert.Contains(token.Id, allowed);
            var sum = allowed.Sum(id => Math.Exp(logits[id]));
            Assert.Equal(logits[token.Id] - Math.Log(sum), token.LogProbability, 1e-4);
            if (allowed.Count == 1) Assert.Equal(0, token.LogProbability);
            answer.Take(token.Id);
        }

        Assert.True(answer.IsComplete);
    }

    [Fact]
    public async Task Company_with_and_without_schemas_changes_no_bit()
    {
        await using var engine = Start();
        var requests = Enumerable.Range(0, 12).Select(seed => Ask(engine, seed)).ToArray();
        var alone = new List<Generation>();
        foreach (var request in requests) alone.Add(await engine.GenerateAsync(request, Token));
        var others = Enumerable.Range(0, 6).Select(seed => engine.GenerateAsync(Ask(engine, seed) with { Schema = null }, Token)).ToArray();
        var together = await Task.WhenAll(requests.Select(request => engine.GenerateAsync(request, Token)));
        await Task.WhenAll(others);

        Assert.Equal(alone.Select(one => one.Tokens), together.Select(one => one.Tokens));
        Assert.True(engine.Status.DecodedSequences > engine.Status.DecodeSteps, "Nothing was decoded together.");
    }

    [Fact]
    public async Task A_limit_and_a_stop_text_cut_it_and_say_so()
    {
        await using var engine = Start();
        var cut = await engine.GenerateAsync(Ask(engine, 0) with { MaxNewTokens = 3 }, Token);
        var stopped = await engine.GenerateAsync(Ask(engine, 0) with { StopTexts = ["\"note"] }, Token);

        Assert.Equal((3, StopReason.MaxTokens), (cut.Tokens.Count, cut.Stop));
        Assert.Equal(StopReason.Stop, stopped.Stop);
        Assert.Matches("^ ?{\"color\":\"(red|green)\",$", stopped.Text);
    }

    [Fact]
    public async Task A_schema_that_is_not_enforced_is_refused()
    {
        await using var engine = Start();
        var refused = await Assert.ThrowsAsync<SchemaException>(
            () => engine.GenerateAsync(Ask(engine, 0) with { Schema = new("""{"not": {}}""") }, Token));
        Assert.Equal(".not", refused.Path);
    }

    private static InferenceEngine Start() => OnnxEngine.Load(EmbeddedModel.Folder, new() { Lanes = 8, IntraOpThreads = 1 });

    private static GenerationRequest Ask(InferenceEngine engine, int seed) => new()
    {
        Prompt = engine.Manifest.Prompts.Baseline.Fill($"what number is on the {(seed % 3 == 0 ? "red" : "blue")} sign?"),
        Images = [ModelFixture.Whole(1)],
        MaxNewTokens = 64,
        Schema = Schema,
        Sampling = new() { Temperature = seed % 2, TopP = seed % 4 == 1 ? 0.9 : 1, Seed = seed },
    };
}
