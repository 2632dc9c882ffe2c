using System.Text.Json;
using Judger.Cli.Tests.Support;

namespace Judger.Cli.Tests.Benchmarks;

/// <summary><c>judger score</c> from end to end.</summary>
public sealed class ScoreTests : IDisposable
{
    private const string Labels = """
        {"question_id": 1, "image": "a.jpg", "text": "Is there a cat?", "label": "yes"}
        {"question_id": 2, "image": "a.jpg", "text": "Is there a dog?", "label": "no"}
        {"question_id": 3, "image": "b.jpg", "text": "Is there a cow?", "label": "yes"}
        {"question_id": 4, "image": "b.jpg", "text": "Is there a car?", "label": "no"}
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Popes_figures_follow_from_labels_and_predictions()
    {
        var report = (await ScoreAsync("pope", Labels, """
            {"question_id": 4, "text": "Yes, there is."}
            {"question_id": 1, "text": "Yes"}
            {"question_id": 2, "text": "No, there is not. Yes"}
            {"question_id": 3, "text": "yes. no"}
            """)).Json();

        var pope = report.GetProperty("pope").GetProperty("predictions");
        Assert.Equal(
            [0.75, 0.6667, 1, 0.8, 0.75], new[] { "accuracy", "precision", "recall", "f1", "yes_ratio" }.Select(name => pope.GetProperty(name).GetDouble()));
        Assert.Equal([2, 1, 1, 0], new[] { "tp", "fp", "tn", "fn" }.Select(name => pope.GetProperty(name).GetInt32()));
        Assert.Equal(
            (4, 0, 0.75), (report.GetProperty("questions").GetInt32(), report.GetProperty("missing").GetInt32(), report.GetProperty("score").GetDouble()));
    }

    [Fact]
    public async Task Predictions_without_ids_stand_in_the_order_of_the_questions()
    {
        const string Answers = """{"question": "Q", "answer": "no"}""";

        var report = (await ScoreAsync("pope", Labels, string.Join('\n', Enumerable.Repeat(Answers, 4)))).Json();

        Assert.Equal(0.5, report.GetProperty("score").GetDouble());
        (await ScoreAsync("pope", Labels, Answers)).AssertError("has no question_id and 1 predictions for 4 questions");
    }

    [Fact]
    public async Task A_question_without_a_prediction_is_wrong_and_told()
    {
        var report = (await ScoreAsync("pope", Labels, """[{"question_id": 1, "answer": "yes"}]""")).Json();

        Assert.Equal((0.25, 3), (report.GetProperty("score").GetDouble(), report.GetProperty("missing").GetInt32()));
    }

    [Fact]
    public async Task LLaVAs_files_for_TextVqa_name_the_image_and_tell_questions_apart_by_the_prompt()
    {
        const string Questions = """
            {"data": [
            {"question_id": 7, "image_id": "0054c91397f2fe05", "question": "What is the number?",
             "answers": ["5", "5", "5", "5", "5", "5", "5", "5", "5", "6"]},
            {"question_id": 8, "image_id": "0054c91397f2fe05", "question": "What is the name?",
             "answers": ["Bob", "bob", "bob", "rob", "rob", "rob", "rob", "rob", "rob", "rob"]}]}
            """;
        const string Predictions =
            """{"question_id": "0054c91397f2fe05", "prompt": "what is the name?\nReference OCR token: BOB\n"""
            + """Answer the question using a single word or phrase.", "text": "Bob."}"""
            + "\n"
            + """{"question_id": "0054c91397f2fe05", "prompt": "What is the number?\nAnswer the question using a single word or phrase.", "text": "Five"}""";

        var official = (await ScoreAsync("textvqa", Questions, Predictions)).Json();
        var vicrop = (await ScoreAsync("textvqa", Questions, Predictions, "--metric", "vqa-vicrop")).Json();

        Assert.Equal((0.95, 0.95), (official.GetProperty("score").GetDouble(), vicrop.GetProperty("score").GetDouble()));
    }

    [Theory]
    [InlineData("textvqa", "textvqa", 1)]
    [InlineData("vqa", "vqa", 0)]
    [InlineData("vqa-llava", "vqa-llava", 1)]
    public async Task Ten_equal_annotations_are_scored_by_the_rule_that_the_report_names(string metric, string named, double score)
    {
        var data = $$"""{"data": [{"question_id": 1, "image_id": "a", "question": "Q?", "answers": [{{Repeated("stop", 10)}}]}]}""";
        const string Prediction = """{"question_id": 1, "text": "STOP."}""";

        var own = (await ScoreAsync("textvqa", data, Prediction)).Json();
        var chosen = (await ScoreAsync("textvqa", data, Prediction, "--metric", metric)).Json();
        var text = await JudgerTool.RunAsync(
            "score", "--benchmark", "textvqa", "--data", _folder["data.json"], "--predictions", _folder["predictions.jsonl"], "--metric", metric);

        Assert.Equal(("textvqa", 1), (own.GetProperty("metric").GetString(), own.GetProperty("score").GetDouble()));
        Assert.Equal((named, score), (chosen.GetProperty("metric").GetString(), chosen.GetProperty("score").GetDouble()));
        Assert.Equal(0, chosen.GetProperty("warnings").GetArrayLength());
        Assert.Contains($"metric {named}: {chosen.GetProperty("rule").GetString()}", text.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_score_of_TextVqas_evaluator_comes_out_of_the_command()
    {
        using var cases = JsonDocument.Parse(File.ReadAllText(ReferenceCases.Path("textvqa-scores.json")));
        var expected = cases.RootElement.EnumerateArray().Average(item => item.GetProperty("textvqa").GetDouble());
        var predictions = _folder.Write("predictions.jsonl", string.Join('\n', cases.RootElement.EnumerateArray().Select(item => JsonSerializer.Serialize(
            new { text = item.GetProperty("prediction").GetString(), answers = item.GetProperty("answers") }))));

        var report = (await JudgerTool.RunAsync("score", "--benchmark", "textvqa", "--predictions", predictions, "--json")).Json();

        Assert.Equal((150, Math.Round(expected, 4)), (report.GetProperty("questions").GetInt32(), report.GetProperty("score").GetDouble()));
    }

    [Fact]
    public async Task Fewer_than_ten_annotations_are_said()
    {
        var data = $$"""
            {"data": [
            {"question_id": 1, "image_id": "a", "question": "Q?", "answers": [{{Repeated("stop", 10)}}]},
            {"question_id": 2, "image_id": "a", "question": "R?", "answers": [{{Repeated("go", 3)}}]}]}
            """;

        var report = (await ScoreAsync("textvqa", data, """{"question_id": 1, "text": "stop"}""")).Json();

        Assert.StartsWith(
            "1 of 2 questions have fewer than 10 annotations (the fewest: 3).",
            Assert.Single(report.GetProperty("warnings").EnumerateArray()).GetString(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("textvqa")]
    [InlineData("vqa")]
    [InlineData("vqa-llava")]
    public async Task One_annotation_is_refused_where_each_is_left_out(string metric)
    {
        const string Data = """{"data": [{"question_id": 7, "image_id": "a", "question": "Q?", "answers": ["stop"]}]}""";
        const string Prediction = """{"question_id": 7, "text": "stop", "label": "stop"}""";

        (await ScoreAsync("textvqa", Data, Prediction, "--metric", metric)).AssertError("Question 7 of ", "has one annotation", "--metric, such as exact");
        (await JudgerTool.RunAsync(
            "score", "--benchmark", "gqa", "--metric", metric, "--predictions", _folder.Write("predictions.jsonl", "\n" + Prediction)))
            .AssertError("predictions.jsonl, line 2 has one annotation", "--data");
        Assert.Equal(0.3, (await ScoreAsync("textvqa", Data, Prediction, "--metric", "vqa-vicrop")).Json().GetProperty("score").GetDouble());
    }

    [Theory]
    [InlineData("", "", "split 1", "split 2")]
    [InlineData(", \"category\": \"random\"", ", \"category\": \"popular\"", "random", "popular")]
    public async Task Merged_splits_of_Pope_are_scored_by_split_and_together(string first, string second, string firstName, string secondName)
    {
        var data = $"{Labels.Replace("\"}", $"\"{first}}}", StringComparison.Ordinal)}\n{Labels.Replace("\"}", $"\"{second}}}", StringComparison.Ordinal)}";

        // All right in the first split, all yes in the second.
        var predictions = string.Join('\n', new[] { "yes", "no", "yes", "no", "yes", "yes", "yes", "yes" }
            .Select((text, index) => $$"""{"question_id": {{(index % 4) + 1}}, "text": "{{text}}"}"""));

        var report = (await ScoreAsync("pope", data, predictions)).Json();

        var pope = report.GetProperty("pope").GetProperty("predictions");
        Assert.Equal((8, 0.75, 0.75), (report.GetProperty("questions").GetInt32(), report.GetProperty("score").GetDouble(), Figure(pope, "accuracy")));
        var splits = pope.GetProperty("splits");
        Assert.Equal([firstName, secondName], splits.EnumerateObject().Select(split => split.Name));
        Assert.Equal((1, 1, 0.5), (Figure(splits.GetProperty(firstName), "accuracy"), Figure(splits.GetProperty(firstName), "f1"), Figure(
            splits.GetProperty(firstName), "yes_ratio")));
        Assert.Equal((0.5, 0.6667, 1), (Figure(splits.GetProperty(secondName), "accuracy"), Figure(splits.GetProperty(secondName), "f1"), Figure(
            splits.GetProperty(secondName), "yes_ratio")));

        static double Figure(JsonElement counts, string name) => counts.GetProperty(name).GetDouble();
    }

    [Fact]
    public async Task A_prediction_of_a_merged_split_must_tell_which_one_it_is_for()
    {
        var data = _folder["splits"];
        Directory.CreateDirectory(data);
        _folder.Write("splits/coco_pope_random.json", Labels);
        _folder.Write("splits/coco_pope_popular.json", Labels.Replace("cow", "hen", StringComparison.Ordinal));
        Task<ToolResult> RunAsync(string predictions) => JudgerTool.RunAsync(
            "score", "--benchmark", "pope", "--data", data, "--predictions", _folder.Write("predictions.jsonl", predictions), "--json");

        (await RunAsync("""{"question_id": 1, "text": "yes"}""")).AssertError("line 1: question 1 is in popular, random", "\"category\"");
        var named = (await RunAsync("""{"question_id": 1, "text": "yes", "category": "random"}""")).Json();
        var prompted = (await RunAsync("""{"question_id": 3, "text": "yes", "prompt": "Is there a hen?\nAnswer the question using a single word."}""")).Json();

        Assert.Equal((1, 0), (True(named, "random"), True(named, "popular")));
        Assert.Equal((0, 1), (True(prompted, "random"), True(prompted, "popular")));

        static int True(JsonElement report, string split) =>
            report.GetProperty("pope").GetProperty("predictions").GetProperty("splits").GetProperty(split).GetProperty("tp").GetInt32();
    }

    [Theory]
    [InlineData("""{"question_id": 9, "text": "yes"}""", "line 1: there is no question 9 in --data.")]
    [InlineData("""{"question_id": 1}""", "line 1: text is missing.")]
    [InlineData("{\"question_id\": 1, \"text\": \"yes\"}\n{\"question_id\": 1, \"text\": \"yes\"}", "line 2: question 1 has a prediction already.")]
    [InlineData("", "has no predictions")]
    public async Task Predictions_that_do_not_fit_are_an_error(string predictions, string part) =>
        (await ScoreAsync("pope", Labels, predictions)).AssertError(part);

    [Fact]
    public async Task Without_data_predictions_carry_what_is_right()
    {
        var path = _folder.Write("predictions.jsonl", "{\"text\": \"Yes\", \"label\": \"yes\"}\n{\"text\": \"Yes\", \"label\": \"no\"}");

        var report = (await JudgerTool.RunAsync("score", "--benchmark", "pope", "--predictions", path, "--json")).Json();

        Assert.Equal(0.5, report.GetProperty("score").GetDouble());
    }

    [Fact]
    public async Task The_embedded_models_run_is_scored_again_from_its_records()
    {
        EmbeddedModelFolder.Require();
        _folder.Write("scene.png", TestPng.Scene());
        var data = _folder.Write("data.jsonl", """
            {"image": "scene.png", "question": "Is there a yellow star?", "answer": "yes", "box": [10, 10, 60, 60]}
            {"image": "scene.png", "question": "How many elephants are there?", "answer": "none at all"}
            """);

        var run = await JudgerTool.RunAsync(
            "eval", "jsonl", "--data", data, "--images", _folder.Root, "--stages", "baseline,crop,judged,oracle", "--expert", "reference", "--output",
            _folder["out"], "--json");
        var scored = (await JudgerTool.RunAsync(
            "score", "--benchmark", "jsonl", "--data", data, "--predictions", _folder["out/records.jsonl"], "--stage", "judged", "--json")).Json();

        Assert.Equal((2, 0), (run.Json().GetProperty("questions").GetInt32(), run.Json().GetProperty("failed").GetInt32()));
        Assert.Equal(["baseline", "crop", "judged", "oracle"], run.Json().GetProperty("stages").EnumerateObject().Select(stage => stage.Name));
        Assert.Equal(run.Json().GetProperty("stages").GetProperty("judged").GetProperty("score").GetDouble(), scored.GetProperty("score").GetDouble());
    }

    private static string Repeated(string text, int count) => string.Join(", ", Enumerable.Repeat($"\"{text}\"", count));

    private Task<ToolResult> ScoreAsync(string benchmark, string data, string predictions, params string[] options) =>
        JudgerTool.RunAsync([
            "score",
            "--benchmark",
            benchmark,
            "--data",
            _folder.Write("data.json", data),
            "--predictions",
            _folder.Write("predictions.jsonl", predictions),
            "--json",
            .. options,
        ]);
}
