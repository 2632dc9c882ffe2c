using System.CommandLine;
using System.Text.RegularExpressions;
using Judger.Cli.Commands;

namespace Judger.Cli.Tests;

/// <summary>The help of all commands, groups of commands and the tool itself.</summary>
public sealed partial class HelpWalkTests
{
    public static TheoryData<string> Commands { get; } = [.. Paths(JudgerCommand.Create(), "")];

    [Theory]
    [MemberData(nameof(Commands))]
    public void It_shows_two_examples_that_can_be_parsed(string command)
    {
        var examples = Example().Matches(Help(command)).Select(match => match.Groups["arguments"].Value).ToList();

        Assert.True(examples.Count >= 2, Help(command));
        Assert.All(examples, example => Assert.StartsWith(command, example, StringComparison.Ordinal));
        Assert.All(examples, example => Assert.Empty(JudgerCommand.Create().Parse(example.Split(" > ")[0].Split(" < ")[0]).Errors));
    }

    // Secrets of containers are at the same place on all machines.
    [Theory]
    [MemberData(nameof(Commands))]
    public void It_has_no_path_of_this_machine(string command)
    {
        var paths = AbsolutePath().Matches(Help(command)).Select(match => match.Value);

        Assert.DoesNotContain(paths, path => !path.StartsWith("/run/secrets/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ask")]
    [InlineData("bench")]
    [InlineData("calibrate")]
    [InlineData("chat")]
    [InlineData("dataset scenes")]
    [InlineData("demo")]
    [InlineData("eval signs")]
    [InlineData("serve")]
    public void The_model_without_a_flag_is_named(string command) =>
        Assert.Contains("[default: judger-tiny, the embedded model", Help(command), StringComparison.Ordinal);

    [Fact]
    public void The_walk_has_all_commands() => Assert.Superset(
        new HashSet<string> { "", "dataset", "dataset scenes", "eval pope", "models", "serve", "schema", "key" }, Commands.Select(row => row.Data).ToHashSet());

    private static IEnumerable<string> Paths(Command command, string path)
    {
        yield return path;
        foreach (var child in command.Subcommands.Where(child => !child.Hidden))
        {
            foreach (var below in Paths(child, path.Length == 0 ? child.Name : $"{path} {child.Name}")) yield return below;
        }
    }

    private static string Help(string command)
    {
        using var output = new StringWriter();
        JudgerCommand.Create().Parse($"{command} --help").Invoke(new() { Output = output });
        return output.ToString();
    }

    [GeneratedRegex(@"^ +(?:printf .* \| )?judger (?<arguments>.+)$", RegexOptions.Multiline)]
    private static partial Regex Example();

    [GeneratedRegex(@"(?<![\w.:/}\])])/[A-Za-z][\w.-]*/[\w./-]*")]
    private static partial Regex AbsolutePath();
}
