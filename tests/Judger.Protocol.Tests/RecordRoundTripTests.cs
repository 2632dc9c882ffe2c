using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Judger.Protocol.Tests;

/// <summary>What a server writes of a record, a client reads.</summary>
public sealed partial class RecordRoundTripTests
{
    // The cluster's own: who took the question up, and what is kept on its way only, as the ids of each answer's tokens are.
    private static readonly string[] Untold = ["Attention", "Deaths", "Request.CacheSalt", "Runs", TokenIdsOfAnswers, "Trace"];

    private const string TokenIdsOfAnswers = nameof(ModelAnswer.TokenIds);

    private const RequestParts LeftOut = RequestParts.Instructions | RequestParts.Form;

    private static readonly DateTimeOffset Began = new(2026, 3, 1, 12, 30, 15, 250, TimeSpan.FromHours(1));

    private static readonly SlotKey Slot = new("silo", "cuda:0", "org/llava");

    private static readonly WorkCount Work = new(1, 20, 300, 4)
    {
        ImagesCached = 2,
        TokensDrafted = 6,
        TokensAccepted = 5,
        Queue = TimeSpan.FromMilliseconds(0.29),
        Device = TimeSpan.FromMilliseconds(17.31),
    };

    private static readonly int[] TokenIds = [7, 8];

    private static readonly AnswerToken[] Tokens =
    [
        new(7, " a", -0.25) { Top = [new(7, " a", -0.25), new(200, "\uFFFD", -2) { Bytes = [197] }] },
        new(8, "b", double.NegativeInfinity) { Bytes = [198] },
    ];

    private static readonly LocatedRegion Region = new()
    {
        Map = [0.1, 0.2, 0.3, 0.4, 0.5, double.NaN],
        Columns = 3,
        Rows = 2,
        Frame = new(-1.5, 0.5, 100, 50),
        Box = new(3, 4, 50, 60),
        Ratio = 1.2,
        Score = 0.4,
        IsDegenerate = true,
    };

    private static readonly Judgment Judged = new()
    {
        Verdict = Verdict.Incorrect,
        Feedback = "No.",
        SuggestedAnswer = "7",
        Probability = 0.25,
        Failure = new(ExpertFailureKind.BudgetSpent, "Spent."),
        Spending = new(1, 200, 30, 0.0012m),
        IsCached = true,
    };

    private static readonly FinalChoice Chosen = new()
    {
        Chosen = ChosenAnswer.Later,
        Failure = new(ExpertFailureKind.TimedOut, "Late."),
        Spending = new(2, 3, 4, 0.5m),
    };

    private static readonly QuestionRecord Full = new()
    {
        Id = QuestionId.Parse("q-1"),
        Request = new()
        {
            Images = [Digest('a'), Digest('b'), Digest('c')],
            Attended = 2,
            Question = "What is \"it\"?",
            CacheSalt = "holder",
            Instructions = "Be brief.",
            Turns = [new(TurnRole.User, "What is this?", Images: 2), new(TurnRole.Assistant, "A sign.")],
            Options = new()
            {
                Form = AnswerForm.Free,
                Expert = "gpt",
                ReferenceAnswer = "7",
                Policy = JudgmentPolicy.Never,
                MaxRounds = 5,
                CompatibleCrop = true,
                Crop = new(1, 2, 30, 40),
                Budget = TimeSpan.FromSeconds(12.345),
                Model = "llava",
                FinalChoice = true,
                Look = LookPolicy.Never,
                UncertainBelow = -0.7,
                Answer = new()
                {
                    MaxTokens = 9,
                    Temperature = 0.4,
                    TopP = 0.9,
                    Seed = 11,
                    Stop = ["\n", "Q:"],
                    TokenProbabilities = true,
                    Schema = new("""{"const":5}""", IsStrict: true),
                    TopK = 40,
                    MinP = 0.05,
                    FrequencyPenalty = 0.5,
                    PresencePenalty = -1.5,
                    RepetitionPenalty = 1,
                    LogitBias = new Dictionary<int, double> { [7] = 0.25, [900] = -100 },
                    TopLogProbabilities = 2,
                },
            },
        },
        Stages =
        [
            Entry(
                QuestionStage.Baseline,
                0,
                new ModelAnswer
                {
                    Text = "5",
                    MeanLogProbability = double.NegativeInfinity,
                    Tokens = Tokens,
                    IsTruncated = true,
                    Limit = 2,
                    IsConstrained = true,
                    SureAbove = 0.9,
                    LeftOut = LeftOut,
                    TokenIds = TokenIds,
                }),
            Entry(QuestionStage.Locate, 0, Region),
            Entry(QuestionStage.Refine, 0, new ModelAnswer
            {
                Text = "4",
                MeanLogProbability = -0.1,
                Tokens = Tokens,
                IsTruncated = true,
                Limit = 3,
                IsConstrained = true,
                SureAbove = 0.9,
                LeftOut = LeftOut,
                TokenIds = TokenIds,
            }),
            Entry(QuestionStage.Judge, 1, Judged),
            Entry(QuestionStage.Correct, 1, new StageFailure("Broken.", 3)),
            Entry(QuestionStage.Correct, 1, new ModelAnswer
            {
                Text = "7",
                MeanLogProbability = -0.2,
                Tokens = Tokens,
                IsTruncated = true,
                Limit = 4,
                IsConstrained = true,
                SureAbove = 0.9,
                LeftOut = LeftOut,
                TokenIds = TokenIds,
            }),
            Entry(QuestionStage.Judge, 2, new StageSkipped("It is good.")),
            Entry(QuestionStage.Choose, 2, Chosen),
        ],
        Runs = [new("silo", 1, QuestionStage.Locate, HasEnded: true)],
        Deaths = 1,
        Answer = "7",
        AnsweredBy = QuestionStage.Correct,
        IsCutShort = true,
        IsBackground = true,
        IsCancelled = true,
        Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        Attention = new([1, 2], "w"),
    };

    /// <summary>One outcome of each kind, and the member of a stage's JSON that holds it.</summary>
    public static TheoryData<string, StageOutcome> Outcomes => new()
    {
        { "answer", new ModelAnswer { Text = "", MeanLogProbability = -0.5 } },
        { "answer", new ModelAnswer { Text = "4", MeanLogProbability = double.NaN, Tokens = Tokens, IsTruncated = true, Limit = 2 } },
        { "region", Region },
        { "region", new LocatedRegion { Box = new(0, 0, 8, 9) } },
        { "judgment", Judged },
        { "judgment", new Judgment { Verdict = Verdict.Unable } },
        { "choice", Chosen },
        { "choice", new FinalChoice { Chosen = ChosenAnswer.None } },
        { "skipped", new StageSkipped("The model is certain of its answer.") },
        { "failed", new StageFailure("The device is gone.", 3) },
    };

    [Fact]
    public void Every_member_survives()
    {
        var unset = Unset(Full, "").Order().ToList();
        Assert.True(unset.Count == 0, $"The example does not set {string.Join(", ", unset)}.");

        Assert.Equal(Untold, Differences(Full, RoundTrip(Full), "").Select(Untelling).Distinct().Order());
    }

    private static string Untelling(string path) =>
        path.EndsWith(TokenIdsOfAnswers, StringComparison.Ordinal) ? TokenIdsOfAnswers : Indexes().Replace(path, "");

    [Fact]
    public void Numbers_have_the_digits_that_they_mean()
    {
        var entry = new StageEntry
        {
            Stage = QuestionStage.Locate,
            Began = Began.AddTicks(1234567),
            Took = TimeSpan.FromTicks(1234567),
            Work = new(1, 2, 3, 4) { ImagesCached = 5, Queue = TimeSpan.FromTicks(77), Device = TimeSpan.FromTicks(123456) },
            Outcome = Region with
            {
                Map = [1 / 3d, 2e-7 / 3, 12345678.9, 0],
                Columns = 2,
                Rows = 2,
                Ratio = 1.23456789,
                Score = 2 / 3d,
                Frame = new(-1 / 3d, 0, 100, 50),
            },
        };
        var answer = new ModelAnswer { Text = "4", MeanLogProbability = -1 / 3d, Tokens = [new(7, "4", -2e-5 / 3)] };

        Assert.Equal(
            """
            {"stage":"locate","began":"2026-03-01T12:30:15.373+01:00","ms":123.46,
            "work":{"images_encoded":1,"tokens_prefilled":2,"tokens_reused":3,"tokens_generated":4,"queue_ms":0.01,"device_ms":12.35,"images_cached":5},
            "region":{"box":[3,4,50,60],"ratio":1.2346,"score":0.66667,"degenerate":true,"map":[[0.33333,6.6667E-08],[12346000,0]],"frame":[-0.333,0,100,50]}}
            """.ReplaceLineEndings(""),
            Written(entry));
        Assert.Equal(
            """{"text":"4","mean_log_probability":-0.333333,"tokens":[{"id":7,"text":"4","log_probability":-6.66667E-06}]}""", Outcome(answer, "answer"));
        Assert.Equal("0.666667", Outcome(Judged with { Probability = 2 / 3d }, "judgment", "probability"));

        string Outcome(StageOutcome outcome, params string[] path)
        {
            var json = JsonNode.Parse(Written(new() { Stage = QuestionStage.Refine, Began = Began, Outcome = outcome }));
            foreach (var member in path) json = json![member];
            return json!.ToJsonString();
        }

        static string Written(StageEntry entry) =>
            JsonSerializer.Serialize(QuestionRecords.Describe(new QuestionEvent(0, entry.Stage, 0, entry)).Entry, JsonFormat.Records);
    }

    [Fact]
    public void A_question_that_has_only_begun_survives()
    {
        var begun = new QuestionRecord { Id = QuestionId.Parse("q"), Request = new() { Images = [Digest('0')], Question = "Q" } };

        Assert.Empty(Differences(begun, RoundTrip(begun), ""));
    }

    [Fact]
    public void The_examples_have_every_kind_of_outcome() => Assert.Equal(
        typeof(StageOutcome).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(StageOutcome))).Select(type => type.Name).Order(),
        Outcomes.Select(row => row.Data.Item2.GetType().Name).Distinct().Order());

    [Theory]
    [MemberData(nameof(Outcomes))]
    public void An_outcome_survives_in_a_record_and_in_an_event(string member, StageOutcome outcome)
    {
        var entry = new StageEntry { Stage = QuestionStage.Refine, Began = Began, Outcome = outcome };
        var record = new QuestionRecord { Id = QuestionId.Parse("q"), Request = new() { Images = [Digest('0')], Question = "Q" }, Stages = [entry] };

        var json = JsonSerializer.SerializeToNode(QuestionRecords.Describe(record), JsonFormat.Records)!["stages"]![0]!.AsObject();
        var read = RoundTrip(record);
        var told = RoundTrip(new QuestionEvent(5, QuestionStage.Refine, 0, entry));

        Assert.Equal(["stage", "began", "ms", member], json.Select(property => property.Key));
        Assert.Empty(Differences(entry, Assert.Single(read.Stages), ""));
        Assert.Equal(outcome.GetType(), read.Stages[0].Outcome.GetType());
        Assert.Equal((5, QuestionStage.Refine, 0, true), (told.Sequence, told.Stage, told.Round, told.IsFinished));
        Assert.Empty(Differences(entry, told.Entry, ""));
    }

    [Fact]
    public void The_begin_of_a_stage_survives_and_says_no_more()
    {
        var begun = new QuestionEvent(6, QuestionStage.Judge, 2, null);

        Assert.Equal(begun, RoundTrip(begun));
        Assert.Equal(
            """{"sequence":6,"stage":"judge","round":2,"finished":false}""", JsonSerializer.Serialize(QuestionRecords.Describe(begun), JsonFormat.Records));
    }

    [Fact]
    public void A_failure_that_is_the_end_of_the_log_is_the_records_failure_until_the_question_is_taken_up_again()
    {
        var failed = Full with { Answer = null, AnsweredBy = null, Stages = [.. Full.Stages.Take(5)] };

        var failure = QuestionRecords.Describe(failed).Failure;

        Assert.Equal((QuestionStage.Correct, "Broken.", 3), (failure?.Stage, failure?.Message, failure?.Attempts));
        Assert.Null(QuestionRecords.Describe(failed with { Runs = [.. failed.Runs, new("silo", 5, QuestionStage.Judge)] }).Failure);
        Assert.Null(QuestionRecords.Describe(Full).Failure);
    }

    [Fact]
    public void A_stage_without_an_outcome_is_not_read()
    {
        var json = JsonSerializer.SerializeToNode(QuestionRecords.Describe(Full), JsonFormat.Records)!.AsObject();
        json["stages"]![0]!.AsObject().Remove("answer");

        Assert.StartsWith(
            "A stage has neither",
            Assert.Throws<JsonException>(() => QuestionRecords.Read(json.Deserialize<QuestionJson>(JsonFormat.Reading)!)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("self", false)]
    public void Options_name_who_judges_and_whether_the_question_did_so(string? expert, bool isDefault)
    {
        var options = JsonSerializer.SerializeToNode(OptionsJson.Of(new() { Expert = expert }), JsonFormat.Records)!.AsObject();

        Assert.Equal(("self", isDefault), ((string?)options["expert"], options.ContainsKey("expert_is_default")));
        Assert.Equal(expert, options.Deserialize<OptionsJson>(JsonFormat.Reading)!.Read().Expert);
        Assert.Equal(expert, options.Deserialize<QuestionBody>(JsonFormat.Questions)!.Options().Expert);
    }

    [Fact]
    public void Another_expert_cannot_be_the_default()
    {
        var error = Assert.Throws<QuestionRejectedException>(() => new QuestionBody { Expert = "gpt", ExpertIsDefault = true }.Options());

        Assert.Equal("expert_is_default is true and expert is \"gpt\". Leave expert_is_default out.", error.Message);
    }

    [Theory]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "0af7651916cd43dd8448eb211c80319c")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03", "0af7651916cd43dd8448eb211c80319c")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00", null)]
    [InlineData(null, null)]
    public void A_trace_is_named_where_it_was_recorded(string? span, string? trace) =>
        Assert.Equal(trace, QuestionRecords.Describe(Full with { Trace = span }).Trace?.Id);

    [Fact]
    public void What_is_asked_survives() => Assert.Equal(
        Full.Request.Options,
        JsonSerializer.Deserialize<QuestionBody>(Posted(Full.Request), JsonFormat.Questions)!.Options());

    [Fact]
    public void The_images_are_posted_with_the_one_to_look_at()
    {
        var body = JsonSerializer.Deserialize<QuestionBody>(Posted(Full.Request), JsonFormat.Questions)!;
        var alone = JsonSerializer.Deserialize<QuestionBody>(Posted(Full.Request with { Images = [Digest('a')], Attended = 0 }), JsonFormat.Questions)!;

        Assert.Equal(Full.Request.Images.Select(digest => digest.ToString()), body.OtherImages!.Prepend(body.Image!).Select(image => image.Digest));
        Assert.Equal((2, null, null), (body.Attended, alone.Attended, alone.OtherImages));
    }

    [Theory]
    [InlineData("id")]
    [InlineData("question")]
    [InlineData("images")]
    [InlineData("stages")]
    [InlineData("options")]
    public void A_member_that_must_be_there_is_missed(string member)
    {
        var json = JsonSerializer.SerializeToNode(QuestionRecords.Describe(Full), JsonFormat.Records)!.AsObject();
        json.Remove(member);

        Assert.Contains(member, Assert.Throws<JsonException>(() => json.Deserialize<QuestionJson>(JsonFormat.Reading)).Message, StringComparison.Ordinal);
    }

    private static ImageDigest Digest(char digit) => ImageDigest.Parse(new(digit, 64));

    private static StageEntry Entry(QuestionStage stage, int round, StageOutcome outcome) =>
        new() { Stage = stage, Round = round, Began = Began, Took = TimeSpan.FromMilliseconds(211.07), Slot = Slot, Work = Work, Outcome = outcome };

    private static string Posted(AskRequest request) =>
        JsonSerializer.Serialize(QuestionBody.Of(request, QuestionId.Parse("q"), AskMode.Wait), JsonFormat.Questions);

    private static QuestionRecord RoundTrip(QuestionRecord record) => QuestionRecords.Read(Again(QuestionRecords.Describe(record)));

    private static QuestionEvent RoundTrip(QuestionEvent happened) => QuestionRecords.Read(Again(QuestionRecords.Describe(happened)));

    private static T Again<T>(T json) => JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(json, JsonFormat.Records), JsonFormat.Reading)!;

    // Also of members that do not exist yet: the example must set them, and so the contract must carry them. In a list one of its items must.
    private static IEnumerable<string> Unset(object value, string path)
    {
        foreach (var property in Stored(value))
        {
            var member = property.GetValue(value);
            var here = $"{path}.{property.Name}".TrimStart('.');

            // Of the numbers of a box and of what was spent some may be zero.
            if (IsDefault(member) && value is not (PixelBox or ExpertSpending)) yield return here;
            else if (member is IReadOnlyList<StageEntry> entries)
            {
                var unset = entries.Select(entry => Unset(entry, here).ToHashSet()).ToList();
                foreach (var inner in unset.SelectMany(set => set).Distinct().Where(name => unset.All(set => set.Contains(name)))) yield return inner;
                foreach (var inner in entries.SelectMany(entry => Unset(entry.Outcome, $"{here}.{entry.Outcome.GetType().Name}")).Distinct())
                    yield return inner;
            }
            else if (member is not null and not IEnumerable and not StageOutcome && IsComposed(member))
                foreach (var inner in Unset(member, here)) yield return inner;
        }
    }

    private static bool IsDefault(object? member) =>
        member is null or "" or ICollection { Count: 0 } || (member.GetType().IsValueType && member.Equals(Activator.CreateInstance(member.GetType())));

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
        else if (IsComposed(left) && Stored(left).Any())
        {
            foreach (var property in Members(left))
            {
                foreach (var inner in Differences(property.GetValue(left), property.GetValue(right), $"{path}.{property.Name}".TrimStart('.')))
                    yield return inner;
            }
        }
        else if (!left.Equals(right)) yield return path;
    }

    private static bool IsComposed(object value) => value.GetType() is { Namespace: nameof(Judger), IsEnum: false };

    private static IEnumerable<PropertyInfo> Members(object value) =>
        value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0);

    // What a type is made of, without what follows from it.
    private static IEnumerable<PropertyInfo> Stored(object value) => Members(value).Where(property => property.SetMethod is not null);

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Indexes();
}
