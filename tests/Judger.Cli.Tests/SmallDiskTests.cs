using Judger.Cli.Commands;
using Judger.Cli.Datasets;
using Judger.Cli.Evaluation.Runs;
using Judger.Cli.Judging;
using Judger.Cli.Tests.Judging;
using Judger.Cli.Tests.Support;
using Judger.Tests.Shared;

namespace Judger.Cli.Tests;

/// <summary>A disk that fills up while it is written to: what is left behind, and how the next run goes on.</summary>
public sealed class SmallDiskTests : IDisposable
{
    private const string Row = """{"question_id": #, "prompt": "Q", "text": "a", "answer": "a", "image": "a.png", "judgment": null}""";
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_judged_is_kept_and_the_next_run_goes_on_from_there()
    {
        using var disk = SmallDisk.Mount(_folder["disk"], 64);
        var lines = Enumerable.Range(0, 400).Select(index => JudgeLine.Parse(new(index + 1, Answers.Line(index)))).ToList();
        disk.Fill(2 * SmallDisk.Page);
        var path = disk["judged.jsonl"];
        using (var output = JudgeOutput.Open(path, lines))
        {
            // Every other line first, so that the journal is needed.
            var error = Assert.Throws<CliException>(() => Put(output, lines, [.. Enumerable.Range(0, 200).Select(place => place ^ 1)]));
            Assert.Contains("cannot be written (the disk is full); what is done is kept", error.Message, StringComparison.Ordinal);

            // The end of the run does not hide why it ended.
            output.Complete();
        }

        var made = File.ReadAllText(path);
        Assert.EndsWith("\n", made, StringComparison.Ordinal);
        File.Delete(disk["fill"]);
        using (var output = JudgeOutput.Open(path, lines[..200]))
        {
            Assert.True(output.Recovered > 10);
            Put(output, lines, output.ToDo(200));
            output.Complete();
        }

        Assert.Equal(Enumerable.Range(0, 200), Answers.Read(path).Select(line => line.GetProperty("question_id").GetInt32()));
        Assert.False(File.Exists(path + ".journal"));
    }

    [Fact]
    public void Records_of_a_run_stay_whole_and_the_next_run_goes_on_from_there()
    {
        using var disk = SmallDisk.Mount(_folder["disk"], 64);
        var folder = disk["run"];
        var written = 0;
        using (var run = RunFolder.Open(folder, OddRun.Settings, restart: false))
        {
            disk.Fill(SmallDisk.Page);
            var error = Assert.Throws<CliException>(() =>
            {
                for (; written < 1000; written++) run.Add(Record(written));
            });
            Assert.Contains("records.jsonl cannot be written (the disk is full)", error.Message, StringComparison.Ordinal);
            Assert.Throws<CliException>(() => run.Add(Record(2000)));
        }

        File.Delete(disk["fill"]);
        using var next = RunFolder.Open(folder, OddRun.Settings, restart: false);
        Assert.Equal(written, next.Records.Count);
        Assert.All(next.Records.Values, record => Assert.Equal("what", record.Question));
    }

    [Fact]
    public void A_file_that_does_not_fit_leaves_nothing_behind_and_the_old_one_as_it_was()
    {
        using var disk = SmallDisk.Mount(_folder["disk"], 64);
        var path = disk["train.json"];
        File.WriteAllText(path, "[]");
        disk.Fill(2 * SmallDisk.Page);
        var rows = new DatasetBuilder("", withExtras: false).Build(
            _folder.Write("rows.jsonl", string.Join('\n', Enumerable.Range(0, 1000).Select(row => Row.Replace("#", $"{row}", StringComparison.Ordinal)))));

        var error = Assert.Throws<CliException>(() => DatasetBuilder.Write(path, rows));

        Assert.EndsWith("train.json cannot be written; check the folder, its permissions and the disk. Reason: the disk is full.", error.Message);
        Assert.Equal("[]", File.ReadAllText(path));
        Assert.Equal(["fill", "train.json"], Directory.GetFiles(_folder["disk"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private static void Put(JudgeOutput output, List<JudgeLine> lines, IReadOnlyList<int> places)
    {
        foreach (var place in places) output.Put(place, JudgedLine.Write(lines[place], "It is wrong."));
    }

    private static BenchmarkRecord Record(int number) => new()
    {
        Id = $"{number}",
        Image = "a.png",
        Question = "what",
        Reference = "a",
        Stages = new Dictionary<string, StageAnswerRecord> { [StageName.Baseline] = new("a", 1, 2) },
    };
}
