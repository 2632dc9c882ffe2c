namespace Judger;

/// <summary>What an expert has done.</summary>
[GenerateSerializer, Immutable, Alias("judger.ExpertReport")]
public sealed record ExpertReport
{
    [Id(0)]
    public required string Name { get; init; }

    /// <summary>The silo that asks it.</summary>
    [Id(1)]
    public required string Silo { get; init; }

    /// <summary>Spent in the budget's present period.</summary>
    [Id(2)]
    public required ExpertSpending Period { get; init; }

    /// <summary>When that period began.</summary>
    [Id(3)]
    public required DateTimeOffset PeriodStart { get; init; }

    /// <summary>Spent ever, as long as the record of it is kept.</summary>
    [Id(4)]
    public required ExpertSpending Total { get; init; }

    /// <summary>True while it is left alone because it kept failing.</summary>
    [Id(5)]
    public bool IsCircuitOpen { get; init; }

    /// <summary>Verdicts since the grain was activated; those from the cache are not among them.</summary>
    [Id(6)]
    public IReadOnlyDictionary<Verdict, long> Verdicts { get; init; } = new Dictionary<Verdict, long>();

    /// <summary>Failures since then, which count as <see cref="Verdict.Unable"/> too.</summary>
    [Id(7)]
    public long Failures { get; init; }

    /// <summary>Judgments since then that were known already.</summary>
    [Id(8)]
    public long Cached { get; init; }
}
