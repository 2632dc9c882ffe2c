using Judger.Cli.Commands;

namespace Judger.Cli.Evaluation.Benchmarks;

/// <summary>The benchmarks that can be read.</summary>
internal static class BenchmarkCatalog
{
    public static IReadOnlyList<IBenchmark> All { get; } =
    [
        new TextVqaBenchmark(), new VStarBenchmark(), new PopeBenchmark(), new GqaBenchmark(), new VqaV2Benchmark(), new AokvqaBenchmark(isDirect: false),
        new AokvqaBenchmark(isDirect: true),
        new DocVqaBenchmark(), new MmeBenchmark(), new JsonLinesBenchmark(),
    ];

    /// <summary>Reads the first questions of a benchmark.</summary>
    /// <exception cref="CliException">A file is not what it should be, there are no questions, or two have the same id.</exception>
    public static List<BenchmarkQuestion> Read(IBenchmark benchmark, BenchmarkSource source, int? limit)
    {
        var questions = benchmark.Read(source).Take(limit ?? int.MaxValue).ToList();
        if (questions.Count == 0) throw new CliException($"{source.Data} has no questions; check --data.");
        var ids = new HashSet<string>(StringComparer.Ordinal);
        if (questions.FirstOrDefault(question => !ids.Add(question.Id)) is { } twice)
            throw new CliException($"{source.Data} has question {twice.Id} twice; ids must differ.");
        return questions;
    }
}
