using Judger.Cli.Commands;
using Judger.Cli.Judging;
using Judger.Cli.Tests.Support;

namespace Judger.Cli.Tests.Judging;

/// <summary>What a crash at any byte leaves of an output is gone on with.</summary>
public sealed class JudgeOutputTests
{
    private static readonly JudgeLine[] Lines = [.. Enumerable.Range(0, 6).Select(index => JudgeLine.Parse(index + 1, Answers.Line(index)))];

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
    public void A_skipped_line_stays_skipped()
    {
        using var folder = new TempFolder();
        using (var output = JudgeOutput.Open(folder["judged.jsonl"], Lines))
        {
            output.Put(1, null);
            Put(output, 0, 2);
        }

        using var again = JudgeOutput.Open(folder["judged.jsonl"], Lines);

        Assert.Equal((2, 1), (again.Recovered, again.PassedOver));
        Assert.Equal([3, 4, 5], again.ToDo(Lines.Length));
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

    private static void Put(JudgeOutput output, params IEnumerable<int> places)
    {
        foreach (var place in places) output.Put(place, JudgedLine.Write(Lines[place], judgment: null));
    }
}
