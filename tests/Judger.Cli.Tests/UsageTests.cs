using Judger.Cli.Tests.Support;

namespace Judger.Cli.Tests;

/// <summary>Command lines that cannot be understood: one line that says so and where help is.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("ask --image a.png --question Q --policy sometimes", "'sometimes'", "when-uncertain", "See judger ask --help.")]
    [InlineData("ask --image a.png", "--question", "See judger ask --help.")]
    [InlineData("ask --image a.png --question Q --colour", "--colour", "See judger ask --help.")]
    [InlineData("eval signs --count 0", "--count must be at least 1.", "See judger eval signs --help.")]
    [InlineData("eval signs --count many", "--count is 'many'; give a whole number.", "See judger eval signs --help.")]
    [InlineData("eval signs --count 1 --seed -1", "--seed must be at least 0.")]
    [InlineData("demo --seed abc", "--seed is 'abc'; give a whole number. See judger demo --help.")]
    [InlineData("bench --rate abc", "--rate is 'abc'; give a number. See judger bench --help.")]
    [InlineData("eval", "See judger eval --help.")]
    [InlineData("eval pope --data a.jsonl", "--images", "See judger eval pope --help.")]
    [InlineData("eval pope --data a.jsonl --images b --limit 0", "--limit must be at least 1.")]
    [InlineData("eval pope --data a.jsonl --images b --policy sometimes", "'sometimes'", "when-uncertain")]
    [InlineData("eval pope --data a.jsonl --images b --stages crop,grown", "The stage grown does not exist;", "oracle")]
    [InlineData("eval pope --data a.jsonl --images b --stages oracle", "pope does not name where answers are in the image")]
    [InlineData("eval pope --data a.jsonl --images b --stages judged --expert none", "needs an expert")]
    [InlineData("eval pope --data a.jsonl --images b --cluster there", "--cluster is not understood;", "redis=HOST:PORT")]
    [InlineData("score --benchmark chess --predictions a.jsonl", "'chess'", "pope")]
    [InlineData("demo --seed -3", "--seed must be at least 0.", "See judger demo --help.")]
    [InlineData("locate", "--input", "See judger locate --help.")]
    [InlineData("locate --input - --layout stretch", "'stretch'", "center-crop")]
    [InlineData("paint", "paint", "See judger --help.")]
    public async Task A_command_line_that_cannot_be_understood_says_so_in_one_line(string arguments, params string[] parts) =>
        (await JudgerTool.RunAsync(arguments.Split(' '))).AssertError(parts);

    [Theory]
    [InlineData("demo", "--model")]
    [InlineData("demo", "--output")]
    [InlineData("locate", "--input")]
    [InlineData("export --output a", "--checkpoint")]
    public async Task A_path_without_a_character_is_refused(string command, string option) =>
        (await JudgerTool.RunAsync([.. command.Split(' '), option, ""])).AssertError($"{option} is empty; give a path.");

    [Fact]
    public async Task Without_a_command_there_is_a_hint() => (await JudgerTool.RunAsync()).AssertError("See judger --help.");
}
