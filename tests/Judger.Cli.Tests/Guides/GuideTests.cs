using Judger.Cli.Commands;
using Judger.Cli.Tests.Support;

namespace Judger.Cli.Tests.Guides;

/// <summary>
/// The commands of README and the guides are run, and print what the page says. Those that need what is not here carry a mark on the page, with the reason.
/// </summary>
public sealed class GuideTests
{
    public static TheoryData<string> PagesThatRun { get; } =
        [.. GuidePages.All.Where(page => GuidePages.Blocks(page).Any(block => block is { NotRunBecause: null, Commands.Count: > 0 }))];

    [Theory]
    [MemberData(nameof(PagesThatRun))]
    public async Task The_commands_run_and_print_what_is_shown(string page)
    {
        EmbeddedModelFolder.Require();
        Assert.SkipUnless(Has("bash") && Has("curl") && Has("base64"), "The guides' commands need bash, curl and base64; one of them is missing.");
        await using var reader = new GuideRun();
        foreach (var command in GuidePages.Blocks(page).Where(block => block.NotRunBecause is null).SelectMany(block => block.Commands))
            await reader.TypeAsync(command);
        reader.AssertIgnored();
    }

    [Fact]
    public void What_is_not_run_is_marked_with_the_reason() => Assert.Equal(
        NotRun.ByPage,
        GuidePages.All.SelectMany(page => GuidePages.Blocks(page).Where(block => block.NotRunBecause is not null)
            .Select(block => (page, block.FirstLine, block.NotRunBecause!))));

    // Programs are not run, so each says why; files that are shown, and what a command prints, are neither.
    [Fact]
    public void Every_program_is_marked() => Assert.All(
        GuidePages.All.SelectMany(page => GuidePages.Blocks(page)).Where(block => block.Language is "python" or "csharp" or "javascript"),
        block => Assert.NotNull(block.NotRunBecause));

    [Fact]
    public void The_options_of_commands_that_are_not_run_exist()
    {
        var commands = GuidePages.All.SelectMany(GuidePages.Blocks).Where(block => block.NotRunBecause is not null).SelectMany(block => block.Commands)
            .Select(command => command.Text).Where(text => text.StartsWith("judger ", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(commands);
        Assert.All(commands, text => Assert.Empty(JudgerCommand.Create().Parse(text["judger ".Length..].Split(" #")[0]).Errors));
    }

    [Fact]
    public void Every_block_without_a_language_shows_commands() => Assert.All(
        GuidePages.All.SelectMany(GuidePages.Blocks),
        block => Assert.All(block.Commands, command => Assert.True(command.IsPrompted, command.Text)));

    [Fact]
    public void No_page_shows_commands_that_the_map_does_not_know() => Assert.DoesNotContain(
        GuidePages.Pages().Except(GuidePages.All),
        page => GuidePages.Blocks(page).Any(block => block.Commands.Any(command => command.IsPrompted)));

    [Theory]
    [InlineData("  baseline     211 ms  5  (11 % sure)", "  baseline  9 ms  5  (11 % sure)", true)]
    [InlineData("  baseline     211 ms  5  (11 % sure)", "  baseline     211 ms  4  (11 % sure)", false)]
    [InlineData("4 of 4 right, 2.2 s in all. Pictures: ../demo", "4 of 4 right, 12.0 s in all. Pictures: /tmp/x/demo", true)]
    [InlineData("4 of 4 right, 2.2 s in all.", "3 of 4 right, 2.2 s in all.", false)]
    [InlineData("Wrote judged.jsonl: 1800 lines, 0.4 s.", "Wrote judged.jsonl: 1801 lines, 0.4 s.", false)]
    public void Only_times_and_dots_may_differ(string shown, string printed, bool isSame) => Assert.Equal(isSame, GuideCommand.IsSame(shown, printed));

    private static bool Has(string program) => Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}
