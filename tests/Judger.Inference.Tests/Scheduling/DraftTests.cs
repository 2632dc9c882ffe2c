using Judger.Inference.Contract;
using Judger.Inference.Decoding;
using Judger.Inference.Simulation;

namespace Judger.Inference.Tests.Scheduling;

/// <summary>Answers with a draft are those without: whatever the draft is, and however its positions round.</summary>
public sealed class DraftTests(ModelFixture fixture) : IClassFixture<ModelFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 256)]
    [InlineData(4, 256)]
    [InlineData(1, 8)]
    public async Task Any_draft_gives_the_answer_that_there_is_without_one(int workers, int chunk)
    {
        await using var engine = SimulatedDevice.Start(Simulation.Model, new() { Workers = workers, PrefillChunk = chunk, Lanes = 8 });
        await Task.WhenAll(Enumerable.Range(0, 64).Select(async seed =>
        {
            var request = Simulation.Ask($"question {seed}", Simulation.Image(seed % 5)) with { CaptureAttention = false };
            var plain = await engine.GenerateAsync(request, Token);
            int[] ids = [.. plain.Tokens.Select(token => token.Id)];
            int[][] drafts = [ids, ids[..3], [.. ids, .. ids], [ids[0], 7, .. ids[2..]], [7], [-1], [1 << 20], [.. Enumerable.Repeat(ids[0], 40)]];
            foreach (var draft in drafts)
            {
                var drafted = await engine.GenerateAsync(request with { Draft = draft }, Token);
                Assert.Equal((plain.Text, plain.Stop), (drafted.Text, drafted.Stop));
                Assert.Equal(plain.Tokens, drafted.Tokens);
            }
        }));
    }

    [Fact]
    public async Task What_is_accepted_takes_no_step_of_its_own_and_is_counted()
    {
        await using var engine = SimulatedDevice.Start(Simulation.Model, new() { Workers = 1 });
        var request = Simulation.Ask("question");
        int[] ids = [.. (await engine.GenerateAsync(request, Token)).Tokens.Select(token => token.Id)];
        Assert.Equal(6, ids.Length);

        Assert.Equal((6, 6, 0), await CountAsync(ids));
        Assert.Equal((3, 3, 3), await CountAsync(ids[..3]));
        Assert.Equal((6, 2, 4), await CountAsync([.. ids[..2], 7, .. ids[3..]]));
        Assert.Equal((9, 6, 0), await CountAsync([.. ids, .. ids]));

        async Task<(int Drafted, int Accepted, long Steps)> CountAsync(int[] draft)
        {
            var before = engine.Status;
            var work = (await engine.GenerateAsync(request with { Draft = draft }, Token)).Work;
            var after = engine.Status;
            Assert.Equal(work.TokensAccepted, after.Work.TokensAccepted - before.Work.TokensAccepted);
            Assert.Equal(work.TokensDrafted, after.Work.TokensDrafted - before.Work.TokensDrafted);
            return (work.TokensDrafted, work.TokensAccepted, after.DecodeSteps - before.DecodeSteps);
        }
    }

    [Fact]
    public async Task A_draft_is_left_out_where_the_answer_is_drawn_or_a_row_is_wanted()
    {
        await using var engine = SimulatedDevice.Start(Simulation.Model, new() { Workers = 1 });
        var request = Simulation.Ask("question", Simulation.Image(1)) with { CaptureAttention = false };
        int[] ids = [.. (await engine.GenerateAsync(request, Token)).Tokens.Select(token => token.Id)];
        var given = request with { Draft = ids };

        Assert.Equal(0, (await engine.GenerateAsync(given with { Sampling = new() { Temperature = 1, Seed = 1 } }, Token)).Work.TokensDrafted);
        Assert.Equal(0, (await engine.GenerateAsync(given with { CaptureAttention = true }, Token)).Work.TokensDrafted);
        Assert.Equal(0, (await engine.GenerateAsync(given with { MaxNewTokens = 1 }, Token)).Work.TokensDrafted);
        Assert.Equal(2, (await engine.GenerateAsync(given with { MaxNewTokens = 3 }, Token)).Work.TokensAccepted);
    }

    /// <summary>
    /// Positions behind the first token of a draft that round otherwise, so that they would choose otherwise: the answer is computed from its beginning.
    /// </summary>
    [Fact]
    public async Task Where_a_token_is_too_close_to_call_it_is_chosen_as_it_is_without_a_draft()
    {
        await using var engine = fixture.Start(parts => parts with { Decoder = new RoundingDecoder(parts.Decoder) });
        for (var seed = 0; seed < 8; seed++)
        {
            var request = ModelFixture.Ask($"question {seed}", ModelFixture.Whole(1)) with { MaxNewTokens = 12 };
            var plain = await engine.GenerateAsync(request, Token);
            var drafted = await engine.GenerateAsync(request with { Draft = [.. plain.Tokens.Select(token => token.Id)] }, Token);
            Assert.Equal(plain.Tokens, drafted.Tokens);
            Assert.InRange(drafted.Work.TokensAccepted, 0, 1);
        }
    }

    [Fact]
    public async Task Answers_of_a_model_are_the_same_with_schemas_penalties_stop_texts_and_streams()
    {
        await using var engine = fixture.Start();
        var accepted = 0;
        for (var seed = 0; seed < 24; seed++)
        {
            var request = ModelFixture.Ask($"question {seed}", ModelFixture.Whole(seed), ModelFixture.Crop(seed)) with { MaxNewTokens = 12 };
            foreach (var asked in new[]
            {
                request,
                request with { Sampling = new() { RepetitionPenalty = 1.3, FrequencyPenalty = 0.5 } },
                request with { Schema = new("""{"properties": {"color": {"enum": ["red", "green"]}}}""", IsStrict: true), MaxNewTokens = 40 },
            })
            {
                var plain = await engine.GenerateAsync(asked, Token);
                int[] ids = [.. plain.Tokens.Select(token => token.Id)];
                if (seed % 2 == 1 && ids.Length > 2) ids[^2]++;
                var progress = new AnswerProgress();
                var drafted = await engine.GenerateAsync(asked with { Draft = ids, Progress = progress }, Token);
                Assert.Equal(plain.Tokens.Select(token => token.Id), drafted.Tokens.Select(token => token.Id));
                Assert.Equal((plain.Text, plain.Stop), (drafted.Text, drafted.Stop));
                Assert.Equal(plain.Tokens[0].LogProbability, drafted.Tokens[0].LogProbability);
                foreach (var (left, right) in plain.Tokens.Zip(drafted.Tokens)) Assert.Equal(left.LogProbability, right.LogProbability, 1e-4);
                accepted += drafted.Work.TokensAccepted;
                if (plain.Text.Length < 4) continue;
                var stop = plain.Text[2..4];
                var cut = await engine.GenerateAsync(asked with { StopTexts = [stop] }, Token);
                var draftedCut = await engine.GenerateAsync(asked with { StopTexts = [stop], Draft = ids }, Token);
                Assert.Equal((cut.Text, cut.Stop), (draftedCut.Text, draftedCut.Stop));
            }
        }

        Assert.True(accepted > 0, "No draft was accepted.");
    }

    private sealed class RoundingDecoder(IDecoder inner) : HookedDecoder(inner, _ => { })
    {
        private readonly IDecoder _inner = inner;

        public override int DraftLimit => _inner.DraftLimit;

        public override IDraftLogits Verify(int lane, int past, int count, int drafted) => new Rounded(_inner.Verify(lane, past, count, drafted), drafted);

        /// <summary>The runner-up leads by a hair.</summary>
        private sealed class Rounded : IDraftLogits
        {
            private readonly IDraftLogits _rows;
            private readonly float[][] _logits;

            public Rounded(IDraftLogits rows, int drafted)
            {
                _rows = rows;
                _logits = [.. Enumerable.Range(0, drafted + 1).Select(row => rows[row].ToArray())];
                foreach (var logits in _logits.Skip(1))
                {
                    var order = Enumerable.Range(0, logits.Length).OrderByDescending(token => logits[token]).ToArray();
                    logits[order[1]] = MathF.BitIncrement(logits[order[0]]);
                }
            }

            public ReadOnlySpan<float> this[int drafted] => _logits[drafted];

            public void Dispose() => _rows.Dispose();
        }
    }
}
