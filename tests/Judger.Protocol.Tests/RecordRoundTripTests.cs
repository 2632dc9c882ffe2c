using System.Collections;
using System.Reflection;
using System.Text.Json;

namespace Judger.Protocol.Tests;

/// <summary>What a server writes of a record, a client reads.</summary>
public sealed class RecordRoundTripTests
{
    // The cluster's own: who took the question up, and what is kept on its way only.
    private static readonly string[] Untold = [nameof(QuestionRecord.AttentionRow), nameof(QuestionRecord.RowWeights), nameof(QuestionRecord.Runs), nameof(QuestionRecord.Trace)];

    private static readonly WorkReport Work = new() { ImagesEncoded = 1, TokensPrefilled = 20, TokensReused = 300, TokensGenerated = 4, Queue = TimeSpan.FromMilliseconds(0.29), Device = TimeSpan.FromMilliseconds(17.31) };

    private static readonly AnswerToken[] Tokens = [new(" a", -0.25), new("b", double.NegativeInfinity)];

    private static readonly QuestionRecord Full = new()
    {
        Id = "q-1",
        Request = new()
        {
            ImageDigest = new('a', 64),
            Question = "What is \"it\"?",
            Options = new()
            {
                Expert = "gpt",
                ReferenceAnswer = "7",
                Policy = JudgmentPolicy.Never,
                MaxRounds = 5,
                CompatibleCrop = true,
                Crop = new(1, 2, 30, 40),
                Budget = TimeSpan.FromSeconds(12.345),
                Model = "llava",
                FinalChoice = true,
                UncertainBelow = -0.7,
                Answer = new() { MaxTokens = 9, Temperature = 0.4, TopP = 0.9, Seed = 11, Stop = ["\n", "Q:"], TokenProbabilities = true },
            },
            OtherImages = [new('b', 64), new('c', 64)],
        },
        Slots = new("a/b/c", "a/b/c", "a/b/c"),
        Baseline = new() { Text = "5", MeanLogProbability = double.NegativeInfinity, Work = Work, Tokens = Tokens, IsTruncated = true },
        AttentionRow = [1, 2],
        Region = new() { Map = [0.1, 0.2, 0.3, 0.4, 0.5, double.NaN], Columns = 3, Rows = 2, Frame = [-1.5, 0, 100, 50], Box = new(3, 4, 50, 60), Ratio = 1.2, Score = 0.4, IsDegenerate = true, Work = Work },
        Refined = new() { Text = "4", MeanLogProbability = -0.1, Work = Work with { ImagesEncoded = 2 }, Tokens = Tokens, IsTruncated = true },
        Rounds =
        [
            new()
            {
                Judged = "4",
                Judgment = new() { Verdict = AnswerVerdict.Incorrect, Feedback = "No.", SuggestedAnswer = "7", Probability = 0.25, Failure = new(ExpertFailureKind.BudgetSpent, "Spent."), Spending = new(1, 200, 30, 0.0012m), IsCached = true },
                Corrected = new() { Text = "7", MeanLogProbability = -0.2, Work = Work, Tokens = Tokens, IsTruncated = true },
                JudgmentTime = TimeSpan.FromMilliseconds(81.02),
                CorrectionTime = TimeSpan.FromMilliseconds(33.3),
            },
            new() { Judged = "7", Judgment = new() { Verdict = AnswerVerdict.Correct } },
        ],
        Answer = "7",
        AnsweredBy = QuestionStage.Correct,
        IsCutShort = true,
        BaselineTime = TimeSpan.FromMilliseconds(211.07),
        LocateTime = TimeSpan.FromMilliseconds(32.29),
        RefineTime = TimeSpan.FromMilliseconds(35.1),
        RowWeights = "w",
        StageCounts = new Dictionary<QuestionStage, int> { [QuestionStage.Baseline] = 1, [QuestionStage.Correct] = 2 },
        Runs = [new("silo", QuestionStage.Locate)],
        Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        IsBackground = true,
        IsCancelled = true,
        Failure = new(QuestionStage.Refine, "Broken.", 3),
        Choice = new() { Chosen = ChosenAnswer.Later, Failure = new(ExpertFailureKind.TimedOut, "Late."), Spending = new(2, 3, 4), Time = TimeSpan.FromMilliseconds(9.5) },
    };

    [Fact]
    public void Every_member_survives()
    {
        var unset = Unset(Full, nameof(QuestionRecord)).ToList();
        Assert.True(unset.Count == 0, $"The example does not set {string.Join(", ", unset)}.");

        var read = RoundTrip(Full);

        Assert.Equal([.. Untold.Select(name => $"{nameof(QuestionRecord)}.{name}").Order()], Differences(Full, read, nameof(QuestionRecord)).Select(path => string.Join('.', path.Split('.', '[')[..2])).Distinct().Order());
    }

    [Fact]
    public void A_question_that_has_only_begun_survives()
    {
        var begun = new QuestionRecord { Id = "q", Request = new() { ImageDigest = new('0', 64), Question = "Q" } };

        Assert.Empty(Differences(begun, RoundTrip(begun), nameof(QuestionRecord)));
    }

    [Theory]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "0af7651916cd43dd8448eb211c80319c")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03", "0af7651916cd43dd8448eb211c80319c")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00", null)]
    [InlineData(null, null)]
    public void A_trace_is_named_where_it_was_recorded(string? span, string? trace) => Assert.Equal(trace, QuestionRecords.Describe(Full with { Trace = span }).Trace?.Id);

    [Fact]
    public void What_is_asked_survives() => Assert.Equal(
        Full.Request.Options,
        JsonSerializer.Deserialize<QuestionBody>(JsonSerializer.Serialize(QuestionBody.Of(Full.Request, "q", AskMode.Wait), JsonFormat.Questions), JsonFormat.Questions)!.Options());

    [Theory]
    [InlineData("id")]
    [InlineData("question")]
    [InlineData("rounds")]
    [InlineData("options")]
    public void A_member_that_must_be_there_is_missed(string member)
    {
        var json = JsonSerializer.SerializeToNode(QuestionRecords.Describe(Full), JsonFormat.Records)!.AsObject();
        json.Remove(member);

        Assert.Contains(member, Assert.Throws<JsonException>(() => json.Deserialize<QuestionJson>(JsonFormat.Reading)).Message, StringComparison.Ordinal);
    }

    private static QuestionRecord RoundTrip(QuestionRecord record) =>
        QuestionRecords.Read(JsonSerializer.Deserialize<QuestionJson>(JsonSerializer.Serialize(QuestionRecords.Describe(record), JsonFormat.Records), JsonFormat.Reading)!);

    // Also of members that do not exist yet: the example must set them, and so the contract must carry them.
    private static IEnumerable<string> Unset(object value, string path)
    {
        foreach (var property in Members(value))
        {
            var member = property.GetValue(value);
            var here = $"{path}.{property.Name}";
            if (member is null || (member.GetType().IsValueType && member.Equals(Activator.CreateInstance(member.GetType()))) || member is "" or ICollection { Count: 0 })
            {
                // Of the numbers of a box some may be zero.
                if (value is not ImageBox and not ExpertSpending) yield return here;
            }
            else if (member is IReadOnlyList<CorrectionRound> rounds) foreach (var inner in Unset(rounds[0], here)) yield return inner;
            else if (member is not IEnumerable && IsComposed(member)) foreach (var inner in Unset(member, here)) yield return inner;
        }
    }

    private static IEnumerable<string> Differences(object? left, object? right, string path)
    {
        if (left is null || right is null)
        {
            if (!Equals(left, right)) yield return path;
        }
        else if (left is not string && left is IEnumerable first && right is IEnumerable second)
        {
            var (a, b) = (first.Cast<object>().ToList(), second.Cast<object>().ToList());
            if (a.Count != b.Count) yield return path;
            else for (var index = 0; index < a.Count; index++) foreach (var inner in Differences(a[index], b[index], $"{path}[{index}]")) yield return inner;
        }
        else if (IsComposed(left)) foreach (var property in Members(left)) foreach (var inner in Differences(property.GetValue(left), property.GetValue(right), $"{path}.{property.Name}")) yield return inner;
        else if (!left.Equals(right)) yield return path;
    }

    private static bool IsComposed(object value) => value.GetType() is { Namespace: nameof(Judger), IsEnum: false };

    private static IEnumerable<PropertyInfo> Members(object value) => value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0);
}
