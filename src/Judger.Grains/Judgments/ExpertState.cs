using Judger.Experts.Limits;
using Judger.Grains.Storage;

namespace Judger.Grains.Judgments;

/// <summary>What a judgment grain keeps: what its expert used, so that a budget outlives silos.</summary>
[GenerateSerializer, Alias("judger.ExpertState")]
internal sealed class ExpertState : IStoredSize
{
    [Id(0)]
    public DateTimeOffset PeriodStart { get; set; }

    [Id(1)]
    public ExpertSpending? Period { get; set; }

    [Id(2)]
    public ExpertSpending? Total { get; set; }

    public long StoredBytes => 256;

    public ExpertStatistics? Statistics
    {
        get => Period is { } period && Total is { } total ? new(PeriodStart, period, total) : null;
        set => (PeriodStart, Period, Total) = (value!.PeriodStart, value.Period, value.Total);
    }
}
