using Judger.Inference.Constraints;
using Judger.Inference.Constraints.Automata;
using Judger.Inference.Manifest;
using Judger.Inference.Tokenization;
using Judger.Testing.Schemas;
using Judger.TinyModel;

namespace Judger.Inference.Tests.Constraints;

/// <summary>The tokens that may come next.</summary>
public sealed class AutomatonTests
{
    private static readonly SentencePieceTokenizer Tokenizer = SentencePieceTokenizer.Load(Path.Combine(EmbeddedModel.Folder, "tokenizer.model"));
    private static readonly AnswerWalk Walk = new(Tokenizer, ModelFolder.Open(EmbeddedModel.Folder).Manifest.Tokens);

    [Fact]
    public void A_mask_has_the_tokens_whose_bytes_can_be_read_and_no_others()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var (schema, isStrict) = RandomSchema.Draw(seed);
            var automaton = Walk.Automaton(schema, isStrict);
            var (state, random) = (automaton.Start, new Random(seed));
            for (var step = 0; step < 25 && !state.IsComplete; step++)
            {
                var allowed = AnswerWalk.Allowed(automaton.MaskOf(state));
                for (var token = 0; token < Tokenizer.Count; token++)
                {
                    if (Walk.Vocabulary.BytesOf(token).Length == 0) continue;
                    Assert.Equal(allowed.Contains(token), !ReferenceEquals(automaton.Next(state, token), AutomatonState.Dead));
                }

                var written = allowed.Where(token => Walk.Vocabulary.BytesOf(token).Length > 0).ToArray();
                if (written.Length == 0) break;
                state = automaton.Next(state, written[random.Next(written.Length)]);
            }
        }
    }

    [Fact]
    public void Places_that_allow_the_same_share_one_mask()
    {
        var automaton = Walk.Automaton(
            """{"properties": {"a": {"type": "string", "maxLength": 500}, "b": {"type": "string", "maxLength": 400}}, "required": ["a", "b"]}""");
        var (first, second) = (After("{\"a\":\"x"), After("{\"a\":\"x\",\"b\":\"xy"));
        Assert.NotSame(first, second);
        Assert.True(automaton.MaskOf(first) == automaton.MaskOf(second), "The masks are not one.");

        AutomatonState After(string text)
        {
            var state = automaton.Start;
            foreach (var letter in text)
            {
                var token = Enumerable.Range(0, Tokenizer.Count).First(id => Walk.Vocabulary.BytesOf(id).SequenceEqual([(byte)letter]));
                state = automaton.Next(state, token);
            }

            return state;
        }
    }

    [Fact]
    public void Where_an_answer_has_been_nothing_is_allocated_any_more()
    {
        var automaton = Walk.Automaton("""{"properties": {"a": {"type": "string", "maxLength": 40}, "n": {"type": "number"}}, "required": ["a", "n"]}""");
        var tokens = Walk.Write(automaton, new(1)).Tokens;
        Follow();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var used = Follow();
        var one = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(used > 0);
        Assert.InRange(one, 0, 64);

        int Follow()
        {
            var (answer, bits) = (new AnswerConstraint(automaton), 0);
            foreach (var token in tokens)
            {
                bits += answer.Mask[token >> 6] != 0 ? 1 : 0;
                answer.Take(token);
            }

            return bits;
        }
    }

    [Fact]
    public async Task Answers_of_several_threads_share_its_states()
    {
        var (schema, isStrict) = RandomSchema.Draw(5);
        var automaton = Walk.Automaton(schema, isStrict);
        var alone = Enumerable.Range(0, 40).Select(seed => Walk.Write(Walk.Automaton(schema, isStrict), new(seed)).Text).ToArray();
        var together = await Task.WhenAll(Enumerable.Range(0, 40).Select(seed => Task.Run(() => Walk.Write(automaton, new(seed)).Text)));
        Assert.Equal(alone, together);
    }
}
