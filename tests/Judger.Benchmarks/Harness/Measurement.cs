namespace Judger.Benchmarks.Harness;

/// <summary>What one comparison gave.</summary>
/// <param name="Name">Which comparison.</param>
/// <param name="Value">The ratio, over all rounds; for allocations, bytes.</param>
/// <param name="Target">What it has to be; null where nothing is promised.</param>
/// <param name="Detail">Absolute figures and counts of work.</param>
internal sealed record Measurement(string Name, Spread Value, Target? Target, string Detail)
{
    /// <summary>Whether the promise is kept; null where there is none.</summary>
    public bool? IsMet => Target?.IsMet(Value.Median);
}
