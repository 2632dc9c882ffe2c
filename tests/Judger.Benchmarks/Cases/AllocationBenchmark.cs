using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using Judger.Benchmarks.Harness;
using Judger.Benchmarks.Models;
using Judger.Export.Tests.Fixtures;

namespace Judger.Benchmarks.Cases;

/// <summary>Managed bytes for each decode step: of the whole engine, on all threads, and of the decoder alone by BenchmarkDotNet's memory diagnoser.</summary>
internal sealed class AllocationBenchmark : IBenchmark
{
    private const int Sequences = 8;
    private const int Warm = 64;
    private const int Steps = 400;

    public string Name => "allocations";

    public string Description => "managed bytes for each decode step of 8 sequences in the steady state";

    public async Task<IReadOnlyList<Measurement>> RunAsync(Bench bench)
    {
        var measurements = new List<Measurement>();
        foreach (var workers in new[] { 1, 2 }) measurements.Add(await EngineAsync(bench, workers));
        measurements.Add(DecoderStep(bench));
        return measurements;
    }

    private static async Task<Measurement> EngineAsync(Bench bench, int workers)
    {
        AllocationWatch? watch = null;
        await using var engine = Engines.Start(
            bench.Model(RandomModel.Wide), new() { Workers = workers, IntraOpThreads = 1 }, decoder => watch = new(decoder, Sequences, Warm, Steps));
        await Task.WhenAll(
            Enumerable.Range(0, Sequences).Select(seed => engine.GenerateAsync(Engines.Digits(seed, 16, Warm + Steps + 128), bench.Cancellation)));
        var bytes = watch!.Bytes / (double)Steps;
        return new($"bytes a decode step, engine, {workers} {(workers == 1 ? "worker" : "workers")}", Spread.Of([bytes]), Target.AtMost(0), string.Create(
            CultureInfo.InvariantCulture, $"{watch.Bytes} bytes in {Steps} steps of {Sequences} sequences, all threads"));
    }

    private static Measurement DecoderStep(Bench bench)
    {
        DecoderStepBenchmark.Model = bench.Model(RandomModel.Wide);
        using var artifacts = new TemporaryFolder();
        var config = ManualConfig.CreateEmpty()
            .AddJob(
                Job.Dry.WithToolchain(new InProcessNoEmitToolchain(new())).WithWarmupCount(2).WithIterationCount(5).WithInvocationCount(32).WithUnrollFactor(1))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddLogger(NullLogger.Instance)
            .WithArtifactsPath(artifacts.Location);
        var report = BenchmarkRunner.Run<DecoderStepBenchmark>(config).Reports.Single();
        var bytes = report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase)
            ?? throw new InvalidOperationException("BenchmarkDotNet measured no allocations.");
        return new("bytes a decode step, decoder", Spread.Of([bytes]), Target.AtMost(0), "BenchmarkDotNet memory diagnoser, 8 sequences");
    }
}
