using System.Text.Json;
using Judger.Cli.Evaluation;
using Judger.Cli.Tests.Support;

namespace Judger.Cli.Tests;

/// <summary>What the evaluation asks and how it counts, whatever the model.</summary>
public sealed class SignsEvaluationTests
{
    [Fact]
    public async Task A_stream_is_the_same_scenes_and_questions_each_time_in_whatever_order()
    {
        var (first, _) = await EvaluateAsync(stream: 1, parallel: 1);
        var (again, _) = await EvaluateAsync(stream: 1, parallel: 4);

        Assert.Equal(6, first.Images.Count);
        Assert.Equal(Asked(first), Asked(again));

        static IEnumerable<(string Image, string Question)> Asked(NotingClient client) =>
            client.Requests.Select(request => (request.AttendedImage.ToString(), request.Question)).Order();
    }

    [Fact]
    public async Task Another_stream_is_other_scenes()
    {
        var (first, _) = await EvaluateAsync(stream: 1);
        var (other, _) = await EvaluateAsync(stream: 2);

        Assert.Empty(first.Images.Intersect(other.Images));
    }

    [Fact]
    public async Task Right_answers_are_counted_by_kind_and_stage()
    {
        var (client, report) = await EvaluateAsync(stream: 1);

        var truths = client.Requests.Select(request => request.Options.ReferenceAnswer).OfType<string>().ToList();
        var kinds = report.GetProperty("kinds");
        Assert.Equal((18, 6), (truths.Count, report.GetProperty("count").GetInt32()));
        Assert.Equal(Math.Round(truths.Count(truth => truth == "3") / 6.0, 4), kinds.GetProperty("fine").GetProperty("baseline").GetDouble());
        Assert.Equal(0, kinds.GetProperty("yes_no").GetProperty("refined").GetDouble());
        Assert.All(
            kinds.EnumerateObject(), kind => Assert.Equal((6, 1), (kind.Value.GetProperty("count").GetInt32(), kind.Value.GetProperty("judged").GetDouble())));
        Assert.Equal(1, report.GetProperty("box").GetProperty("hit_rate").GetDouble());
    }

    [Fact]
    public async Task Every_expert_is_asked_always_and_where_it_is_wanted_only_when_uncertain()
    {
        var (client, report) = await EvaluateAsync(stream: 1, withPolicies: true);

        var judged = client.Requests
            .Where(request => request.Options.Crop is null)
            .Select(request => (request.Options.Expert, request.Options.Policy))
            .CountBy(asked => asked)
            .ToDictionary();
        Assert.Equal(4, judged.Count);
        Assert.All(judged.Values, count => Assert.Equal(18, count));
        var stages = report.GetProperty("stages");
        Assert.Equal(
            (18, 1),
            (
                stages.GetProperty("judged_when_uncertain").GetProperty("count").GetInt32(),
                stages.GetProperty("judged_when_uncertain").GetProperty("score").GetDouble()));
        Assert.Equal("refined", stages.GetProperty("judged_self_when_uncertain").GetProperty("against").GetString());
        Assert.Equal(
            stages.GetProperty("refined").GetProperty("score").GetDouble(),
            Math.Round(1 - stages.GetProperty("judged").GetProperty("corrected_right").GetDouble(), 4));
    }

    [Fact]
    public async Task The_oracle_crops_inside_the_scene_and_nobody_judges_it()
    {
        var (client, _) = await EvaluateAsync(stream: 1);

        var oracle = client.Requests.Where(request => request.Options.Crop is not null).ToList();
        Assert.Equal(18, oracle.Count);
        Assert.All(oracle, request => Assert.Equal(JudgmentPolicy.Never, request.Options.Policy));
        Assert.All(
            oracle.Select(request => request.Options.Crop!.Value),
            crop => Assert.True(crop is { Left: >= 0, Top: >= 0, Right: <= 480, Bottom: <= 480 } && (crop.Right - crop.Left) is 96 or 480, $"{crop}"));
    }

    private static async Task<(NotingClient Client, JsonElement Report)> EvaluateAsync(ulong stream, int parallel = 2, bool withPolicies = false)
    {
        var client = new NotingClient();
        var report = await new SignsEvaluation(client, stream, parallel, withControls: false, withPolicies).RunAsync(
            6, () => { }, TestContext.Current.CancellationToken);
        return (client, JsonSerializer.SerializeToElement(report.Describe()));
    }
}
