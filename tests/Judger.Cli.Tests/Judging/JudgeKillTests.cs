using System.Collections.Concurrent;
using System.Diagnostics;
using Judger.Cli.Tests.Support;
using Judger.Tests.Shared;

namespace Judger.Cli.Tests.Judging;

/// <summary>A run of <c>judger judge</c> that is killed again and again.</summary>
public sealed class JudgeKillTests
{
    private const int Lines = 500;
    private const int Kills = 20;

    [Fact]
    public async Task Killed_twenty_times_the_file_is_that_of_an_undisturbed_run()
    {
        using var folder = new TempFolder();
        var tries = new ConcurrentDictionary<string, int>();
        await using var server = await FakeExpertServer.StartAsync(async (request, context) =>
        {
            // Each question has its own delay; each fifth fails at first, in one way or another.
            var place = Math.Abs(string.GetHashCode(request.Text, StringComparison.Ordinal));
            var isFirst = tries.AddOrUpdate(request.Text, 1, (_, count) => count + 1) == 1;
            await Task.Delay(20 + (place % 200), context.RequestAborted);
            if (isFirst && place % 10 == 0) await FakeExpertServer.FailAsync(context, 503);
            else if (isFirst && place % 10 == 1) await FakeExpertServer.FailAsync(context, 429, retryAfter: "0");
            else await FakeExpertServer.CompleteAsync(context, Answers.JudgmentOf(request.Text));
        });
        var input = Answers.Write(folder, Lines);
        string[] Command(string output) =>
        [
            "judge", "--input-jsonl", input, "--output-jsonl", folder[output], "--images", folder.Root, "--endpoint", server.Endpoint, "--model", "judge-7b",
            "--concurrency", "12",
        ];
        Assert.Equal(0, (await JudgerTool.RunAsync(Command("undisturbed.jsonl"))).ExitCode);
        tries.Clear();
        var before = server.Requests.Count;

        var random = new Random(5);
        var kills = 0;
        while (kills < Kills && await KillAsync(Command("killed.jsonl"), TimeSpan.FromMilliseconds(random.Next(250, 700)))) kills++;
        var last = await JudgerTool.RunAsync(Command("killed.jsonl"));

        Assert.True(last.ExitCode == 0, last.Errors);
        Assert.Equal(
            await File.ReadAllTextAsync(folder["undisturbed.jsonl"], TestContext.Current.CancellationToken),
            await File.ReadAllTextAsync(folder["killed.jsonl"], TestContext.Current.CancellationToken));
        Assert.Equal(Lines, File.ReadLines(folder["killed.jsonl"]).Count());
        Assert.Equal(Kills, kills);

        // What was paid for is kept: only what was in flight at a kill is asked again.
        Assert.InRange(server.Requests.Count - before, before, before + (Kills * 12));
    }

    /// <summary>Starts the tool and kills it after a while; false when it ended before.</summary>
    private static async Task<bool> KillAsync(string[] arguments, TimeSpan after)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "judger.dll"), .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        try
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(after, TestContext.Current.CancellationToken);
            return false;
        }
        catch (TimeoutException)
        {
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return true;
        }
    }
}
