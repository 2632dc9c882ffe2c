using System.Diagnostics;
using Judger.Cluster.Tests.Support;

namespace Judger.Cluster.Tests;

/// <summary>A silo that is told to stop before it serves.</summary>
[Collection("clusters")]
public sealed class StartTests(ITestOutputHelper output)
{
    // What a silo takes to go; without it, it would load for a minute.
    private static readonly TimeSpan Promptly = TimeSpan.FromSeconds(10);

    private static readonly SiloSpec Slow = new(
        "slow", "Slots:0:Device=simulated:0", "Slots:1:Device=simulated:1", "Slots:1:Simulated:Name=large", "Slots:1:Simulated:LoadTime=00:01:00");

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_silo_that_loads_its_models_stops_when_it_is_told_to(string signal)
    {
        await using var silo = new SiloProcess(Slow, []);
        await silo.StartUntilAsync("Model simulated is resident on simulated:0");
        var asked = Stopwatch.StartNew();

        Assert.Equal(0, await silo.StopAsync(signal));

        output.WriteLine(FormattableString.Invariant($"It went after {asked.Elapsed.TotalSeconds:F2} s."));
        Assert.True(asked.Elapsed < Promptly, $"It took {asked.Elapsed}.");
        Assert.EndsWith("stopped before ready", silo.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("error", silo.Errors, StringComparison.Ordinal);
    }
}
