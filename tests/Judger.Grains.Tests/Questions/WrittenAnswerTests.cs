using Judger.Grains.Models;
using Judger.Grains.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Judger.Grains.Tests.Questions;

/// <summary>Answers that are told while they are written.</summary>
public sealed class WrittenAnswerTests(JudgerSilo silo)
{
    private const string Long = "a long answer with some words";

    private static readonly AskOptions Never = new() { Policy = JudgmentPolicy.Never };

    private static readonly AskOptions Corrected = new()
    {
        Expert = ExpertNames.Reference,
        ReferenceAnswer = "seven",
        Policy = JudgmentPolicy.Always,
        MaxRounds = 1,
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pieces_come_before_the_slot_has_written_the_answer_and_together_they_are_it()
    {
        using var letters = new SemaphoreSlim(0);
        var written = 0;
        var request = await silo.PrepareAsync(
            new()
            {
                Refined = $"  {Long} ",
                BeforeLetter = async (call, letter, token) =>
                {
                    if (call.Pass != Pass.Refined) return;
                    await letters.WaitAsync(token);
                    Volatile.Write(ref written, letter);
                },
            },
            Never);
        var pieces = new List<string>();
        letters.Release(3);
        await foreach (var happened in Ask(request, EventText.Final))
        {
            if (happened.Piece is not { } piece) continue;
            pieces.Add(piece.Text);

            // The slot stands still until the piece is here: not one letter more than was allowed.
            if (pieces.Count <= 5) Assert.InRange(Volatile.Read(ref written), 1, Long.Length - 1);
            letters.Release(pieces.Count < 5 ? 2 : Long.Length);
        }

        Assert.InRange(pieces.Count, 6, Long.Length);
        Assert.Equal(Long, string.Concat(pieces));
    }

    [Fact]
    public async Task Every_answering_stage_is_told_between_its_start_and_its_end_and_has_no_number_of_its_own()
    {
        var request = await silo.PrepareAsync(Answers, Corrected);
        var events = await Ask(request, EventText.All).ToListAsync(Token);

        Assert.Equal(
            ["Baseline 0 one", "Refine 0 five", "Correct 1 seven"],
            events.Where(happened => happened.Piece is not null)
                .GroupBy(happened => (happened.Stage, happened.Round))
                .Select(stage => $"{stage.Key.Stage} {stage.Key.Round} {string.Concat(stage.Select(happened => happened.Piece!.Text))}"));
        Assert.True(events.First(happened => happened.Stage == QuestionStage.Refine && happened.Piece is not null).Piece!.IsFirst);
        var stages = events.Where(happened => happened.Piece is null).ToList();
        Assert.Equal(Enumerable.Range(0, stages.Count), stages.Select(happened => happened.Sequence));
        foreach (var (index, happened) in events.Index().Where(item => item.Item.Piece is not null))
        {
            var begun = stages[happened.Sequence];
            Assert.Equal((happened.Stage, happened.Round, false), (begun.Stage, begun.Round, begun.IsFinished));
            Assert.True(events.IndexOf(begun) < index && index < events.IndexOf(stages[happened.Sequence + 1]));
        }
    }

    [Fact]
    public async Task Final_answers_alone_are_told_where_only_they_are_wanted()
    {
        var pieces = await Ask(await silo.PrepareAsync(Answers, Corrected), EventText.Final).Where(happened => happened.Piece is not null).ToListAsync(Token);
        Assert.Equal((QuestionStage.Correct, "seven"), (pieces[0].Stage, string.Concat(pieces.Select(happened => happened.Piece!.Text))));
        Assert.All(pieces, happened => Assert.True(happened.IsFinal));

        var refined = await Ask(await silo.PrepareAsync(Answers, Never), EventText.All).Where(happened => happened.Piece is not null).ToListAsync(Token);
        Assert.Equal(
            [(QuestionStage.Baseline, false), (QuestionStage.Refine, true)], refined.Select(happened => (happened.Stage, happened.IsFinal)).Distinct());
    }

    [Fact]
    public async Task Nobody_who_wants_it_has_nothing_read_and_the_record_is_the_same()
    {
        await using var own = new JudgerSilo(ScriptedEngine.Helpful);
        await own.InitializeAsync();
        var told = await own.PrepareAsync(Answers, Corrected);
        var untold = await own.PrepareAsync(Answers, Corrected);
        var (one, other) = (JudgerSilo.NewId(), JudgerSilo.NewId());

        var plain = await own.Client.AskStreamAsync(untold, one, cancellationToken: Token).ToListAsync(Token);
        await own.Client.AskStreamAsync(untold, JudgerSilo.NewId(), new EventOptions { Text = EventText.None }, Token).ToListAsync(Token);
        var judged = untold with { Options = Corrected with { Expert = null } };
        await own.Client.AskStreamAsync(judged, JudgerSilo.NewId(), new EventOptions { Text = EventText.Final }, Token).ToListAsync(Token);
        Assert.All(plain, happened => Assert.Null(happened.Piece));
        Assert.Equal(0, await ReadersAsync());

        await own.Client.AskStreamAsync(told, other, new EventOptions { Text = EventText.All }, Token).ToListAsync(Token);
        Assert.Equal(1, await ReadersAsync());
        Assert.Equal(Outcomes((await own.Client.GetAsync(one, Token))!), Outcomes((await own.Client.GetAsync(other, Token))!));

        async Task<int> ReadersAsync() => (await own.Grains.GetGrain<IManagementGrain>(0).GetSimpleGrainStatistics())
            .Where(grain => grain.GrainType.Contains(nameof(AnswerFeedGrain), StringComparison.Ordinal)).Sum(grain => grain.ActivationCount);
    }

    [Fact]
    public async Task Who_comes_in_the_middle_of_a_stage_has_its_text_from_the_beginning()
    {
        using var letters = new SemaphoreSlim(0);
        var half = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var request = await silo.PrepareAsync(
            new()
            {
                Refined = Long,
                BeforeLetter = async (call, letter, token) =>
                {
                    if (call.Pass != Pass.Refined || letter <= 10) return;
                    half.TrySetResult();
                    await letters.WaitAsync(token);
                },
            },
            Never);
        var id = JudgerSilo.NewId();
        var asking = silo.AskAsync(request, id);
        await half.Task.WaitAsync(Token);

        var pieces = new List<AnswerPiece>();
        await foreach (var happened in silo.Client.ListenAsync(id, new EventOptions { Text = EventText.All }, Token))
        {
            if (happened.Piece is not { } piece) continue;
            pieces.Add(piece);
            if (pieces.Count == 1) letters.Release(Long.Length);
        }

        // A blank at its end is held back.
        Assert.Equal(("a long ans", true), (pieces[0].Text, pieces[0].IsFirst));
        Assert.Equal(Long, string.Concat(pieces.Select(piece => piece.Text)));
        Assert.All(pieces.Skip(1), piece => Assert.False(piece.IsFirst));
        await asking;

        // Who comes behind the stage has the stage's entry, which has it all.
        Assert.All(await silo.Client.ListenAsync(id, new EventOptions { Text = EventText.All }, Token).ToListAsync(Token), one => Assert.Null(one.Piece));
    }

    [Theory]
    [InlineData(Long)]
    [InlineData("another answer")]
    public async Task A_stage_that_is_tried_again_begins_its_text_again(string second)
    {
        var tries = 0;
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Script script = null!;
        script = new()
        {
            Refined = Long,
            BeforeLetter = async (call, letter, token) =>
            {
                if (call.Pass != Pass.Refined || letter != 8 || Interlocked.Increment(ref tries) > 1) return;
                await heard.Task.WaitAsync(token);
                silo.Engine.Play(call.Question, script with { Refined = second, BeforeLetter = (_, _, _) => Task.CompletedTask });
                throw new InvalidOperationException("The device failed in the middle.");
            },
        };
        var pieces = new List<AnswerPiece>();
        var id = JudgerSilo.NewId();
        var answer = new Judger.Client.StreamedAnswer(id);
        var passed = "";
        await foreach (var happened in Ask(await silo.PrepareAsync(script, Never), EventText.Final, id))
        {
            passed += answer.Next(happened)?.Text;
            if (happened.Piece is not { } piece) continue;
            pieces.Add(piece);
            heard.TrySetResult();
        }

        var record = (await silo.Client.GetAsync(id, Token))!;
        Assert.Equal((true, "a long"), (pieces[0].IsFirst, pieces[0].Text));
        var text = pieces.Aggregate("", (before, piece) => piece.IsFirst ? piece.Text : before + piece.Text);
        Assert.Equal((second, second), (record.Answer, text));
        if (second != Long) Assert.Contains(pieces.Skip(1), piece => piece.IsFirst);

        // What was passed on as text is the answer, or is known not to be.
        if (second == Long) Assert.Equal(Long, passed + answer.End(record)?.Text);
        else Assert.Throws<AnswerChangedException>(() => answer.End(record));
    }

    [Fact]
    public async Task Who_stops_reading_has_nothing_read_any_more_and_the_stage_goes_on()
    {
        using var letters = new SemaphoreSlim(0);
        await using var own = new JudgerSilo(ScriptedEngine.Helpful);
        await own.InitializeAsync();
        var request = await own.PrepareAsync(
            new()
            {
                Refined = Long,
                BeforeLetter = (call, letter, token) => call.Pass == Pass.Refined && letter > 8 ? letters.WaitAsync(token) : Task.CompletedTask,
            },
            Never);
        var id = JudgerSilo.NewId();
        var asking = own.AskAsync(request, id);
        await foreach (var happened in own.Client.AskStreamAsync(request, id, new EventOptions { Text = EventText.All }, Token))
        {
            if (happened is { Piece: not null, Stage: QuestionStage.Refine }) break;
        }

        // The slot's own use of it stays.
        var feeds = own.Services.GetRequiredService<AnswerFeeds>();
        while (feeds.Users > 1) await Task.Delay(10, Token);
        Assert.Equal(1, feeds.Users);
        letters.Release(Long.Length);
        Assert.Equal(Long, (await asking).Answer);
        Assert.Equal(0, feeds.Users);
    }

    [Fact]
    public async Task Tokens_come_with_the_pieces_where_the_question_wants_them()
    {
        foreach (var wants in new[] { false, true })
        {
            var request = await silo.PrepareAsync(
                new() { Refined = "seven", BeforeLetter = (_, _, _) => Task.Delay(10, Token) },
                Never with { Answer = new() { TokenProbabilities = wants } });
            var pieces = await Ask(request, EventText.Final).Where(happened => happened.Piece is not null).ToListAsync(Token);
            Assert.Equal("seven", string.Concat(pieces.Select(happened => happened.Piece!.Text)));
            Assert.Equal(wants, pieces[0].Piece!.Tokens is { Count: > 0 });
        }
    }

    private static Script Answers { get; } = new() { Baseline = "one", Refined = "five", Corrections = new Dictionary<string, string> { ["five"] = "seven" } };

    private static List<string> Outcomes(QuestionRecord record) =>
        [.. record.Stages.Select(entry => $"{entry.Stage} {entry.Round} {(entry.Outcome as ModelAnswer)?.Text} {(entry.Outcome as Judgment)?.Verdict}")];

    private IAsyncEnumerable<QuestionEvent> Ask(AskRequest request, EventText text, QuestionId? id = null) =>
        silo.Client.AskStreamAsync(request, id ?? JudgerSilo.NewId(), new EventOptions { Text = text }, Token);
}
