using System.Diagnostics;
using Judger.Benchmarks.Harness;

namespace Judger.Benchmarks.Peers;

/// <summary>
/// Lets peers do a task by turns: A B, B A and so on, mostly after a round that does not count. Before each turn the machine rests, so that no thread of the
/// engine before it spins any more. What a task builds on is prepared once: each turn begins behind it again.
/// </summary>
internal static class PeerRounds
{
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(50);

    /// <returns>Seconds by peer and round.</returns>
    public static double[][] Seconds(Bench bench, int rounds, IReadOnlyList<PeerSide> peers, PeerTask task)
    {
        var seconds = peers.Select(_ => new double[rounds]).ToArray();
        foreach (var peer in peers) task.Prepare(peer);
        for (var round = task.WarmsUp ? -1 : 0; round < rounds; round++)
        {
            for (var i = 0; i < peers.Count; i++)
            {
                bench.Cancellation.ThrowIfCancellationRequested();
                var side = round % 2 == 0 ? i : peers.Count - 1 - i;
                Thread.Sleep(Rest);
                var started = Stopwatch.GetTimestamp();
                task.Run(peers[side]);
                if (round >= 0) seconds[side][round] = Stopwatch.GetElapsedTime(started).TotalSeconds;
            }
        }

        return seconds;
    }
}
