using Judger.Cli.Commands;
using Judger.Cli.Judging;
using Judger.Cli.Tests.Support;

namespace Judger.Cli.Tests.Judging;

/// <summary>What a crash at any byte leaves of an output is gone on with.</summary>
public sealed class JudgeOutputTests
{
    private static readonly JudgeLine[] Lines = [.. Enumerable.Range(0, 6).Select(index => JudgeLine.Parse(new(index + 1, Answers.Line(index))))];

    [Fact]
    public void Lines_that_come_early_wait_for_their_turn()
    {
        using var folder = new TempFolder();
        using var output = JudgeOutput.Open(folder["judged.jsonl"], Lines);

        Put(output, 2, 1);
        Assert.Equal(0, new FileInfo(folder["judged.jsonl"]).Length);
        Put(output, 0);

        Assert.Equal(3, File.ReadLines(folder["judged.jsonl"]).Count());
        Assert.Equal([3, 4, 5], output.ToDo(Lines.Length));
    }

    [Fact]
    public void An_output_that_ends_at_any_byte_is_gone_on_with()
    {
        using var folder = new TempFolder();
        var path = folder["judged.jsonl"];
        using (var whole = JudgeOutput.Open(path, Lines)) Put(whole, 0, 1, 2, 3, 4, 5);
        var expected = File.ReadAllBytes(path);

        for (var length = 0; length <= expected.Length; length += 7)
        {
            File.WriteAllBytes(path, expected[..length]);
            using (var output = JudgeOutput.Open(path, Lines)) Put(output, [.. output.ToDo(Lines.Length)]);
            Assert.Equal(expected, File.ReadAllBytes(path));
        }
    }

    [Fact]
    public void A_journal_that_ends_at_any_byte_is_gone_on_with()
    {
        using var folder = new TempFolder();
        string path = folder["judged.jsonl"], journal = path + ".journal";
        using (var output = JudgeOutput.Open(path, Lines)) Put(output, 5, 3, 1);
        var kept = File.ReadAllBytes(journal);
        var recovered = new HashSet<int>();

        for (var length = 0; length <= kept.Length; length += 5)
        {
            File.Delete(path);
            File.WriteAllBytes(journal, kept[..length]);
            using (var output = JudgeOutput.Open(path, Lines))
            {
                recovered.Add(output.Recovered);
                Put(output, [.. output.ToDo(Lines.Length).Reverse()]);
                output.Complete();
            }

            Assert.Equal(Enumerable.Range(0, 6), Answers.Read(path).Select(line => line.GetProperty("question_id").GetInt32()));
            Assert.False(File.Exists(journal));
        }

        Assert.Equal([0, 1, 2], recovered.Order().Take(3));
    }

    [Fact]
    public void A_skipped_line_is_judged_the_next_time_and_put_in_its_place()
    {
        using var folder = new TempFolder();
        var path = folder["judged.jsonl"];
        using (var output = JudgeOutput.Open(path, Lines))
        {
            Put(output, 0);
            output.Put(1, null);
            Put(output, 2);
            output.PutUnjudged(3, JudgedLine.WriteUnjudged(Lines[3], "cut off"));
            Put(output, 5);
            output.Complete();
        }

        Assert.Equal([0, 2, 3, 5], Ids(path));
        Assert.Equal("cut off", Answers.Read(path)[2].GetProperty("judgment_error").GetString());
        Assert.False(Answers.Read(path)[2].TryGetProperty("judgment", out _));
        Assert.False(File.Exists(path + ".journal"));

        using (var again = JudgeOutput.Open(path, Lines))
        {
            Assert.Equal(3, again.Recovered);
            Assert.Equal([1, 3, 4], again.ToDo(Lines.Length));
            Put(again, 4, 3, 1);
            again.Complete();
        }

        Assert.Equal([0, 1, 2, 3, 4, 5], Ids(path));
        Assert.All(Answers.Read(path), line => Assert.True(line.TryGetProperty("judgment", out _)));
    }

    [Fact]
    public void Nothing_behind_a_gap_is_lost_when_the_run_that_fills_it_ends_at_any_byte()
    {
        using var folder = new TempFolder();
        string path = folder["judged.jsonl"], journal = path + ".journal";
        using (var output = JudgeOutput.Open(path, Lines))
        {
            Put(output, 0, 2, 3, 5);
            output.Complete();
        }

        var gaps = File.ReadAllBytes(path);
        using (var output = JudgeOutput.Open(path, Lines)) Assert.Equal([0], Ids(path));
        var kept = File.ReadAllBytes(journal);
        var cut = File.ReadAllBytes(path);

        // Torn while the journal is written the output is still whole; torn later the journal is.
        for (var length = 0; length <= kept.Length + gaps.Length - cut.Length; length += 7)
        {
            File.WriteAllBytes(path, gaps[..(length <= kept.Length ? gaps.Length : gaps.Length - (length - kept.Length))]);
            File.WriteAllBytes(journal, kept[..Math.Min(length, kept.Length)]);
            using (var output = JudgeOutput.Open(path, Lines))
            {
                Assert.Equal(4, output.Recovered);
                Assert.Equal([1, 4], output.ToDo(Lines.Length));
                Put(output, 4, 1);
                output.Complete();
            }

            Assert.Equal([0, 1, 2, 3, 4, 5], Ids(path));
        }
    }

    [Fact]
    public void A_run_that_ends_early_leaves_what_is_judged_in_the_output()
    {
        using var folder = new TempFolder();
        using (var output = JudgeOutput.Open(folder["judged.jsonl"], Lines))
        {
            Put(output, 0, 4, 2);
            output.Complete();
        }

        Assert.Equal([0, 2, 4], Ids(folder["judged.jsonl"]));
        Assert.False(File.Exists(folder["judged.jsonl"] + ".journal"));
    }

    [Fact]
    public void Two_runs_do_not_write_one_output()
    {
        using var folder = new TempFolder();
        using var output = JudgeOutput.Open(folder["judged.jsonl"], Lines);

        Assert.Contains(
            "close whatever uses it", Assert.Throws<CliException>(() => JudgeOutput.Open(folder["judged.jsonl"], Lines)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(512, 512, 255)]
    [InlineData(1024, 1024, 765)]
    [InlineData(2048, 4096, 1105)]
    [InlineData(100, 5000, 765)]
    public void An_image_costs_what_the_guide_says(int width, int height, int tokens) => Assert.Equal(tokens, JudgeCost.ImageTokens(width, height));

    private static IEnumerable<int> Ids(string path) => Answers.Read(path).Select(line => line.GetProperty("question_id").GetInt32());

    private static void Put(JudgeOutput output, params IEnumerable<int> places)
    {
        foreach (var place in places) output.Put(place, JudgedLine.Write(Lines[place], judgment: null));
    }
}
