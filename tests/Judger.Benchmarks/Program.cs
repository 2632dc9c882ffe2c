using System.CommandLine;
using Judger.Benchmarks.Cases;
using Judger.Benchmarks.Harness;
using Judger.Benchmarks.Peers;

if (args is [LoadedModel.Command, ..])
{
    LoadedModel.RunChild(args);
    return 0;
}

IBenchmark[] benchmarks =
[
    new PrefillBenchmark(),
    new ChunkBenchmark(),
    new RowBenchmark(),
    new QuestionBenchmark(),
    new DecodeBenchmark(),
    DraftBenchmark.Small,
    new PrecisionBenchmark(),
    new CoresBenchmark(),
    new AllocationBenchmark(),
    new ConstraintBenchmark(),
    new TaxBenchmark(),
    new RoutingBenchmark(),
    new TelemetryBenchmark(),
];

// Those that take an hour, or that print something other than ratios, run by their names.
IBenchmark[] byName = [DraftBenchmark.Billion, new PeersBenchmark(), new ProfileBenchmark()];
IBenchmark[] all = [.. benchmarks, .. byName];

var name = new Argument<string>("name")
{
    Description = $"Which benchmark: all (without {string.Join(", ", byName.Select(benchmark => benchmark.Name))}), or\n"
        + $"{string.Join('\n', all.Select(benchmark => $"{benchmark.Name}: {benchmark.Description}"))}",
};
name.AcceptOnlyFromAmong(["all", .. all.Select(benchmark => benchmark.Name)]);
var json = new Option<bool>("--json") { Description = "Print JSON on standard output and nothing else there." };
var quick = new Option<bool>("--quick") { Description = "Few rounds: shows that everything runs, not what it costs." };
var llama = new Option<string?>("--llama") { Description = "peers: another llama.cpp, its libllama*.so or that one's folder. Default: LLamaSharp's build." };
var only = new Option<string?>("--only") { Description = "peers, draft: only models whose name contains this, such as \"1b, int8\"." };
var threads = new Option<int?>("--threads") { Description = "peers: only with so many threads. Default: 1 and 2; with --quick 1." };
threads.Validators.Add(parsed =>
{
    if (parsed.GetValue(threads) is < 1 or > 64) parsed.AddError("--threads must be from 1 to 64.");
});
var models = new Option<string?>("--models") { Description = "A folder that keeps the random models for the next run. Default: they are deleted at the end." };
var root = new RootCommand(
    "Measures what the engine promises, as ratios: both sides run by turns in one process, so that a busy machine slows both.\n\n"
    + "Examples:\n  dotnet run -c Release --project tests/Judger.Benchmarks -- all\n"
    + "  dotnet run -c Release --project tests/Judger.Benchmarks -- decode --quick --json")
{
    name, json, quick, llama, only, threads, models,
};
root.SetAction(async (parsed, cancellationToken) =>
{
    var asked = parsed.GetValue(name)!;
    using var bench = new Bench(parsed.GetValue(quick), parsed.GetValue(models), cancellationToken)
    {
        LlamaLibrary = parsed.GetValue(llama),
        Only = parsed.GetValue(only),
        Threads = parsed.GetValue(threads),
    };
    var measurements = new List<Measurement>();
    foreach (var benchmark in asked == "all" ? benchmarks : all.Where(benchmark => benchmark.Name == asked))
    {
        Console.Error.WriteLine($"{benchmark.Name}: {benchmark.Description}");
        measurements.AddRange(await benchmark.RunAsync(bench));
    }

    if (parsed.GetValue(json)) Report.WriteJson(measurements);
    else Report.WriteTable(measurements);
    return 0;
});
return await root.Parse(args).InvokeAsync();
