using System.Text;
using System.Text.Json;
using Judger.Cli.Commands;
using Judger.Cli.Datasets;
using Judger.Cli.Evaluation.Benchmarks;
using Judger.Cli.Evaluation.Reports;
using Judger.Cli.Evaluation.Runs;
using Judger.Cli.Evaluation.Scoring;
using Judger.Cli.Judging;
using Judger.Cli.Tests.Support;
using Judger.Core.Judgments;
using Judger.Imaging.Encoders;
using Judger.Imaging.Pixels;
using Judger.Imaging.Preprocessing;
using Judger.Server.Records;
using Judger.Tests.Shared;

namespace Judger.Cli.Tests;

/// <summary>Files of judge, score, eval, dataset and locate that somebody made to do harm, or that a disk has damaged.</summary>
public sealed class HostileFileTests : IDisposable
{
    private const int Bounded = 60;
    private const string Ten = """["a", "a", "b", "a", "a", "a", "a", "a", "a", "a"]""";
    private const string Record =
        """{"id": "#", "image": "a.png", "question": "Q", "reference": "a", "stages": {"baseline": {"answer": "a", "score": 1, "ms": 2}}}""";

    private readonly TempFolder _folder = new();

    /// <summary>The commands' files: who reads one, and what it looks like.</summary>
    public static TheoryData<string, string> Files => new()
    {
        {
            "textvqa",
            $$"""{"data": [{"question_id": 1, "image_id": "a", "question": "Q", "answers": {{Ten}}}, {"image_id": "b", "question": "R", "answers": {{Ten}}}]}"""
        },
        { "gqa", """{"1": {"question": "Q", "imageId": "a", "answer": "b"}, "2": {"question": "R", "imageId": "a", "answer": "b", "groups": {}}}""" },
        { "pope", Lines("""{"question_id": #, "image": "a.png", "text": "Is it?", "label": "yes"}""") },
        { "pope", Lines("""{"question_id": #, "image": "a.png", "text": "Is it?", "label": "no", "category": "random"}""") },
        { "docvqa", """{"data": [{"questionId": 1, "question": "Q", "image": "documents/a.png", "answers": ["b", "c"]}]}""" },
        {
            "aokvqa",
            """[{"question_id": "x", "image_id": 7, "question": "Q", "choices": ["a", "b"], "correct_choice_idx": 1, "direct_answers": ["a", "b", "a"]}]"""
        },
        { "aokvqa-direct", """[{"question_id": "x", "image_id": 7, "question": "Q", "choices": ["a"], "direct_answers": ["a", "b"]}]""" },
        { "jsonl", Lines("""{"id": "#", "image": "a.png", "question": "Q", "options": ["a", "b"], "answer": "a", "box": [1, 2, 30, 40]}""") },
        { "vqav2", """{"questions": [{"question_id": 1, "image_id": 7, "question": "Q"}]}""" },
        { "annotations", $$"""{"annotations": [{"question_id": 1, "answer_type": "other", "answers": [{"answer": "a"}, {"answer": "b"}]}]}""" },
        { "vstar", """{"target_object": ["a"], "bbox": [[1, 2, 30, 40]], "question": "Q", "options": ["a", "b"]}""" },
        { "mme", "Is it a dog? Please answer yes or no.\tYes\nIs it a cat? Please answer yes or no.\tNo\n" },
        { "predictions", Lines("""{"question_id": #, "text": "yes", "prompt": "Is it?", "category": "random"}""") },
        { "predictions", """[{"question_id": 1, "answer": "yes"}, {"question_id": 2, "answer": "no"}]""" },
        { "own predictions", Lines("""{"question_id": #, "text": "a", "answers": ["a", "b", "c"]}""") },
        { "records", Lines("""{"id": "#", "image": "a.png", "question": "Q", "reference": "a", "stages": {"crop": {"answer": "a", "score": 1, "ms": 2}}}""") },
        { "judge", Lines("""{"question_id": #, "prompt": "<image>\nQ", "text": "a", "answer": "b", "image": "a.png"}""") },
        { "judged", Lines("""{"question_id": #, "prompt": "Q", "text": "a", "answer": "b", "image": "a.png", "judgment": "It is wrong."}""") },
        { "journal", "3\t" + """{"question_id": 4, "prompt": "Q", "text": "a", "answer": "b", "image": "a.png", "judgment": "It is wrong."}""" + "\n" },
        { "dataset build", Lines("""{"question_id": #, "prompt": "Q", "text": "a", "answer": "b", "image": "a.png", "judgment": null, "box": [1]}""") },
        {
            "dataset check",
            """
            [{"id": "1", "image": "a.png", "judgment": "Wrong.", "conversations": [{"from": "human", "value": "<image>\nQ"}, {"from": "gpt", "value": "a"}]},
             {"id": 2, "judgment": null, "conversations": [{"from": "human", "value": "Q"}, {"from": "gpt", "value": "a"}]}]
            """
        },
        { "benchmark questions", """{"1": {"question": "Q", "imageId": "a"}, "2": {"question": "R", "imageId": "b"}}""" },
        { "locate", Lines("""{"map": [[0.1, 0.2, null], ["NaN", 5, 1e3]], "image_width": #00, "image_height": 300, "window": 96}""") },
        { "run records", Lines(Record) },
        { "run.json", JsonSerializer.Serialize(OddRun.Settings, RecordJson.Options) },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Files))]
    public void A_damaged_file_is_read_or_refused_in_one_line(string reader, string text)
    {
        _folder.Write("a.png", ImageEncoder.EncodePng(new RgbImage(64, 48)));
        var original = Encoding.UTF8.GetBytes(text);
        Read(reader, original);
        var refused = 0;
        for (var number = 0; number < Mutations.Count(Bounded); number++)
        {
            try
            {
                Read(reader, Mutations.Of(original, number));
            }
            catch (Exception e) when (CommandRunner.Known(e) is { } known)
            {
                Assert.NotEmpty(known.Message);
                refused++;
            }
            catch (Exception e)
            {
                Assert.Fail($"Mutation {number} of {reader}: {e}");
            }
        }

        // Readers of lines note what is wrong with one, and go on.
        Assert.True(refused > 0 || reader is "judge" or "dataset build" or "journal", $"No mutation of {reader} was refused.");
    }

    [Fact]
    public void A_line_without_an_end_is_refused_before_it_takes_the_memory()
    {
        using (var file = File.OpenWrite(_folder["long.jsonl"])) file.SetLength(8L << 30);
        var before = GC.GetTotalAllocatedBytes();

        var error = Assert.Throws<CliException>(() => JudgeInput.Read(_folder["long.jsonl"], 0, -1));

        Assert.EndsWith("long.jsonl, line 1 has more than 67,108,864 bytes; give a file with one object a line.", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 1L << 30);
    }

    [Theory]
    [InlineData("judge", "--output-jsonl", "out", "--model", "reference", "--input-jsonl")]
    [InlineData("score", "--benchmark", "pope", "--predictions")]
    [InlineData("eval", "gqa", "--images", ".", "--data")]
    [InlineData("dataset", "check")]
    [InlineData("dataset", "build", "--output", "out", "--input-jsonl")]
    [InlineData("locate", "--input")]
    [InlineData("ask", "--question", "Q", "--image")]
    public async Task A_device_is_refused_and_a_file_that_may_not_be_read_is_named(params string[] command)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It has no such devices.");

        (await JudgerTool.RunAsync([.. command.Select(InFolder), "/dev/zero"])).AssertError("/dev/zero is a device, not a file");

        // Its owner may read it, whoever that is, but no byte of it can be.
        (await JudgerTool.RunAsync([.. command.Select(InFolder), "/proc/self/mem"])).AssertError("/proc/self/mem cannot be read", "the disk reports an error");

        string InFolder(string argument) => argument == "out" ? _folder["out"] : argument;
    }

    private static string Lines(string line) =>
        string.Concat(Enumerable.Range(1, 4).Select(number => line.Replace("#", $"{number}", StringComparison.Ordinal) + "\n"));

    private void Read(string reader, byte[] bytes)
    {
        var path = _folder.Write("file.json", bytes);
        switch (reader)
        {
            case "judge":
                Judge(path, _folder["judged.jsonl"]);
                break;
            case "judged" or "journal":
                const string Answer = """{"question_id": #, "prompt": "Q", "text": "a", "answer": "b", "image": "a.png"}""";
                var input = JudgeInput.Read(_folder.Write("input.jsonl", Lines(Answer)), 0, -1);
                File.Delete(_folder["out.jsonl"]);
                File.Move(path, reader == "judged" ? _folder["out.jsonl"] : _folder["out.jsonl.journal"], overwrite: true);
                using (var output = JudgeOutput.Open(_folder["out.jsonl"], input)) output.Complete();
                break;
            case "dataset build":
                var builder = new DatasetBuilder("S", withExtras: true);
                DatasetBuilder.Write(_folder["train.json"], builder.Build(path));
                break;
            case "dataset check":
                DatasetCheck.Run(path, _folder.Root, benchmark: null);
                break;
            case "benchmark questions":
                BenchmarkQuestions.Read(path).Asks("1", "a", "Q");
                break;
            case "locate":
                foreach (var mode in Enum.GetValues<ResizeMode>()) _ = LocateCommand.Read(path, mode).ToList();
                break;
            case "predictions" or "own predictions" or "records":
                Score(reader, path);
                break;
            case "run records":
                Run("records.jsonl", path);
                break;
            case "run.json":
                Run(reader, path);
                break;
            default:
                Questions(reader, path);
                break;
        }
    }

    private void Judge(string path, string to)
    {
        File.Delete(to);
        var lines = JudgeInput.Read(path, 0, -1);
        var pictures = new FolderPictures(_folder.Root);
        _ = JudgeCost.Estimate([.. lines.Where(line => line.NeedsExpert && pictures.Problem(line.Image) is null)], pictures);
        using var output = JudgeOutput.Open(to, lines);
        foreach (var place in output.ToDo(lines.Count))
        {
            if (lines[place].Problem is not null) output.Put(place, null);
            else output.Put(place, JudgedLine.Write(lines[place], ReferenceJudgment.Of(lines[place].Text, lines[place].Answer).Feedback));
        }

        output.Complete();
    }

    private void Questions(string reader, string path)
    {
        var source = reader switch
        {
            "annotations" => new(_folder.Write("questions.json", """{"questions": [{"question_id": 1, "image_id": 7, "question": "Q"}]}"""), path),
            "vqav2" => new(path, _folder.Write("annotations.json", """{"annotations": [{"question_id": 1, "answers": [{"answer": "a"}, {"answer": "b"}]}]}""")),
            "vstar" or "mme" => new(Folder(path, reader)),
            _ => new BenchmarkSource(path),
        };
        var benchmark = BenchmarkCatalog.All.First(one => one.Name == (reader == "annotations" ? "vqav2" : reader));
        var questions = BenchmarkCatalog.Read(benchmark, source, limit: null);
        AnnotationCheck.Warnings(questions, source, benchmark.Metric);
        var images = new ImageFolder(_folder.Root);
        foreach (var question in questions)
        {
            images.Find(question.Images);
            _ = benchmark.Metric.Score("yes", question.Key);
            if (question.Box is { } box) OracleCrop.Around(box, new(64, 48));
        }

        string Folder(string file, string name)
        {
            var folder = Directory.CreateDirectory(Path.Combine(_folder[name], "category")).FullName;
            File.Move(file, Path.Combine(folder, name == "mme" ? "a.txt" : "a.json"), overwrite: true);
            return _folder[name];
        }
    }

    private void Score(string reader, string path)
    {
        var benchmark = BenchmarkCatalog.All.First(one => one.Name == (reader == "predictions" ? "pope" : "jsonl"));
        var predictions = Prediction.Read(path, reader == "records" ? StageName.Crop : null).ToList();
        if (predictions.Count == 0) throw new CliException("There are none.");
        List<ScoredAnswer> scored;
        if (reader == "predictions")
        {
            var questions = BenchmarkCatalog.Read(
                benchmark, new(_folder.Write("pope.json", Lines("""{"question_id": #, "image": "a.png", "text": "Is it?", "label": "yes"}"""))), limit: null);
            scored = PredictionMatch.Score(predictions, questions, benchmark.Metric, path);
        }
        else scored = PredictionMatch.Score(predictions, PredictionMatch.Keys(predictions), benchmark.Metric);
        JsonSerializer.Serialize(new ScoreReport(benchmark.Name, benchmark.Metric, scored, []).Describe(), RecordJson.Options);
    }

    /// <summary>Goes on with a run, a file of whose folder is exchanged.</summary>
    private void Run(string name, string path)
    {
        using (RunFolder.Open(_folder["run"], OddRun.Settings, restart: true))
        {
        }

        File.WriteAllText(Path.Combine(_folder["run"], "records.jsonl"), Lines(Record));
        File.Move(path, Path.Combine(_folder["run"], name), overwrite: true);
        using var run = RunFolder.Open(_folder["run"], OddRun.Settings, restart: false);
        var report = new BenchmarkReport(OddRun.Settings, [.. run.Records.Values], 0, []);
        JsonSerializer.Serialize(report.Describe(), RecordJson.Options);
        _ = report.ToMarkdown();
    }
}
