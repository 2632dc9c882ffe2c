using System.Text;
using Judger.Cli.Commands;
using Judger.Cli.Datasets;
using Judger.Cli.Evaluation.Benchmarks;
using Judger.Cli.Evaluation.Scoring;
using Judger.Cli.Judging;
using Judger.Cli.Tests.Support;

namespace Judger.Cli.Tests;

/// <summary>Every reader of files, with every text that JSON readers accept and strings do not: a bad line by its number, and never a defect.</summary>
public sealed class BadTextTests : IDisposable
{
    private const string Place = "@@";
    private const string Picture = "\"image\": \"a.png\"";

    private static readonly byte[][] Bytes = [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82]];

    private static readonly byte[][] Texts = [.. Bytes, .. new[] { @"\ud800", @"a\udc00b", @"\udc00\ud800", @"\uD83Dx" }.Select(Encoding.ASCII.GetBytes)];

    private readonly TempFolder _folder = new();

    /// <summary>A reader, and a file of it in which a bad text stands on line 2.</summary>
    public static TheoryData<string, string> Files => new()
    {
        { "textvqa", """{"data": [""" + "\n" + """{"question_id": 1, "image_id": "a", "question": "@@", "answers": ["b"]}]}""" },
        { "textvqa", """{"data": [""" + "\n" + """{"question_id": 1, "image_id": "a", "question": "Q", "answers": ["b", "@@"]}]}""" },
        { "textvqa", """{"a": 1,""" + "\n" + """ "@@": 2, "data": []}""" },
        { "textvqa", """{"data": [""" + "\n" + """{"question_id": 1, "image_id": "a", "question": "Q", "answers": ["b"], "@@": 1}]}""" },
        { "pope", "\n" + $$"""{"question_id": 1, {{Picture}}, "text": "@@", "label": "yes"}""" },
        { "pope", "\n" + $$"""{"question_id": "@@", {{Picture}}, "text": "Q", "label": "yes"}""" },
        { "gqa", """{"1": {"question": "Q", "imageId": "a", "answer": "b"},""" + "\n" + """ "2": {"question": "@@", "imageId": "a", "answer": "b"}}""" },
        { "gqa", """{"1": {"question": "Q", "imageId": "a", "answer": "b"},""" + "\n" + """ "@@": {"question": "Q", "imageId": "a", "answer": "b"}}""" },
        { "aokvqa-direct", "[\n" + """{"question_id": "1", "image_id": 1, "question": "@@", "direct_answers": ["b"]}]""" },
        { "docvqa", """{"data": [""" + "\n" + """{"questionId": 1, "question": "@@", "image": "a", "answers": ["b"]}]}""" },
        { "jsonl", "\n" + $$"""{ {{Picture}}, "question": "Q", "answer": "@@"}""" },
        { "jsonl", "\n" + $$"""{ {{Picture}}, "question": "Q", "answer": "b", "@@": 1}""" },
        { "predictions", "\n" + """{"question_id": 1, "text": "@@"}""" },
        { "predictions", "\n" + """{"question_id": "@@", "text": "a"}""" },
        { "predictions", "[\n" + """{"question_id": 1, "text": "@@"}]""" },
        { "predictions", "[\n" + """{"question_id": 1, "text": "a", "@@": 1}]""" },
        { "benchmark questions", """{"1": {"question": "Q", "imageId": "a"},""" + "\n" + """ "2": {"question": "@@", "imageId": "a"}}""" },
        { "benchmark questions", """{"1": {"question": "Q", "imageId": "a"},""" + "\n" + """ "@@": {"question": "Q", "imageId": "a"}}""" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_is_refused_with_the_line(string reader, string file)
    {
        foreach (var bad in Texts)
        {
            var path = _folder.Write("file.json", Fill(file, bad));

            var error = Assert.Throws<CliException>(() => Read(reader, path));

            Assert.Contains("file.json, line 2: ", error.Message, StringComparison.Ordinal);
            Assert.Matches("is not valid|half of a surrogate pair", error.Message);
        }
    }

    [Theory]
    [InlineData("""{"question_id": 1, "prompt": "@@", "text": "a", "answer": "b", "image": "a.png", "judgment": null}""")]
    [InlineData("""{"question_id": 1, "prompt": "Q", "text": "@@", "answer": "b", "image": "a.png", "judgment": null}""")]
    [InlineData("""{"question_id": 1, "prompt": "Q", "text": "a", "answer": "@@", "image": "a.png", "judgment": null}""")]
    [InlineData("""{"question_id": 1, "prompt": "Q", "text": "a", "answer": "b", "image": "@@", "judgment": null}""")]
    [InlineData("""{"question_id": "@@", "prompt": "Q", "text": "a", "answer": "b", "image": "a.png", "judgment": null}""")]
    [InlineData("""{"question_id": 1, "prompt": "Q", "text": "a", "answer": "b", "image": "a.png", "judgment": "@@"}""")]
    [InlineData("""{"question_id": 1, "prompt": "Q", "text": "a", "answer": "b", "image": "a.png", "judgment": null, "more": {"@@": 1}}""")]
    public void A_line_of_judge_and_of_dataset_build_is_bad_and_the_next_one_is_not(string line)
    {
        foreach (var bad in Texts)
        {
            const string Good = """{"question_id": 2, "prompt": "Q", "text": "a", "answer": "b", "image": "a.png", "judgment": null}""";
            var path = _folder.Write("answers.jsonl", [.. "\n"u8, .. Fill(line, bad), .. "\n"u8, .. Encoding.ASCII.GetBytes(Good)]);
            var builder = new DatasetBuilder("", withExtras: false);

            var lines = JudgeInput.Read(path, 0, -1);
            var rows = builder.Build(path);

            Assert.Equal([(2, true), (3, false)], lines.Select(read => (read.Number, read.Problem is not null)));
            Assert.Equal("2", Assert.Single(rows).Id);
            Assert.Matches("^line 2: .*(is not valid|half of a surrogate pair)", Assert.Single(builder.Problems));
        }
    }

    [Theory]
    [InlineData("""{"id": "@@", "judgment": null, "conversations": [{"from": "human", "value": "Q"}, {"from": "gpt", "value": "a"}]}""")]
    [InlineData("""{"id": "2", "image": "@@", "judgment": null, "conversations": [{"from": "human", "value": "<image>"}, {"from": "gpt", "value": "a"}]}""")]
    [InlineData("""{"id": "2", "judgment": "@@", "conversations": [{"from": "human", "value": "Q"}, {"from": "gpt", "value": "a"}]}""")]
    [InlineData("""{"id": "2", "judgment": null, "conversations": [{"from": "human", "value": "@@"}, {"from": "gpt", "value": "a"}]}""")]
    [InlineData("""{"id": "2", "judgment": null, "conversations": [{"from": "human", "value": "Q"}, {"from": "gpt", "@@": "a"}]}""")]
    public void A_row_of_dataset_check_is_wrong_and_the_next_one_is_not(string row)
    {
        foreach (var bad in Texts)
        {
            const string Good = """{"id": "3", "judgment": null, "conversations": [{"from": "human", "value": "Q"}, {"from": "gpt", "value": "a"}]}""";
            var path = _folder.Write("train.json", [.. Encoding.ASCII.GetBytes($"[{Good},\n"), .. Fill(row, bad), (byte)']']);

            var check = DatasetCheck.Run(path, images: null, benchmark: null);

            Assert.Equal(2, check.Rows);
            Assert.Matches("^row 2: .*(is not valid|half of a surrogate pair)", Assert.Single(check.Problems));
        }
    }

    [Fact]
    public async Task The_commands_say_it_in_one_line()
    {
        var answers = _folder.Write("answers.jsonl", """
            {"question_id": 1, "prompt": "Q", "text": "a", "answer": "a", "image": "a.png"}
            {"question_id": 2, "prompt": "Q", "text": "\ud800", "answer": "a", "image": "a.png"}
            """);
        var maps = _folder.Write("maps.jsonl", Fill("""
            {"map": [[1]], "image_width": 4, "image_height": 4, "window": 2}
            {"map": [["@@"]], "image_width": 4, "image_height": 4, "window": 2}
            """, Texts[^1]));

        var judged = await JudgerTool.RunAsync("judge", "--input-jsonl", answers, "--output-jsonl", _folder["judged.jsonl"], "--model", "reference");
        var located = await JudgerTool.RunAsync("locate", "--input", maps);

        Assert.Equal((3, true), (judged.ExitCode, judged.Errors.Contains("not judged: line 2: text has half of a surrogate pair", StringComparison.Ordinal)));
        Assert.Single(await File.ReadAllLinesAsync(_folder["judged.jsonl"], TestContext.Current.CancellationToken));
        Assert.Equal(1, located.ExitCode);
        Assert.Contains("maps.jsonl, line 2: map[0][0] has half of a surrogate pair", located.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("bug", located.Errors + judged.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_name_with_a_NUL_is_a_missing_image()
    {
        var folder = new ImageFolder(_folder.Root);

        Assert.Null(folder.Find(["a\0b.png", "a\0b"]));
    }

    [Fact]
    public void Bytes_of_a_byte_order_mark_are_no_part_of_the_first_line_and_UTF_16_is_refused()
    {
        const string Line = """{"question_id": 1, "prompt": "Q\ud83d\ude00é", "text": "a", "answer": "b", "image": "a.png"}""";

        var marked = JudgeInput.Read(_folder.Write("marked.jsonl", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Line)]), 0, -1);
        var error = Assert.Throws<CliException>(
            () => JudgeInput.Read(_folder.Write("wide.jsonl", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Line)]), 0, -1));

        Assert.Equal((null, "Q\U0001F600é"), (Assert.Single(marked).Problem, marked[0].Question));
        Assert.EndsWith("wide.jsonl is UTF-16; save it as UTF-8.", error.Message, StringComparison.Ordinal);
    }

    private static void Read(string reader, string path)
    {
        if (reader == "predictions") Assert.NotEmpty(Prediction.Read(path, stage: null).ToList());
        else if (reader == "benchmark questions") BenchmarkQuestions.Read(path);
        else BenchmarkCatalog.Read(BenchmarkCatalog.All.First(benchmark => benchmark.Name == reader), new(path), limit: null);
    }

    private static byte[] Fill(string text, byte[] bad)
    {
        var at = text.IndexOf(Place, StringComparison.Ordinal);
        return [.. Encoding.UTF8.GetBytes(text[..at]), .. bad, .. Encoding.UTF8.GetBytes(text[(at + Place.Length)..])];
    }
}
