namespace Judger;

/// <summary>One silo, for its operators; the key is its name.</summary>
[Alias("judger.ISiloGrain")]
public interface ISiloGrain : IGrainWithStringKey
{
    /// <summary>What the silo has, and has done since it started.</summary>
    /// <exception cref="SlotUnavailableException">No active silo has that name.</exception>
    [Alias("Report")]
    Task<SiloReport> ReportAsync(CancellationToken cancellationToken);

    /// <summary>The load of each of its slots, by their keys.</summary>
    /// <exception cref="SlotUnavailableException">No active silo has that name.</exception>
    [Alias("Loads")]
    Task<IReadOnlyDictionary<SlotKey, SlotLoad>> LoadsAsync(CancellationToken cancellationToken);
}
