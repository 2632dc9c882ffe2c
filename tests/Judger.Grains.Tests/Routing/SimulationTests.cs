using Judger.Testing.Routing;

namespace Judger.Grains.Tests.Routing;

/// <summary>What routing is worth, on a small cluster in virtual time with the real router; the whole comparison is the benchmark `routing`.</summary>
public sealed class SimulationTests
{
    private const int Concurrency = 12 * 32;
    private static readonly Workload Small = new() { DevicesPerNode = 4, Questions = 9_000, WarmUp = 3_000 };
    private static readonly DeviceModel Model = new();
    private static readonly ImagePopularity Images = ImagePopularity.WithRepeats(Small.Repeats, Small.Zipf, Small.WarmUp, Small.Questions);
    private static readonly Dictionary<StrategyKind, SimulationResult> Closed = Enum.GetValues<StrategyKind>()
        .ToDictionary(kind => kind, kind => New(kind).RunClosed(Concurrency));
    private static readonly Dictionary<StrategyKind, SimulationResult> Open = Enum.GetValues<StrategyKind>().ToDictionary(
        kind => kind, kind => New(kind).RunOpen(0.7 * Closed[StrategyKind.RandomByQuestion].Throughput));

    [Fact]
    public void Half_of_the_questions_are_about_an_image_asked_about_before() =>
        Assert.All(Closed.Values, result => Assert.InRange(result.Repeats, 0.47, 0.53));

    [Fact]
    public void Throughput_is_1_6_times_that_of_stages_routed_each_on_its_own()
    {
        Assert.InRange(Ratio(StrategyKind.Ours, StrategyKind.RandomByStage), 1.6, 3);
    }

    [Fact]
    public void Throughput_is_above_every_other_that_keeps_a_question_together_and_below_what_a_perfect_cache_would_give()
    {
        Assert.InRange(Ratio(StrategyKind.Ours, StrategyKind.RandomByQuestion), 1.08, Ratio(StrategyKind.PerfectCache, StrategyKind.RandomByQuestion));
        Assert.InRange(Ratio(StrategyKind.Ours, StrategyKind.RoundRobin), 1.04, 2);
        Assert.InRange(Ratio(StrategyKind.Ours, StrategyKind.LeastLoaded), 1.04, 2);
        Assert.InRange(Ratio(StrategyKind.Ours, StrategyKind.Rendezvous), 1.04, 2);
    }

    [Fact]
    public void The_slowest_questions_are_faster_than_with_round_robin_the_more_so_when_slots_decline_and_nodes_ask_for_loads()
    {
        Assert.InRange(Open[StrategyKind.Ours].P99, 0.1, 0.95 * Open[StrategyKind.RoundRobin].P99);
        Assert.InRange(Open[StrategyKind.Ours].P99, 0.1, 0.95 * Open[StrategyKind.WithoutExchange].P99);
        Assert.InRange(Open[StrategyKind.WithoutExchange].P99, 0.1, 0.95 * Open[StrategyKind.WithoutDeclining].P99);
        Assert.InRange(Open[StrategyKind.Ours].P99, 0.1, Open[StrategyKind.Rendezvous].P99);
    }

    [Fact]
    public void Images_are_computed_less_often_than_without_a_memory_of_where_they_were()
    {
        Assert.True(Closed[StrategyKind.Ours].ImagesComputed < 0.9 * Closed[StrategyKind.RandomByQuestion].ImagesComputed);
        Assert.InRange(Closed[StrategyKind.PerfectCache].ImagesComputed, 0.45, 0.55);
    }

    [Fact]
    public void The_same_seed_gives_the_same_run() => Assert.Equal(Closed[StrategyKind.Ours], New(StrategyKind.Ours).RunClosed(Concurrency));

    private static Simulation New(StrategyKind kind) => new(kind, Small, Images, Model);

    private static double Ratio(StrategyKind kind, StrategyKind other) => Closed[kind].Throughput / Closed[other].Throughput;
}
