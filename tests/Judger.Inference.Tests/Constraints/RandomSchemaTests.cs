using System.Text;
using Judger.Inference.Contract;
using Judger.Inference.Engine;
using Judger.Inference.Manifest;
using Judger.Inference.Tokenization;
using Judger.Testing.Schemas;
using Judger.TinyModel;

namespace Judger.Inference.Tests.Constraints;

/// <summary>Whatever a schema has, and whatever a model would say: an answer that is finished fits.</summary>
public sealed class RandomSchemaTests
{
    private const int Schemas = 1000;

    private static readonly ModelManifest Tiny = ModelFolder.Open(EmbeddedModel.Folder).Manifest;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Answers_of_random_logits_fit() =>
        Check(new(SentencePieceTokenizer.Load(Path.Combine(EmbeddedModel.Folder, "tokenizer.model")), Tiny.Tokens), Schemas, answers: 4);

    [Fact]
    public void Answers_of_random_bytes_fit() => Check(AnswerWalk.Bytes, Schemas, answers: 2);

    [Fact]
    public void Answers_of_random_logits_fit_with_the_tokens_of_a_model_that_is_published()
    {
        var path = SharedData.Find("llama2-tokenizer.model");
        Assert.SkipWhen(path is null, "shared/data/llama2-tokenizer.model is missing");
        var tokenizer = SentencePieceTokenizer.Load(path!);
        Check(new(tokenizer, new(1, tokenizer.Special["</s>"])), 60, answers: 3);
    }

    [Fact]
    public async Task Answers_of_the_embedded_model_fit()
    {
        await using var engine = OnnxEngine.Load(EmbeddedModel.Folder, new() { Lanes = 16 });
        var finished = 0;
        var together = new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Token };
        await Parallel.ForEachAsync(Enumerable.Range(0, Schemas), together, async (seed, _) =>
        {
            var (schema, isStrict) = RandomSchema.Draw(seed);
            var generation = await engine.GenerateAsync(
                new()
                {
                    Prompt = engine.Manifest.Prompts.Baseline.Fill("what is it?"),
                    Images = [ModelFixture.Whole(1)],
                    MaxNewTokens = 40,
                    Schema = new(schema, isStrict),
                    Sampling = new() { Temperature = seed % 2, Seed = seed },
                },
                Token);
            if (generation.Stop != StopReason.EndOfSequence) return;
            Interlocked.Increment(ref finished);
            RequireFit(seed, schema, generation.Text);
        });
        Assert.True(finished > Schemas / 4, $"Only {finished} of {Schemas} answers were finished.");
    }

    private static void Check(AnswerWalk walk, int schemas, int answers)
    {
        var (finished, texts) = (0, new HashSet<string>());
        for (var seed = 0; seed < schemas; seed++)
        {
            var (schema, isStrict) = RandomSchema.Draw(seed);
            var (automaton, random) = (walk.Automaton(schema, isStrict), new Random(seed));
            for (var i = 0; i < answers; i++)
            {
                var (text, tokens) = walk.Write(automaton, random);
                if (text is null) continue;
                finished++;
                texts.Add(text);
                byte[] bytes = [.. tokens.SelectMany(token => walk.Vocabulary.BytesOf(token).ToArray())];
                Assert.Equal(text.TrimStart(), Encoding.UTF8.GetString(bytes).TrimStart());
                RequireFit(seed, schema, text);
            }
        }

        Assert.True(finished > schemas * answers / 2, $"Only {finished} of {schemas * answers} answers were finished.");
        Assert.True(texts.Count > finished / 3, $"Only {texts.Count} of {finished} answers are different.");
    }

    private static void RequireFit(int seed, string schema, string text) =>
        Assert.True(SchemaOracle.Problem(schema, text) is null, $"{seed}: {schema}\n{text}\n{SchemaOracle.Problem(schema, text)}");
}
