using System.Text;
using Judger.Inference.Contract;
using Judger.Inference.Engine;
using Judger.Inference.Errors;
using Judger.Inference.Simulation;
using Judger.Inference.Tests.Sampling;
using Judger.Inference.Tokenization;

namespace Judger.Inference.Tests.Contract;

/// <summary>Answers that are read while they are generated.</summary>
public sealed class AnswerProgressTests
{
    private static readonly string[] Scraps = ["a", "b", " ", "ab", "ï", "中", "🙂", "👩‍🚀", "<|", "end", "|>", "\uFFFD", "é", "\n"];

    private static readonly string[] Stops = ["<|end|>", "ab", "🙂", "中b", "ï\n", "end", "b ", "\uFFFD"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_tokens_come_and_whenever_one_looks_the_pieces_are_the_answer()
    {
        var random = new Random(7);
        ITokenizer[] tokenizers = [new ByteTokenizer(), new FallbackTokenizer()];
        var (held, stopped) = (0, 0);
        for (var round = 0; round < 4000; round++)
        {
            var tokenizer = tokenizers[round % 2];
            var stops = Enumerable.Range(0, random.Next(3)).Select(_ => Stops[random.Next(Stops.Length)]).ToArray();
            var answer = await ReadAsync(tokenizer, Tokens(random, tokenizer), stops, advance: () => random.Next(3) > 0);

            Assert.Equal(answer.Final, string.Concat(answer.Pieces.Select(piece => piece.Text)));
            Assert.All(answer.Pieces, piece => Assert.Equal(piece.Text, string.Concat(piece.Text.EnumerateRunes())));
            Assert.All(answer.Pieces, piece => Assert.NotEmpty(piece.Text));
            var told = answer.Pieces.SelectMany(piece => piece.Tokens!).Select(token => token.Id).ToList();
            Assert.Equal(answer.Ids.Take(told.Count), told);
            held += answer.Ids.Count - answer.Pieces.Count;
            if (answer.IsStopped) stopped++;
        }

        // Not all of it is held back, and stop texts do come.
        Assert.InRange(held, 1, int.MaxValue);
        Assert.InRange(stopped, 200, 3800);
    }

    [Fact]
    public async Task Of_an_answer_that_fails_the_pieces_are_the_beginning()
    {
        var (progress, ids) = Begin("abc", []);
        progress.Advance(2);
        await using var pieces = progress.ReadAsync(cancellationToken: Token).GetAsyncEnumerator(Token);
        Assert.True(await pieces.MoveNextAsync());
        Assert.Equal("ab", pieces.Current.Text);

        progress.End(isComplete: false);

        Assert.False(await pieces.MoveNextAsync());
        Assert.Equal(3, ids.Count);
    }

    [Fact]
    public async Task A_reader_that_comes_late_gets_one_piece_and_one_that_leaves_disturbs_nobody()
    {
        var (progress, _) = Begin("abc", []);
        using var leaving = new CancellationTokenSource();
        var left = progress.ReadAsync(cancellationToken: leaving.Token).ToListAsync(leaving.Token).AsTask();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);

        progress.Advance(1);
        progress.Advance(2);
        progress.Advance(3);
        progress.End(isComplete: true);

        Assert.Equal(["abc"], (await progress.ReadAsync(cancellationToken: Token).ToListAsync(Token)).Select(piece => piece.Text));
        Assert.Equal(["abc"], (await progress.ReadAsync(cancellationToken: Token).ToListAsync(Token)).Select(piece => piece.Text));
    }

    [Fact]
    public void Nobody_who_reads_costs_no_memory()
    {
        var (progress, _) = Begin("abcdefgh", []);
        progress.Advance(1);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var count = 2; count <= 8; count++) progress.Advance(count);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public async Task An_engine_shows_the_answer_before_it_is_there_and_also_what_must_fit_a_schema()
    {
        foreach (var schema in new[] { null, AnswerSchema.AnyObject })
        {
            using var allowed = new SemaphoreSlim(0);
            var parts = SimulatedDevice.CreateParts(Scheduling.Simulation.Model with { AnswerTokens = 12 }, new());
            await using var engine = new InferenceEngine(
                parts with
                {
                    Decoder = new HookedDecoder(parts.Decoder, step =>
                    {
                        if (step > 0) allowed.Wait(Token);
                    }),
                },
                new());
            var progress = new AnswerProgress();
            var generating = engine.GenerateAsync(
                Scheduling.Simulation.Ask("what?", Scheduling.Simulation.Image(1)) with { MaxNewTokens = 60, Schema = schema, Progress = progress }, Token);

            var pieces = new List<string>();
            await foreach (var piece in progress.ReadAsync(cancellationToken: Token))
            {
                // No step of the device is allowed before what it has decoded was read.
                if (pieces.Count < 4) Assert.False(generating.IsCompleted);
                pieces.Add(piece.Text);
                allowed.Release(pieces.Count < 5 ? 1 : 100);
            }

            Assert.InRange(pieces.Count, 5, 60);
            Assert.Equal((await generating).Text, string.Concat(pieces));
        }
    }

    [Fact]
    public async Task What_cannot_be_served_or_is_cancelled_has_no_pieces_and_ends()
    {
        await using var engine = SimulatedDevice.Start(Scheduling.Simulation.Model, new());
        var refused = new AnswerProgress();
        await Assert.ThrowsAsync<ImageCountException>(
            () => engine.GenerateAsync(Scheduling.Simulation.Ask("what?", Scheduling.Simulation.Image(1)) with { Images = [], Progress = refused }, Token));
        Assert.Empty(await refused.ReadAsync(cancellationToken: Token).ToListAsync(Token));

        var cancelled = new AnswerProgress();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => engine.GenerateAsync(Scheduling.Simulation.Ask("what?") with { Progress = cancelled }, new(canceled: true)));
        Assert.Empty(await cancelled.ReadAsync(cancellationToken: Token).ToListAsync(Token));
    }

    private static (AnswerProgress Progress, List<int> Ids) Begin(string text, string[] stops)
    {
        var tokenizer = new ByteTokenizer();
        var ids = tokenizer.Encode(text).ToList();
        var progress = new AnswerProgress();
        progress.Begin(new(tokenizer, stops, ids, [.. ids.Select(_ => 0.0)]));
        return (progress, ids);
    }

    /// <summary>Bytes of scraps of text, whole or cut, and bytes of no text; as the tokenizer has them.</summary>
    private static List<int> Tokens(Random random, ITokenizer tokenizer)
    {
        var bytes = new List<byte>();
        for (var count = random.Next(1, 12); count > 0; count--)
        {
            var scrap = Encoding.UTF8.GetBytes(Scraps[random.Next(Scraps.Length)]);
            bytes.AddRange(random.Next(8) == 0 ? scrap.Take(random.Next(scrap.Length)) : scrap);
            if (random.Next(12) == 0) bytes.Add((byte)random.Next(256));
        }

        return tokenizer is FallbackTokenizer
            ? [.. bytes.Select(value => value is >= (byte)' ' and <= (byte)'~' && random.Next(4) > 0 ? FallbackTokenizer.Letter((char)value) : value)]
            : [.. bytes.Select(value => ByteTokenizer.IdOf((char)value))];
    }

    /// <summary>An answer that ends where a stop text comes, as the engine ends it, read at some of its tokens.</summary>
    private static async Task<(List<AnswerPiece> Pieces, List<int> Ids, string Final, bool IsStopped)> ReadAsync(
        ITokenizer tokenizer, List<int> tokens, string[] stops, Func<bool> advance)
    {
        var (ids, logs) = (new List<int>(tokens.Count), new List<double>(tokens.Count));
        var (final, isStopped) = (new Inference.Sampling.AnswerText(tokenizer, stops), false);
        var progress = new AnswerProgress();
        progress.Begin(new(tokenizer, stops, ids, logs));
        await using var pieces = progress.ReadAsync(withTokens: true, Token).GetAsyncEnumerator(Token);
        var read = new List<AnswerPiece>();
        var next = pieces.MoveNextAsync().AsTask();
        foreach (var token in tokens)
        {
            ids.Add(token);
            logs.Add(-1);
            isStopped = final.Update(ids);
            progress.Advance(ids.Count);
            if (isStopped) break;
            if (advance()) await Task.Yield();
            if (!next.IsCompleted) continue;
            Assert.True(await next);
            read.Add(pieces.Current);
            next = pieces.MoveNextAsync().AsTask();
        }

        progress.End(isComplete: true);
        while (await next)
        {
            read.Add(pieces.Current);
            next = pieces.MoveNextAsync().AsTask();
        }

        return (read, ids, final.Text, isStopped);
    }
}
