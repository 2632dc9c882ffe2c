using System.Diagnostics;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Judger.Cli.Output;

/// <summary>
/// The progress of many equal steps on standard error, so that standard output holds only the result. On a terminal: a bar with rate and time left;
/// elsewhere a line twice a minute, none for short work.
/// </summary>
internal static class CountProgress
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <summary>Runs work that reports each finished step, from any thread.</summary>
    public static async Task RunAsync(string what, int total, Func<Action, Task> work)
    {
        var clock = Stopwatch.StartNew();
        var done = 0;
        if (Console.IsErrorRedirected)
        {
            var next = Interval.Ticks;
            await work(() =>
            {
                var count = Interlocked.Increment(ref done);
                var due = Volatile.Read(ref next);
                if (clock.Elapsed.Ticks < due || Interlocked.CompareExchange(ref next, clock.Elapsed.Ticks + Interval.Ticks, due) != due) return;
                Console.Error.WriteLine($"{100.0 * count / total,3:F0} %  {count} of {total} {what}, {Figures(count, total, clock.Elapsed)}");
            });
            return;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        await console.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new FiguresColumn(clock))
            .StartAsync(async context =>
            {
                var task = context.AddTask(what, maxValue: total);
                await work(() => task.Value = Interlocked.Increment(ref done));
            });
    }

    private static string Figures(double done, double total, TimeSpan elapsed)
    {
        var rate = done / Math.Max(elapsed.TotalSeconds, 1e-3);
        if (rate == 0) return "";
        var left = TimeSpan.FromSeconds(Math.Min((total - done) / rate, TimeSpan.MaxValue.TotalSeconds / 2));
        return $"{rate:F1}/s, {(int)left.TotalHours}:{left.Minutes:D2}:{left.Seconds:D2} left";
    }

    private sealed class FiguresColumn(Stopwatch clock) : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text($"{task.Value:F0} of {task.MaxValue:F0}, {Figures(task.Value, task.MaxValue, clock.Elapsed)}");
    }
}
