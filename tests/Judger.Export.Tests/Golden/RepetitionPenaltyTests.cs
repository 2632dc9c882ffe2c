using Judger.Inference.Contract;
using Judger.Inference.Engine;
using Judger.Inference.Manifest;
using Judger.Inference.Sampling;

namespace Judger.Export.Tests.Golden;

/// <summary>
/// The penalty of repetition that a checkpoint asks for is that of transformers: over all ids of the prompt, those of its images too, and the answer.
/// </summary>
public sealed class RepetitionPenaltyTests
{
    private const double Penalty = 1.3;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("qwen2_5_vl", true)]
    [InlineData("smolvlm", true)]
    [InlineData("llava", false)]
    public async Task Answers_are_those_of_the_penalized_logits_alone_and_in_company(string family, bool repeats)
    {
        using var checkpoint = new ChangedCheckpoint(family);
        checkpoint.Edit("generation_config.json", [], config => config["repetition_penalty"] = Penalty);
        var (folder, manifest) = checkpoint.Export();
        Assert.Equal(Penalty, manifest.RepetitionPenalty);
        Assert.Empty(checkpoint.Warnings);
        int[] numbers = [1, 4, 6];
        GenerationRequest[] requests = [.. numbers.Select(number => GoldenCase.Request(family, number, ModelPrecision.Float32) with { MaxNewTokens = 16 })];
        await using var engine = OnnxEngine.Load(folder, new() { IntraOpThreads = 1, Lanes = 4, Workers = 2 });

        var plain = await engine.GenerateAsync(requests[0] with { Sampling = SamplingOptions.Greedy with { RepetitionPenalty = 1 } }, Token);
        var together = await Task.WhenAll(requests.Select(request => engine.GenerateAsync(request, Token)));
        foreach (var (number, request, generation) in numbers.Zip(requests, together))
        {
            var ids = new Vectors(GoldenFolder.Require($"{family}/cases/{number:D2}.safetensors")).Integers("input_ids");
            Assert.Equal(Expected(ids, generation, manifest), generation.Tokens.Select(token => token.Id));
            var alone = await engine.GenerateAsync(request, Token);
            Assert.Equal(generation.Tokens, alone.Tokens);
            Assert.Equal(generation.AttentionRow, alone.AttentionRow);
        }

        Assert.Equal(plain.AttentionRow, together[0].AttentionRow);
        Assert.Equal(!repeats, plain.Tokens.Select(token => token.Id).SequenceEqual(together[0].Tokens.Select(token => token.Id)));
    }

    private static IEnumerable<int> Expected(IEnumerable<int> prompt, Generation generation, ModelManifest manifest)
    {
        var seen = prompt.ToHashSet();
        foreach (var logits in generation.Logits)
        {
            var scores = logits.Select((logit, id) => !seen.Contains(id) ? logit : logit < 0 ? logit * (float)Penalty : logit / (float)Penalty).ToArray();
            var best = Array.IndexOf(scores, scores.Max());
            if (manifest.Tokens.IsEnd(best)) yield break;
            seen.Add(best);
            yield return best;
        }
    }
}
