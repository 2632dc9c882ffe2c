using Judger.Grains.Tests.Support;

namespace Judger.Grains.Tests.Questions;

/// <summary>A question's way through the stages.</summary>
public sealed class StageTests(JudgerSilo silo)
{
    private static readonly AskOptions ReferenceIsSeven = new() { Expert = ExpertNames.Reference, ReferenceAnswer = "7", Policy = JudgmentPolicy.Always };

    [Fact]
    public async Task The_record_shows_every_stage()
    {
        var script = new Script { Baseline = "3", Refined = "5", Corrections = new Dictionary<string, string> { ["5"] = "7" } };
        var request = await silo.PrepareAsync(script, ReferenceIsSeven);

        var record = await silo.AskAsync(request, QuestionId.Parse("shows-every-stage"));

        Assert.Equal("shows-every-stage", record.Id.ToString());
        Assert.Equal(request, record.Request);
        Assert.Equal(
            [
                (QuestionStage.Baseline, 0), (QuestionStage.Locate, 0), (QuestionStage.Refine, 0), (QuestionStage.Judge, 1), (QuestionStage.Correct, 1),
                (QuestionStage.Judge, 2),
            ],
            record.Stages.Select(entry => (entry.Stage, entry.Round)));
        Assert.Equal(
            ["local/cpu:0/scripted", "local/cpu:0/scripted", "local/cpu:0/scripted", null, "local/cpu:0/scripted", null],
            record.Stages.Select(entry => entry.Slot?.ToString()));
        Assert.Equal("3", record.Baseline!.Text);
        Assert.Equal(Math.Log(0.8), record.Baseline.MeanLogProbability, 12);
        Assert.Equal(new WorkCount(1, 150, 0, 1) { Queue = TimeSpan.FromMilliseconds(1), Device = TimeSpan.FromMilliseconds(9) }, record.Stages[0].Work);
        Assert.Equal("5", record.Refined!.Text);
        Assert.Equal(["5", "7"], record.Rounds.Select(round => round.Judged.Text));
        Assert.Equal([Verdict.Incorrect, Verdict.Correct], record.Rounds.Select(round => round.Judgment.Verdict));
        Assert.Equal(("The answer is 7, not 5.", "7"), (record.Rounds[0].Judgment.Feedback, record.Rounds[0].Judgment.SuggestedAnswer));
        Assert.Equal(["7", null], record.Rounds.Select(round => round.Corrected?.Text));
        Assert.Equal(("7", QuestionStage.Correct, false), (record.Answer, record.AnsweredBy, record.IsCutShort));
        Assert.All(record.Stages, entry => Assert.True(entry.Took > TimeSpan.Zero));
        Assert.All(record.Stages.Zip(record.Stages.Skip(1)), pair => Assert.True(pair.First.Began <= pair.Second.Began));
        Assert.Null(record.Attention);
    }

    [Fact]
    public async Task The_region_is_where_the_model_looked()
    {
        var record = await silo.AskAsync(new Script());

        var region = record.Region!;
        var (x, y) = (ScriptedEngine.Peak.X * 16, ScriptedEngine.Peak.Y * 16);
        Assert.Equal((12, 12, 144), (region.Columns, region.Rows, region.Map!.Length));
        Assert.Equal(72, region.Map.Max(), 3);
        Assert.Equal(region.Map.Max(), region.Map[(ScriptedEngine.Peak.Y * 12) + ScriptedEngine.Peak.X]);
        Assert.Equal(new GridFrame(0, 0, 192, 192), region.Frame);
        Assert.True(region.Box.Contains(new(x, y, x + 16, y + 16)), $"{region.Box}");
        Assert.False(region.IsDegenerate);
    }

    [Fact]
    public async Task Each_pass_is_asked_once_with_the_crop_and_the_judgment()
    {
        var request = await silo.PrepareAsync(new() { Refined = "5", Corrections = new Dictionary<string, string> { ["5"] = "7" } }, ReferenceIsSeven);

        var box = (await silo.AskAsync(request)).Region!.Box;

        var calls = silo.Engine.CallsOf(request);
        Assert.Equal([Pass.Baseline, Pass.GeneralRow, Pass.Refined, Pass.Correction], calls.Select(call => call.Pass));
        Assert.Equal([null, null, box, box], calls.Select(call => call.Crop));
        Assert.Equal(("5", "The answer is 7, not 5."), (calls[^1].Answer, calls[^1].Feedback));
    }

    [Fact]
    public async Task The_general_prompt_is_asked_once_for_an_image_however_many_questions_arrive_together()
    {
        const int questions = 16;
        var waiting = 0;
        var everyone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = await silo.PrepareAsync(new());
        var together = new Script { Before = MeetAsync };
        var requests = Enumerable.Range(0, questions).Select(_ => silo.Prepare(first.AttendedImage, together)).ToList();

        var records = await Task.WhenAll(requests.Select(request => silo.AskAsync(request)));

        Assert.Single(silo.Engine.CallsOf(requests[0]), call => call.Pass == Pass.GeneralRow);
        Assert.Single(records, record => record.EntryOf(QuestionStage.Locate)!.Work.TokensPrefilled > 0);
        Assert.All(records, record => Assert.Equal(records[0].Region!.Box, record.Region!.Box));

        Task MeetAsync(EngineCall call, CancellationToken cancellationToken)
        {
            if (call.Pass != Pass.Baseline) return Task.CompletedTask;
            if (Interlocked.Increment(ref waiting) == questions) everyone.SetResult();
            return everyone.Task.WaitAsync(cancellationToken);
        }
    }

    [Fact]
    public async Task A_given_crop_is_used_instead_of_looking()
    {
        var request = await silo.PrepareAsync(new(), new() { Crop = new(10, 20, 60, 90) });

        var record = await silo.AskAsync(request);

        Assert.Equal(new PixelBox(10, 20, 60, 90), record.Region!.Box);
        Assert.Null(record.Region.Map);
        Assert.DoesNotContain(silo.Engine.CallsOf(request), call => call.Pass == Pass.GeneralRow);
        Assert.Equal(new PixelBox(10, 20, 60, 90), silo.Engine.CallsOf(request).Single(call => call.Pass == Pass.Refined).Crop);
    }

    [Fact]
    public async Task Without_an_expert_the_refined_answer_is_final()
    {
        var record = await silo.AskAsync(new Script { Refined = "5" }, new AskOptions { Policy = JudgmentPolicy.Never, Expert = ExpertNames.Reference });

        Assert.Equal(("5", QuestionStage.Refine), (record.Answer, record.AnsweredBy));
        Assert.Empty(record.Rounds);
        Assert.Equal(new StageSkipped("The question asked for no judgment."), record.Stages[^1].Outcome);
    }

    [Theory]
    [InlineData("3", 0)]
    [InlineData("4", 1)]
    public async Task An_expert_for_doubtful_answers_is_asked_only_about_those(string baseline, int judgments)
    {
        var record = await silo.AskAsync(new Script { Baseline = baseline, Refined = "3" }, new AskOptions { Policy = JudgmentPolicy.WhenUncertain });

        Assert.Equal(judgments, record.Rounds.Count);
    }
}
