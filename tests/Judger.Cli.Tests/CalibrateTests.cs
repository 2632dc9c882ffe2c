using System.Text.Json;
using Judger.Cli.Evaluation.Calibration;
using Judger.Cli.Tests.Support;
using Judger.Core.Judgments;
using Judger.Imaging.Encoders;
using Judger.Inference.Manifest;
using Judger.TinyModel;
using Judger.TinyModel.World;

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

        // What is written is what is told, and what a question then goes by.
        var look = ModelFolder.Open(model).Manifest.Look;
        Assert.NotNull(look);
        Assert.Equal(report.TryGetProperty("sure_above", out var sure) ? sure.GetDouble() : null, look.SureAbove);
        var curve = sets[0].GetProperty("look").GetProperty("curve").EnumerateArray().ToList();
        Assert.Equal(0, curve[0].GetProperty("skipped").GetDouble());
        Assert.Equal(1, curve[^1].GetProperty("skipped").GetDouble());
    }

    [Fact]
    public async Task Questions_of_ones_own_are_fitted_on_by_half_and_checked_on_by_the_rest()
    {
        using var folder = new TempFolder();
        var model = EmbeddedModelFolder.CopyTo(folder["model"]);
        File.WriteAllBytes(folder["scene.png"], ImageEncoder.EncodePng(DemoScene.Draw(7).Scene.Image));
        File.WriteAllLines(folder["q.jsonl"], DemoScene.Draw(7).Questions.Select(question =>
            JsonSerializer.Serialize(new { image = "scene.png", question = question.Text, answer = question.Answer })));

        var report = (await JudgerTool.RunAsync("calibrate", "--model", model, "--data", folder["q.jsonl"], "--write", "--json")).Json();

        Assert.Equal([2, 2], report.GetProperty("sets").EnumerateArray().Select(set => set.GetProperty("answers").GetInt32()));
        Assert.NotNull(ModelFolder.Open(model).Manifest.Look);
    }

    [Fact]
    public async Task A_calibrated_model_leaves_looking_out_and_the_record_and_the_pictures_say_why()
    {
        using var folder = new TempFolder();
        var model = EmbeddedModelFolder.CopyTo(folder["model"]);
        ModelFolder.WriteManifest(model, ModelFolder.Open(model).Manifest with { Look = new(0) });
        File.WriteAllBytes(folder["scene.png"], ImageEncoder.EncodePng(DemoScene.Draw(7).Scene.Image));
        string[] ask = ["ask", "--model", model, "--image", folder["scene.png"], "--question", DemoScene.Draw(7).Questions[0].Text, "--json"];

        var asked = await JudgerTool.RunAsync([.. ask, "--overlay", folder["overlay.png"]]);
        Assert.Matches(@"^sure \(\d\.\d\d\)$", Skipped(asked.Json(), "locate"));
        Assert.Contains("was not written, because the model did not look again (sure (", asked.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["overlay.png"]));

        var looked = (await JudgerTool.RunAsync([.. ask, "--look", "always"])).Json();
        Assert.Null(Skipped(looked, "locate"));
        Assert.Equal("The question asked for no look.", Skipped((await JudgerTool.RunAsync([.. ask, "--look", "never"])).Json(), "refine"));

        static string? Skipped(JsonElement record, string stage) =>
            record.GetProperty("stages").EnumerateArray()
                .Single(entry => entry.GetProperty("stage").GetString() == stage)
                .TryGetProperty("skipped", out var reason)
                ? reason.GetString()
                : null;
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
