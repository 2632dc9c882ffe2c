using System.Diagnostics;

namespace Judger.Benchmarks.Harness;

/// <summary>
/// Runs several sides by turns: A B, B A, A B and so on, after one round that does not count (in a quick run, none). What else the machine does meanwhile
/// hits all sides alike, and ratios are taken within a round.
/// </summary>
internal static class Interleaved
{
    /// <returns>Seconds by side and round.</returns>
    public static async Task<double[][]> SecondsAsync(Bench bench, int rounds, params IReadOnlyList<Func<Task>> sides)
    {
        var seconds = sides.Select(_ => new double[rounds]).ToArray();
        for (var round = bench.FirstRound; round < rounds; round++)
        {
            for (var i = 0; i < sides.Count; i++)
            {
                bench.Cancellation.ThrowIfCancellationRequested();
                var side = round % 2 == 0 ? i : sides.Count - 1 - i;
                var started = Stopwatch.GetTimestamp();
                await sides[side]();
                if (round >= 0) seconds[side][round] = Stopwatch.GetElapsedTime(started).TotalSeconds;
            }
        }

        return seconds;
    }
}
