using Judger.Cli.Commands;
using Judger.Cli.Evaluation.Runs;

namespace Judger.Cli.Tests.Support;

/// <summary>A run of a benchmark, for tests of its files.</summary>
internal static class OddRun
{
    public static RunSettings Settings { get; } = new()
    {
        Benchmark = "jsonl",
        Metric = "exact",
        Data = "data.jsonl",
        Images = "images",
        Stages = [StageName.Baseline],
        Expert = ExpertNames.Self,
        Policy = PolicyName.Of(JudgmentPolicy.Never),
        MaxRounds = 1,
        CompatibleCrop = false,
        BudgetSeconds = 10,
        Model = "m",
    };
}
