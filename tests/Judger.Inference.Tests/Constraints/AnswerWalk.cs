using System.Text;
using Judger.Inference.Constraints;
using Judger.Inference.Constraints.Automata;
using Judger.Inference.Constraints.Vocabularies;
using Judger.Inference.Manifest;
using Judger.Inference.Tokenization;

namespace Judger.Inference.Tests.Constraints;

/// <summary>Writes answers as a model of random logits would, and asks which texts a schema allows.</summary>
internal sealed class AnswerWalk(ITokenizer tokenizer, SpecialTokens special)
{
    /// <summary>One token for each byte.</summary>
    public static AnswerWalk Bytes { get; } = new(new ByteTokenizer(), new(ByteTokenizer.BeginOfSequence, ByteTokenizer.EndOfSequence));

    public TokenVocabulary Vocabulary { get; } = new(tokenizer, tokenizer.Count, special);

    public Automaton Automaton(string schema, bool isStrict = false) => new(AnswerGrammars.Of(new(schema, isStrict)), Vocabulary);

    /// <summary>Whether a text is an answer, byte by byte; a mask that has a token for each byte is needed.</summary>
    public static bool Accepts(string schema, string text, bool isStrict = false)
    {
        var answer = new AnswerConstraint(Bytes.Automaton(schema, isStrict));
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            var token = ByteTokenizer.IdOf((char)value);
            if (!Has(answer.Mask, token)) return false;
            answer.Take(token);
        }

        return Has(answer.Mask, ByteTokenizer.EndOfSequence);
    }

    /// <summary>An answer of random tokens, the more eager to end the longer it is; null where it is not finished by then.</summary>
    public (string? Text, List<int> Tokens) Write(Automaton automaton, Random random, int most = 400)
    {
        var (answer, tokens) = (new AnswerConstraint(automaton), new List<int>());
        while (tokens.Count < most)
        {
            if (answer.IsComplete) return (tokenizer.Decode(tokens), tokens);
            var allowed = Allowed(answer.Mask);
            Assert.True(allowed.Count > 0, $"Nothing can follow {tokenizer.Decode(tokens)}");
            var isEager = random.Next(most) < tokens.Count * 4 || random.Next(3) == 0;
            var ends = isEager ? allowed.Where(token => special.IsEnd(token) || IsClosing(token)).ToList() : [];
            var token = ends.Count > 0 ? ends[random.Next(ends.Count)] : allowed[random.Next(allowed.Count)];
            if (special.IsEnd(token)) return (tokenizer.Decode(tokens), tokens);
            answer.Take(token);
            tokens.Add(token);
        }

        return (null, tokens);
    }

    public static List<int> Allowed(ReadOnlySpan<ulong> mask)
    {
        var allowed = new List<int>();
        for (var token = 0; token < mask.Length * 64; token++)
        {
            if (Has(mask, token)) allowed.Add(token);
        }

        return allowed;
    }

    private static bool Has(ReadOnlySpan<ulong> mask, int token) => (mask[token >> 6] >> token & 1) != 0;

    private bool IsClosing(int token) => tokenizer.BytesOf(token) is { } bytes && bytes.AsSpan().ContainsAny("\"]}nt"u8);
}
