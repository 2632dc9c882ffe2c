using System.Diagnostics;
using Judger.Cli.Commands;
using Judger.Cli.Tests.Support;

namespace Judger.Cli.Tests.Readme;

/// <summary>README's commands are run, and print what README says. Those that need what is not here carry a mark in README, with the reason.</summary>
public sealed class ReadmeTests : IDisposable
{
    private const string Address = "127.0.0.1:8080";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly string Root = FindRoot();

    private static readonly Dictionary<string, string> NotRun = new()
    {
        ["dotnet test --solution Judger.sln"] = "it is the run of all tests",
        ["judger ask --image photo.jpg --question \"How many birds?\" --model models/llava-7b --expert gpt-4o --policy always"] =
            "it needs an exported checkpoint and a paid expert",
        ["dotnet run -c Release --project src/Judger.Training -- llava --checkpoint src/Judger.TinyModel/Checkpoint --data train.json "
            + "--images scenes/images --stage correction --output run"] = "it needs the trainer, which has tests of its own",
        ["judger score --benchmark pope --data coco_pope_adversarial.json --predictions answers.jsonl"] = "it needs the files of the benchmarks",
        ["judger export --checkpoint /tmp/big1b --output /tmp/big1b-int4 --precision int4"] = "it needs a checkpoint of 2.5 GB",
        ["judger serve --set SiloName=gateway --set Cluster:Storage=Redis --set Cluster:ConnectionString=127.0.0.1:6379"] =
            "it needs Redis; the tests of clusters start such silos",
        ["deploy/local/up                     # Redis, three silos, a gateway on http://127.0.0.1:8080; Ctrl-C stops them all"] =
            "it needs Redis, containers or a cluster",
    };

    private static readonly IReadOnlyList<ReadmeBlock> Blocks = [.. ReadmeBlock.Of(File.ReadAllLines(Path.Combine(Root, "README.md")))];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_commands_run_and_print_what_is_shown()
    {
        EmbeddedModelFolder.Require();
        Assert.SkipUnless(Has("bash") && Has("curl") && Has("base64"), "README's commands need bash, curl and base64; one of them is missing.");
        WriteShim();
        RunningTool? silo = null;
        try
        {
            foreach (var command in Blocks.Where(block => block.NotRunBecause is null).SelectMany(block => block.Commands))
            {
                if (command.Serves)
                {
                    // Another port, because the usual one may be somebody's.
                    Assert.Equal("judger serve", command.Text);
                    Assert.Null(silo);
                    silo = await RunningTool.ServeAsync([], new Dictionary<string, string?>(), "--set", "Http:Urls:0=http://127.0.0.1:0");
                    var ready = silo.Ready.Replace(silo.Address.Authority, Address, StringComparison.Ordinal);
                    AssertShown(command, new(0, ready, ""));
                    continue;
                }

                var text = command.Runnable;
                if (text.Contains(Address, StringComparison.Ordinal))
                {
                    Assert.NotNull(silo);
                    text = text.Replace(Address, silo.Address.Authority, StringComparison.Ordinal);
                }

                AssertShown(command, await RunAsync(text));
            }
        }
        finally
        {
            if (silo is not null) await silo.DisposeAsync();
        }
    }

    [Fact]
    public void What_is_not_run_is_marked_with_the_reason() => Assert.Equal(
        NotRun,
        Blocks.Where(block => block.NotRunBecause is not null).ToDictionary(block => block.Commands[0].Text, block => block.NotRunBecause!));

    [Fact]
    public void The_options_of_commands_that_are_not_run_exist()
    {
        var commands = Blocks.Where(block => block.NotRunBecause is not null).SelectMany(block => block.Commands)
            .Select(command => command.Text).Where(text => text.StartsWith("judger ", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(commands);
        Assert.All(commands, text => Assert.Empty(JudgerCommand.Create().Parse(text["judger ".Length..]).Errors));
    }

    [Fact]
    public void Every_block_without_a_language_shows_commands() =>
        Assert.All(Blocks, block => Assert.All(block.Commands, command => Assert.True(command.IsPrompted)));

    [Theory]
    [InlineData("  baseline     211 ms  5  (11 % sure)", "  baseline  9 ms  5  (11 % sure)", true)]
    [InlineData("  baseline     211 ms  5  (11 % sure)", "  baseline     211 ms  4  (11 % sure)", false)]
    [InlineData("4 of 4 right, 2.2 s in all. Pictures: ../demo", "4 of 4 right, 12.0 s in all. Pictures: /tmp/x/demo", true)]
    [InlineData("4 of 4 right, 2.2 s in all.", "3 of 4 right, 2.2 s in all.", false)]
    [InlineData("Wrote judged.jsonl: 1800 lines, 0.4 s.", "Wrote judged.jsonl: 1801 lines, 0.4 s.", false)]
    public void Only_times_and_dots_may_differ(string shown, string printed, bool isSame) => Assert.Equal(isSame, ReadmeCommand.IsSame(shown, printed));

    private static void AssertShown(ReadmeCommand command, ToolResult result)
    {
        var said = $"$ {command.Text}\n{result.Output}{result.Errors}";
        Assert.True(result.ExitCode == 0, said);
        if (command.Output.Count == 0) return;

        // A terminal shows both streams; which line came first between the two is not known here.
        var errors = Lines(result.Errors);
        var shown = command.Output.Where(line => !errors.Any(error => ReadmeCommand.IsSame(line, error))).ToList();
        var printed = Lines(result.Output);
        Assert.True(shown.Count == printed.Count && shown.Zip(printed).All(pair => ReadmeCommand.IsSame(pair.First, pair.Second)), said);
    }

    private static List<string> Lines(string text) => [.. text.Split('\n').Where(line => line.Trim().Length > 0)];

    // One folder for all commands, as a reader has: what one writes, later ones read.
    private async Task<ToolResult> RunAsync(string command)
    {
        var start = new ProcessStartInfo("bash", ["-c", command])
        {
            WorkingDirectory = Directory.CreateDirectory(_folder["work"]).FullName,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{_folder["bin"]}:{start.Environment["PATH"]}";
        using var process = Process.Start(start)!;
        try
        {
            process.StandardInput.Close();
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience);
            return new(process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private void WriteShim()
    {
        Directory.CreateDirectory(_folder["bin"]);
        var shim = _folder.Write("bin/judger", $"#!/bin/sh\nexec dotnet '{Path.Combine(AppContext.BaseDirectory, "judger.dll")}' \"$@\"\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(shim, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    private static bool Has(string program) => Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Judger.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
