using Judger.Grains.Slots;

namespace Judger.Grains.Routing;

/// <summary>How questions are spread over slots. The benchmark `routing` tells what the values are worth.</summary>
public sealed record RoutingOptions
{
    private static readonly TimeSpan ShortestRefresh = TimeSpan.FromMilliseconds(10);

    public static RoutingOptions Default { get; } = new();

    /// <summary>
    /// Whether questions about an image meet the same slot; false spreads them at random, to see what that is worth. <value>Default true.</value>
    /// </summary>
    public bool ByImage { get; init; } = true;

    /// <summary>
    /// No slot is given more than this times the mean work in flight, as long as another has less. <value>Greater than 1; default 1.25, infinite for no
    /// bound.</value>
    /// </summary>
    public double LoadFactor { get; init; } = 1.25;

    /// <summary>
    /// What a slot said of its load is believed less and less, and after this not at all: it is old when the work it tells of is done. <value>Default 1
    /// s.</value>
    /// </summary>
    public TimeSpan ReportLifetime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// A silo that routes questions asks those whose slots have said nothing for so long, so that it knows what others sent there: p99 is a
    /// tenth lower with 8 nodes of 8 devices, a third with 16 nodes of one. <value>Default 250 ms; zero to rely on answers alone.</value>
    /// </summary>
    public TimeSpan RefreshLoadsEvery { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a slot is avoided whose silo does not answer. <value>Default 3 s.</value></summary>
    public TimeSpan LossTime { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a slot is avoided that said it is stopping. <value>Default 30 s.</value></summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest that a slot's refusal is heeded, whatever time it named. <value>Default 1 minute.</value></summary>
    public TimeSpan LongestRefusal { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A slot is taken out of rotation when its device has failed so often in a row. <value>1 to 100, default 3.</value></summary>
    public int UnhealthyAfter { get; init; } = 3;

    /// <summary>
    /// How long a slot stays out of rotation before one request tries it again; after each try that fails, twice as long, up to <see cref="LongestUnhealthy"/>.
    /// <value>More than zero, default 1 s.</value>
    /// </summary>
    public TimeSpan RetryUnhealthyAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest time between two tries of a slot that is out of rotation. <value>Default 30 s.</value></summary>
    public TimeSpan LongestUnhealthy { get; init; } = TimeSpan.FromSeconds(30);

    internal SlotHealthOptions Health => new(UnhealthyAfter, RetryUnhealthyAfter, LongestUnhealthy);

    /// <summary>All that is wrong with the options, each error naming key and remedy.</summary>
    public IEnumerable<string> Errors()
    {
        if (!(LoadFactor > 1)) yield return $"Routing:LoadFactor is {LoadFactor}; give a number greater than 1.";
        if (ReportLifetime <= TimeSpan.Zero) yield return $"Routing:ReportLifetime is {ReportLifetime}; give more than zero.";
        if (RefreshLoadsEvery < TimeSpan.Zero || (RefreshLoadsEvery > TimeSpan.Zero && RefreshLoadsEvery < ShortestRefresh))
            yield return $"Routing:RefreshLoadsEvery is {RefreshLoadsEvery}; give at least {ShortestRefresh}, or zero for never.";
        if (LossTime < TimeSpan.Zero) yield return $"Routing:LossTime is {LossTime}; give zero or more.";
        if (DrainTime < TimeSpan.Zero) yield return $"Routing:DrainTime is {DrainTime}; give zero or more.";
        if (UnhealthyAfter is < 1 or > 100) yield return $"Routing:UnhealthyAfter is {UnhealthyAfter}; give 1 to 100.";
        if (RetryUnhealthyAfter <= TimeSpan.Zero) yield return $"Routing:RetryUnhealthyAfter is {RetryUnhealthyAfter}; give more than zero.";
        if (LongestUnhealthy < RetryUnhealthyAfter) yield return $"Routing:LongestUnhealthy is {LongestUnhealthy}; give at least Routing:RetryUnhealthyAfter.";
        if (LongestRefusal < TimeSpan.Zero) yield return $"Routing:LongestRefusal is {LongestRefusal}; give zero or more.";
    }
}
