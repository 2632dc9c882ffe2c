using System.Globalization;
using Judger.Benchmarks.Harness;
using Judger.Grains.Routing;
using Judger.Testing.Routing;

namespace Judger.Benchmarks.Cases;

/// <summary>
/// What routing is worth, in a simulation in virtual time of a cluster whose nodes use the real router. The same questions go through every strategy.
/// </summary>
internal sealed class RoutingBenchmark : IBenchmark
{
    // Enough that no device waits for questions, were they spread evenly.
    private const int ConcurrencyPerDevice = 12;
    private const double Load = 0.7;

    private static readonly (string Name, Func<Workload, Workload> Workload, Func<DeviceModel, DeviceModel> Model, RoutingOptions Options)[] Variants =
    [
        ("load factor 1.1", workload => workload, model => model, new() { LoadFactor = 1.1 }),
        ("load factor 1.5", workload => workload, model => model, new() { LoadFactor = 1.5 }),
        ("load factor 2", workload => workload, model => model, new() { LoadFactor = 2 }),
        ("prefix cache of 256", workload => workload, model => model with { PrefixCache = 256 }, RoutingOptions.Default),
        ("prefill chunks of 1024", workload => workload, model => model with { PrefillChunk = 1024 }, RoutingOptions.Default),
        ("80 % repeats", workload => workload with { Repeats = 0.8 }, model => model, RoutingOptions.Default),
        ("only usual questions", workload => workload with { UsualQuestions = 1 }, model => model, RoutingOptions.Default),
    ];

    public string Name => "routing";

    public string Description => "questions by our routing, against random, round-robin, least-loaded and unbounded, in a simulated cluster";

    public Task<IReadOnlyList<Measurement>> RunAsync(Bench bench)
    {
        var workload = bench.IsQuick ? new Workload { Questions = 12_000, WarmUp = 4_000 } : new Workload();
        var model = new DeviceModel();
        var images = ImagePopularity.WithRepeats(workload.Repeats, workload.Zipf, workload.WarmUp, workload.Questions);
        Console.Error.WriteLine($"Assumed: {workload} ({images.Images} images, the first has {images.TopShare:P2} of the questions).");
        Console.Error.WriteLine($"A device: {model}.");
        Console.Error.WriteLine(
            $"Throughput: closed loop, {ConcurrencyPerDevice} questions a device under way. Latency: open loop at {Load:P0} of the "
            + $"throughput of random by question.");

        var kinds = Enum.GetValues<StrategyKind>();
        var seeds = Enumerable.Range(1, bench.Rounds(3)).ToArray();
        var closed = kinds.ToDictionary(
            kind => kind, kind => seeds.Select(seed => Run(kind, seed).RunClosed(ConcurrencyPerDevice * workload.Devices)).ToArray());
        var open = kinds.ToDictionary(
            kind => kind, kind => seeds.Select((seed, i) => Run(kind, seed).RunOpen(Load * closed[StrategyKind.RandomByQuestion][i].Throughput)).ToArray());
        return Task.FromResult<IReadOnlyList<Measurement>>(
        [
            Throughput(StrategyKind.Ours, StrategyKind.RandomByStage, Target.AtLeast(1.6)),
            Throughput(StrategyKind.Ours, StrategyKind.RandomByQuestion, null),
            Throughput(StrategyKind.PerfectCache, StrategyKind.RandomByQuestion, null),
            P99OverRoundRobin(StrategyKind.Ours),
            P99OverRoundRobin(StrategyKind.WithoutExchange),
            P99OverRoundRobin(StrategyKind.WithoutDeclining),
            .. Variants.Select(variant => Vary(bench, variant.Name, variant.Workload(workload), variant.Model(model), variant.Options)),
            .. kinds.Select(kind => new Measurement(
                $"routing {kind}",
                Spread.Of(closed[kind].Select(result => result.Throughput)),
                null,
                $"questions/s; {Detail(closed[kind][0], open[kind][0])}")),
        ]);

        Simulation Run(StrategyKind kind, int seed)
        {
            bench.Cancellation.ThrowIfCancellationRequested();
            return new(kind, workload with { Seed = seed }, images, model);
        }

        Measurement Throughput(StrategyKind kind, StrategyKind other, Target? target) => new(
            $"routing throughput, {kind} / {other}",
            Spread.OfRatios([.. closed[kind].Select(result => result.Throughput)], [.. closed[other].Select(result => result.Throughput)]),
            target,
            kind == StrategyKind.PerfectCache ? "what no routing can surpass: the crop's work remains" : "");

        Measurement P99OverRoundRobin(StrategyKind kind) => new(
            $"routing p99, {kind} / {StrategyKind.RoundRobin}",
            Spread.OfRatios(P99(kind), P99(StrategyKind.RoundRobin)),
            kind == StrategyKind.Ours ? Target.AtMost(1) : null,
            "at the same rate");

        double[] P99(StrategyKind kind) => [.. open[kind].Select(result => result.P99)];
    }

    /// <summary>One thing is different, for one seed.</summary>
    private static Measurement Vary(Bench bench, string name, Workload workload, DeviceModel model, RoutingOptions options)
    {
        bench.Cancellation.ThrowIfCancellationRequested();
        var images = ImagePopularity.WithRepeats(workload.Repeats, workload.Zipf, workload.WarmUp, workload.Questions);
        var (ours, random, perfect) = (Run(StrategyKind.Ours), Run(StrategyKind.RandomByQuestion), Run(StrategyKind.PerfectCache));
        var open = New(StrategyKind.Ours).RunOpen(Load * random.Throughput);
        var detail = string.Create(CultureInfo.InvariantCulture, $"a perfect cache: {perfect.Throughput / random.Throughput:0.000}");
        return new($"routing with {name}, Ours / RandomByQuestion", Spread.Of([ours.Throughput / random.Throughput]), null, $"{detail}; {Detail(ours, open)}");

        SimulationResult Run(StrategyKind kind) => New(kind).RunClosed(ConcurrencyPerDevice * workload.Devices);

        Simulation New(StrategyKind kind) => new(kind, workload, images, model, options);
    }

    private static string Detail(SimulationResult closed, SimulationResult open) => string.Create(
        CultureInfo.InvariantCulture,
        $"repeats {closed.Repeats:P0}, images computed a question {closed.ImagesComputed:0.00}, stages with a hit {closed.HitRate:P0}, max/mean work "
        + $"{closed.MaxOverMean:0.00}; "
        + $"open loop: p50 {open.Median:0.00} s, p99 {open.P99:0.00} s, max/mean work {open.MaxOverMean:0.00}");
}
