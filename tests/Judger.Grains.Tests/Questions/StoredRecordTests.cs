using System.Collections.Frozen;
using Judger.Grains.Questions;
using Judger.Grains.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Judger.Grains.Tests.Questions;

/// <summary>
/// Records that are in storage are read by later versions. <c>stored-record.txt</c> is one, in base 64, as the version wrote it that first kept a log; it stays
/// as it is when the record grows.
/// </summary>
public sealed class StoredRecordTests(JudgerSilo silo)
{
    private static readonly SlotKey Slot = new("gpu-1", "cuda:0", "llava-7b");
    private static readonly DateTimeOffset Began = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    private Serializer Serializer => silo.Services.GetRequiredService<Serializer>();

    [Fact]
    public void A_record_that_an_earlier_version_stored_is_read()
    {
        var stored = Convert.FromBase64String(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Questions", "stored-record.txt")));

        AssertSame(Record, Serializer.Deserialize<QuestionState>(stored)!.Record!);
    }

    [Fact]
    public void A_record_that_is_stored_is_read_back_whole()
    {
        var stored = Serializer.SerializeToArray(new QuestionState { Record = Record });

        TestContext.Current.TestOutputHelper!.WriteLine(Convert.ToBase64String(stored));
        AssertSame(Record, Serializer.Deserialize<QuestionState>(stored)!.Record!);
    }

    [Fact]
    public void A_record_with_all_ways_to_choose_tokens_is_read_back_whole()
    {
        var answer = new AnswerOptions
        {
            TokenProbabilities = true,
            TopK = 40,
            MinP = 0.05,
            FrequencyPenalty = 0.5,
            PresencePenalty = -1.5,
            RepetitionPenalty = 1,
            LogitBias = new Dictionary<int, double> { [900] = -100, [7] = 0.25 }.ToFrozenDictionary(),
            TopLogProbabilities = 2,
        };
        var token = new AnswerToken(7, "24", -0.5) { Top = [new(7, "24", -0.5), new(200, "\uFFFD", -2) { Bytes = [197] }] };
        var record = Record with
        {
            Request = Record.Request with { Options = new() { Answer = answer } },
            Stages = [Entry(QuestionStage.Baseline, 0, new ModelAnswer { Text = "24", MeanLogProbability = -0.5, Tokens = [token] })],
        };

        var read = Serializer.Deserialize<QuestionState>(Serializer.SerializeToArray(new QuestionState { Record = record }))!.Record!;

        AssertSame(record, read);
        Assert.Equal(record.Request.GetHashCode(), read.Request.GetHashCode());
        Assert.NotEqual(read.Request.Options.Answer, answer with { LogitBias = new Dictionary<int, double> { [900] = -100, [7] = 0.5 } });
        Assert.NotEqual(read.Request.Options.Answer, answer with { LogitBias = null });
    }

    private static void AssertSame(QuestionRecord expected, QuestionRecord actual)
    {
        Assert.Equal(expected.Request, actual.Request);
        Assert.Equivalent(expected, actual, strict: true);
    }

    private static QuestionRecord Record { get; } = new()
    {
        Id = QuestionId.Parse("alice/bus"),
        Request = new()
        {
            Images = [ImageDigest.Of("one"u8), ImageDigest.Of("two"u8)],
            Attended = 1,
            Question = "What number is on the bus?",
            Options = new()
            {
                Expert = "gpt",
                ReferenceAnswer = "42",
                Policy = JudgmentPolicy.Always,
                MaxRounds = 1,
                Budget = TimeSpan.FromSeconds(30),
                Model = "llava-7b",
                FinalChoice = true,
                Answer = new() { MaxTokens = 9, Temperature = 0.5, TopP = 0.9, Seed = 7, Stop = ["."], TokenProbabilities = true },
            },
        },
        Stages =
        [
            Entry(QuestionStage.Baseline, 0, new ModelAnswer { Text = "24", MeanLogProbability = -0.5, Tokens = [new(7, "24", -0.5)], IsTruncated = true }),
            Entry(QuestionStage.Locate, 0, new LocatedRegion
            {
                Map = [1, 2, 3, 4],
                Columns = 2,
                Rows = 2,
                Frame = new(0, 0, 640, 480),
                Box = new(10, 20, 346, 356),
                Ratio = 1.2,
                Score = 0.25,
            }),
            Entry(QuestionStage.Refine, 0, new ModelAnswer { Text = "43", MeanLogProbability = -0.25 }),
            Entry(QuestionStage.Judge, 1, new Judgment
            {
                Verdict = Verdict.Incorrect,
                Feedback = "The last digit is a 2.",
                SuggestedAnswer = "42",
                Probability = 0.25,
                Spending = new(1, 900, 30, 0.01m),
                IsCached = true,
            }),
            Entry(QuestionStage.Correct, 1, new ModelAnswer { Text = "42", MeanLogProbability = -0.125 }),
            Entry(QuestionStage.Judge, 2, new StageSkipped("The answer did not change.")),
            Entry(QuestionStage.Choose, 2, new FinalChoice { Chosen = ChosenAnswer.Later, Failure = new(ExpertFailureKind.TimedOut, "No reply.") }),
            Entry(QuestionStage.Choose, 2, new StageFailure("The silo is gone.", 3)),
        ],
        Runs = [new("gateway", 0, null), new("gpu-1", 2, QuestionStage.Locate)],
        Answer = "42",
        AnsweredBy = QuestionStage.Correct,
        IsCutShort = true,
        IsBackground = true,
        Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        Attention = new([0.25f, 0.75f], "sha256"),
    };

    private static StageEntry Entry(QuestionStage stage, int round, StageOutcome outcome) => new()
    {
        Stage = stage,
        Round = round,
        Began = Began,
        Took = TimeSpan.FromMilliseconds(12.5),
        Slot = Slot,
        Work = new(1, 600, 40, 3) { ImagesCached = 1, Queue = TimeSpan.FromMilliseconds(2), Device = TimeSpan.FromMilliseconds(10) },
        Outcome = outcome,
    };
}
