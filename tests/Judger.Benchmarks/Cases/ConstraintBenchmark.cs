using System.Diagnostics;
using System.Globalization;
using Judger.Benchmarks.Harness;
using Judger.Benchmarks.Models;
using Judger.Inference.Constraints;
using Judger.Inference.Constraints.Automata;
using Judger.Inference.Constraints.Schemas;
using Judger.Inference.Constraints.Vocabularies;

namespace Judger.Benchmarks.Cases;

/// <summary>
/// What it costs to hold answers to a schema, in absolute times: preparing a vocabulary, compiling a schema, and the mask of each token of answers that are
/// drawn from the masks. The first answers make the states and masks; they count like all others.
/// </summary>
internal sealed class ConstraintBenchmark : IBenchmark
{
    private const int Answers = 300;
    private const int MostTokens = 200;

    private const string Schema =
        """
        {"type": "object", "properties": {"name": {"type": "string", "maxLength": 60}, "price": {"type": "number", "minimum": 0, "maximum": 1000},
         "color": {"enum": ["red", "green", "blue"]}}, "required": ["name", "price", "color"], "additionalProperties": false}
        """;

    public string Name => "constraints";

    public string Description => "the mask of a token that keeps an answer to a schema, in vocabularies of 32,000 and 150,000 tokens";

    public Task<IReadOnlyList<Measurement>> RunAsync(Bench bench)
    {
        var measurements = new List<Measurement>
        {
            Seconds("schema compiled, ms", bench.Rounds(50), 1e3, Target.AtMost(10), () => SchemaCompiler.Compile(Schema, isStrict: true)),
        };
        foreach (var (count, slowest) in new[] { (32_000, 200), (150_000, 1000) })
        {
            var tokenizer = new SyntheticTokenizer(count);
            var name = string.Create(CultureInfo.InvariantCulture, $"{count / 1000}k tokens");
            measurements.Add(Seconds($"{name}: prepared, s", bench.Rounds(5), 1, Target.AtMost(1), Prepare));
            measurements.AddRange(Masks(bench, name, slowest, Prepare()));

            TokenVocabulary Prepare() => new(tokenizer, tokenizer.Count, new(null, SyntheticTokenizer.EndOfSequence));
        }

        return Task.FromResult<IReadOnlyList<Measurement>>(measurements);
    }

    private static Measurement Seconds(string name, int rounds, double factor, Target target, Func<object> action)
    {
        var seconds = new double[rounds];
        action();
        for (var round = 0; round < rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            action();
            seconds[round] = factor * Stopwatch.GetElapsedTime(started).TotalSeconds;
        }

        return new(name, Spread.Of(seconds), target, $"{rounds} rounds");
    }

    private static IEnumerable<Measurement> Masks(Bench bench, string name, int slowest, TokenVocabulary vocabulary)
    {
        // The code is compiled by another automaton; states and masks are this one's own.
        Write(new(SchemaCompiler.Compile(Schema, isStrict: true), vocabulary), new(1), []);
        var automaton = new Automaton(SchemaCompiler.Compile(Schema, isStrict: true), vocabulary);
        var (random, times, answers) = (new Random(2), new List<double>(), bench.IsQuick ? 30 : Answers);
        var (first, tokens) = (0, new List<int>());
        for (var answer = 0; answer < answers; answer++)
        {
            bench.Cancellation.ThrowIfCancellationRequested();
            tokens = Write(automaton, random, times);
            if (answer == 0) first = times.Count;
        }

        var slowestOfFirst = times.Take(first).Max();
        var sorted = times.Order().ToArray();
        var detail = string.Create(
            CultureInfo.InvariantCulture,
            $"{times.Count} tokens of {answers} answers; the first answer's slowest {slowestOfFirst:0} us, of all {sorted[^1]:0} us");
        yield return new($"{name}: mask and step, median us", Spread.Of(times), Target.AtMost(5), detail);
        yield return new($"{name}: mask and step, p99 us", Spread.Of([sorted[(int)(0.99 * (sorted.Length - 1))]]), Target.AtMost(slowest), detail);
        yield return new($"{name}: bytes a token", Spread.Of([Allocated(automaton, tokens)]), Target.AtMost(0), "an answer that was written before");
    }

    /// <summary>Draws an answer from the masks. Notes the microseconds that each token's mask and step took.</summary>
    private static List<int> Write(Automaton automaton, Random random, List<double> times)
    {
        var (answer, tokens) = (new AnswerConstraint(automaton), new List<int>());
        while (!answer.IsComplete && tokens.Count < MostTokens)
        {
            var started = Stopwatch.GetTimestamp();
            var mask = answer.Mask;
            var took = Stopwatch.GetElapsedTime(started);
            var token = Draw(mask, random);
            started = Stopwatch.GetTimestamp();
            answer.Take(token);
            times.Add((took + Stopwatch.GetElapsedTime(started)).TotalMicroseconds);
            tokens.Add(token);
        }

        return tokens;
    }

    private static int Draw(ReadOnlySpan<ulong> mask, Random random)
    {
        var count = 0;
        foreach (var word in mask) count += System.Numerics.BitOperations.PopCount(word);
        var left = random.Next(count);
        for (var token = 0; ; token++)
        {
            if ((mask[token >> 6] >> token & 1) != 0 && left-- == 0) return token;
        }
    }

    private static double Allocated(Automaton automaton, List<int> tokens)
    {
        var answer = new AnswerConstraint(automaton);
        var (before, bits) = (GC.GetAllocatedBytesForCurrentThread(), 0UL);
        for (var i = 0; i < tokens.Count; i++)
        {
            bits |= answer.Mask[0];
            answer.Take(tokens[i]);
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return bits == 0 ? double.NaN : allocated / (double)tokens.Count;
    }
}
