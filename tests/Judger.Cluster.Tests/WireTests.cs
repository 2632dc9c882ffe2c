using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Judger.Cluster.Tests;

/// <summary>
/// What crosses from process to process arrives as it was sent. Within one process Orleans passes immutable values on as they are, so that tests of one silo
/// never see their codecs.
/// </summary>
public sealed class WireTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void A_record_with_every_kind_of_outcome_is_the_same_behind_the_wire()
    {
        var slot = new SlotKey("silo-a", "cuda:0", "llava/7b");
        StageOutcome[] outcomes =
        [
            new ModelAnswer { Text = "3", MeanLogProbability = -0.5, Tokens = [new(7, " 3", -0.5)], IsTruncated = true },
            new LocatedRegion { Map = [0.25, 0.75], Columns = 2, Rows = 1, Frame = new(-1, 0, 4, 2), Box = new(1, 2, 3, 4), Ratio = 1.5, Score = 2 },
            new Judgment { Verdict = Verdict.Incorrect, Feedback = "No.", Failure = new(ExpertFailureKind.TimedOut, "Late."), Spending = new(1, 20, 3, 0.5m) },
            new FinalChoice { Chosen = ChosenAnswer.Earlier },
            new StageSkipped("Not needed."),
            new StageFailure("Broken.", 3),
        ];
        var stages = Enum.GetValues<QuestionStage>().Zip(outcomes, (stage, outcome) => new StageEntry
        {
            Stage = stage,
            Round = 1,
            Began = Now,
            Took = TimeSpan.FromMilliseconds(5),
            Slot = slot,
            Work = new(1, 2, 3, 4) { Queue = TimeSpan.FromMilliseconds(6) },
            Outcome = outcome,
        });
        var record = new QuestionRecord
        {
            Id = QuestionId.Parse("scope/question-1"),
            Request = new()
            {
                Images = [ImageDigest.Of([1]), ImageDigest.Of([2])],
                Attended = 1,
                Question = "What is it?",
                Options = new() { Crop = new(0, 0, 9, 9) },
            },
            Stages = [.. stages],
            Runs = [new("silo-a", 2, QuestionStage.Locate)],
        };

        var arrived = Arrived(record);

        Assert.Equal((record.Id, record.Request), (arrived.Id, arrived.Request));
        Assert.Equal(record.Runs, arrived.Runs);
        Assert.Equivalent(record.Stages, arrived.Stages, strict: true);
        Assert.All(arrived.Stages, entry => Assert.Equal(slot, entry.Slot));
        Assert.Equal(
            ("silo-a", "cuda:0", "llava/7b"), (arrived.Stages[0].Slot!.Value.Silo, arrived.Stages[0].Slot!.Value.Device, arrived.Stages[0].Slot!.Value.Model));
    }

    private static QuestionRecord Arrived(QuestionRecord value)
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        return serializer.Deserialize<QuestionRecord>(serializer.SerializeToArray(value))!;
    }
}
