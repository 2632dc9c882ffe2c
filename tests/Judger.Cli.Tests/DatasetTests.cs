using System.Text.Json;
using Judger.Cli.Datasets;
using Judger.Cli.Tests.Judging;
using Judger.Cli.Tests.Support;

namespace Judger.Cli.Tests;

/// <summary><c>judger dataset</c>: from answers to a training file.</summary>
public sealed class DatasetTests
{
    private const string Good =
        """{"id":"1","image":"n1.jpg","judgment":null,"conversations":[{"from":"human","value":"<image>\nWhat?"},{"from":"gpt","value":"this"}]}""";

    [Fact]
    public async Task Judged_answers_become_rows()
    {
        using var folder = new TempFolder();
        const string First =
            """{"question_id":7,"prompt":"<image>\nWhat is it?","text":"cat","answer":"dog","image":"a.jpg","box":[1,2,3,4],"""
            + """ "judgment":"The response is incorrect. It barks – \"woof\"."}""";
        const string Second =
            """{"question_id":"8","prompt":"Is it?\nAnswer the question using a single word or phrase.","text":"yes","answer":"yes","""
            + """ "image":"b.jpg","judgment":null}""";
        const string Third = """{"question_id":9,"prompt":"Unjudged?","text":"yes","answer":"no","image":"b.jpg"}""";
        var judged = folder.Write("judged.jsonl", $"{First}\n{Second}\n{Third}");

        var result = await JudgerTool.RunAsync("dataset", "build", "--input-jsonl", judged, "--output", folder["train.json"]);

        Assert.Equal((3, true), (result.ExitCode, result.Errors.Contains("left out: line 3: it has no judgment", StringComparison.Ordinal)));
        Assert.Equal("""
            [
              {
                "id": "7",
                "image": "a.jpg",
                "judgment": "The response is incorrect. It barks – \"woof\".",
                "conversations": [
                  {
                    "from": "human",
                    "value": "<image>\nWhat is it?\nAnswer the question using a single word or phrase."
                  },
                  {
                    "from": "gpt",
                    "value": "dog"
                  }
                ]
              },
              {
                "id": "8",
                "image": "b.jpg",
                "judgment": null,
                "conversations": [
                  {
                    "from": "human",
                    "value": "<image>\nIs it?\nAnswer the question using a single word or phrase."
                  },
                  {
                    "from": "gpt",
                    "value": "yes"
                  }
                ]
              }
            ]
            """, await File.ReadAllTextAsync(folder["train.json"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Extras_are_the_judged_answer_and_the_crop()
    {
        using var folder = new TempFolder();
        var judged = folder.Write(
            "judged.jsonl",
            """{"question_id":7,"prompt":"What is it?","text":"cat","answer":"dog","image":"a.jpg","box":[1,2,3,4],"""
            + """ "judgment":"The answer is dog, not cat."}""");

        await JudgerTool.RunAsync("dataset", "build", "--input_jsonl", judged, "--output", folder["train.json"], "--extras", "--suffix", "");

        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(folder["train.json"], TestContext.Current.CancellationToken));
        var row = document.RootElement[0];
        Assert.Equal(
            ("cat", "[1,2,3,4]", "<image>\nWhat is it?"),
            (
                row.GetProperty("response").GetString(),
                JsonSerializer.Serialize(row.GetProperty("box")),
                row.GetProperty("conversations")[0].GetProperty("value").GetString()));
    }

    [Fact]
    public void The_published_sample_comes_out_as_it_is_written()
    {
        var path = ReferenceCases.Path("judger-dataset-sample.json");
        var sample = File.ReadAllText(path);

        var rows = JsonSerializer.Deserialize<TrainingRow[]>(sample, TrainingRow.Format)!;

        Assert.Equal(1000, rows.Length);
        Assert.Equal(sample, JsonSerializer.Serialize(rows, TrainingRow.Format));
    }

    [Fact]
    public async Task The_published_sample_is_valid_and_contaminates_gqa()
    {
        var result = await JudgerTool.RunAsync("dataset", "check", ReferenceCases.Path("judger-dataset-sample.json"), "--json");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("must not report GQA", result.Errors, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(result.Output);
        var report = document.RootElement;
        Assert.Equal(
            (1000, 630, 1000),
            (report.GetProperty("rows").GetInt32(), report.GetProperty("without_judgment").GetInt32(), report.GetProperty("gqa_test_images").GetInt32()));
        var judgments = report.GetProperty("judgments");
        Assert.InRange(judgments.GetProperty("correct").GetInt32(), 120, 145);
        Assert.InRange(judgments.GetProperty("incorrect").GetInt32(), 215, 240);
        Assert.Equal(370, judgments.EnumerateObject().Sum(count => count.Value.GetInt32()));
    }

    [Theory]
    [InlineData("3", "row 2: it is not an object")]
    [InlineData(
        """{"id":"1","judgment":null,"conversations":[{"from":"human","value":"What?"},{"from":"gpt","value":"this"}]}""",
        "row 2: id 1 is there a second time")]
    [InlineData(
        """{"id":"2","judgment":7,"conversations":[{"from":"human","value":"What?"},{"from":"gpt","value":"this"}]}""",
        "row 2: judgment is neither text nor null")]
    [InlineData("""{"id":"2","conversations":[{"from":"human","value":"What?"},{"from":"gpt","value":"this"}]}""", "row 2: judgment is missing")]
    [InlineData(
        """{"id":"2","image":"a.jpg","judgment":null,"conversations":[{"from":"human","value":"What?"},{"from":"gpt","value":"this"}]}""",
        "row 2: <image> is there 0 times, for one image")]
    [InlineData("""{"id":"2","judgment":null,"conversations":[{"from":"gpt","value":"What?"}]}""", "row 2: turn 1 is not {from: human, value: text}")]
    [InlineData("""{"id":"2","judgment":null,"conversations":[{"from":"human","value":"What?"}]}""", "row 2: the last turn has no answer")]
    [InlineData("""{"id":"2","judgment":null}""", "row 2: conversations is missing or empty")]
    public async Task Wrong_rows_are_told_by_number(string row, string problem)
    {
        using var folder = new TempFolder();

        var result = await JudgerTool.RunAsync("dataset", "check", folder.Write("train.json", $"[{Good},{row}]"));

        Assert.Equal(3, result.ExitCode);
        Assert.Contains($"wrong: {problem}", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Questions_of_a_benchmark_are_found_by_id_or_by_image_and_words()
    {
        using var folder = new TempFolder();
        var benchmark = folder.Write("testdev.json", """{"1":{"question":"Other?","imageId":"n9"},"5":{"question":"what?","imageId":"n1"}}""");
        var second = Good.Replace("\"1\"", "\"2\"", StringComparison.Ordinal);
        var third = Good.Replace("\"1\"", "\"3\"", StringComparison.Ordinal).Replace("n1.jpg", "77.jpg", StringComparison.Ordinal);
        var rows = folder.Write("train.json", $"[{Good},{second},{third}]");

        var report = (await JudgerTool.RunAsync("dataset", "check", rows, "--benchmark", benchmark, "--json")).Json();

        Assert.Equal((2, 2), (report.GetProperty("benchmark_rows").GetInt32(), report.GetProperty("gqa_test_images").GetInt32()));
    }

    [Fact]
    public async Task Images_are_looked_at_where_they_are_given()
    {
        using var folder = new TempFolder();
        folder.Write("n1.jpg", "no picture");

        var result = await JudgerTool.RunAsync("dataset", "check", folder.Write("train.json", $"[{Good}]"), "--images", folder.Root);

        Assert.Contains("row 1: the image n1.jpg cannot be read", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scenes_answers_and_judgments_go_into_one_another()
    {
        EmbeddedModelFolder.Require();
        using var folder = new TempFolder();

        var written = (await JudgerTool.RunAsync(
            "dataset", "scenes", "--output", folder.Root, "--count", "6", "--seed", "42", "--stage", "baseline", "--json")).Json();
        await JudgerTool.RunAsync(
            "judge", "--input-jsonl", folder["answers.jsonl"], "--output-jsonl", folder["judged.jsonl"], "--images", folder["images"], "--model", "reference");
        await JudgerTool.RunAsync("dataset", "build", "--input-jsonl", folder["judged.jsonl"], "--output", folder["train.json"], "--suffix", "", "--extras");
        var check = (await JudgerTool.RunAsync("dataset", "check", folder["train.json"], "--images", folder["images"], "--json")).Json();

        Assert.Equal(18, check.GetProperty("rows").GetInt32());
        Assert.Equal(written.GetProperty("wrong").GetInt32(), check.GetProperty("judgments").GetProperty("incorrect").GetInt32());
        Assert.InRange(written.GetProperty("wrong").GetInt32(), 1, 18);
        Assert.All(
            Answers.Read(folder["judged.jsonl"]).Where(line => line.GetProperty("judgment").ValueKind == JsonValueKind.String),
            line => Assert.StartsWith("The answer is ", line.GetProperty("judgment").GetString(), StringComparison.Ordinal));
    }
}
