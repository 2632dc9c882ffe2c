using System.Text.Json;
using Judger.Cli.Evaluation.Calibration;
using Judger.Cli.Tests.Support;
using Judger.Core.Judgments;
using Judger.Inference.Manifest;
using Judger.TinyModel;

namespace Judger.Cli.Tests;

public sealed class CalibrateTests
{
    private static readonly SelfJudgedAnswer[] Answers =
    [
        new(0.9, true), new(0.8, true), new(0.4, true), new(0.1, true), new(double.NaN, true), new(0.6, false), new(0.3, false), new(0.05, false),
    ];

    [Fact]
    public void Without_a_calibration_every_answer_below_a_half_is_rejected() =>
        Assert.Equal(new VerdictCounts(2, 1, 2, 1, 0, 2), VerdictCounts.Of(Answers, null));

    [Fact]
    public void Between_the_threshold_and_a_half_there_is_no_verdict() =>
        Assert.Equal(new VerdictCounts(2, 3, 0, 1, 1, 1), VerdictCounts.ByDefault(Answers, new(0.07)));

    [Fact]
    public void By_default_a_judgment_that_does_not_help_gives_no_verdict() =>
        Assert.Equal(new VerdictCounts(0, 5, 0, 0, 3, 0), VerdictCounts.ByDefault(Answers, new SelfJudgmentCalibration(Threshold: null)));

    [Fact]
    public async Task What_was_measured_is_printed_and_written_into_the_manifest()
    {
        using var folder = new TempFolder();
        var model = EmbeddedModelFolder.CopyTo(folder["model"]);
        ModelFolder.WriteManifest(model, ModelFolder.Open(model).Manifest with { SelfJudgment = new(0.4) });

        var report = (await JudgerTool.RunAsync("calibrate", "--model", model, "--count", "2", "--check", "1", "--write", "--json")).Json();

        var sets = report.GetProperty("sets").EnumerateArray().ToList();
        Assert.Equal([8, 4], sets.Select(set => set.GetProperty("answers").GetInt32()));
        Assert.All(sets, set => Assert.Equal(set.GetProperty("answers").GetInt32(), Sum(set.GetProperty("uncalibrated"))));
        Assert.All(sets, set => Assert.Equal(set.GetProperty("answers").GetInt32(), Sum(set.GetProperty("by_default"))));
        Assert.Equal(Path.Combine(model, "judger-model.json"), report.GetProperty("written").GetString());

        // Eight answers are too few to say that a rejection is more often right than wrong.
        Assert.False(report.GetProperty("helps").GetBoolean());
        Assert.Equal(new SelfJudgmentCalibration(Threshold: null), ModelFolder.Open(model).Manifest.SelfJudgment);
    }

    [Fact]
    public void The_embedded_model_says_what_was_measured_of_it()
    {
        EmbeddedModelFolder.Require();

        Assert.Equal(new SelfJudgmentCalibration(Threshold: null), ModelFolder.Open(EmbeddedModel.Folder).Manifest.SelfJudgment);
    }

    private static int Sum(JsonElement counts) =>
        counts.EnumerateObject().SelectMany(truth => truth.Value.EnumerateObject()).Sum(verdict => verdict.Value.GetInt32());
}
