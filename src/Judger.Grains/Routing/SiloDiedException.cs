namespace Judger.Grains.Routing;

/// <summary>
/// The work was told to stop, and the silo that did it has left the cluster: most likely it was told so because the silo died. Then Orleans stops every grain
/// whose entry in its directory was kept on that silo, and the stop may arrive before the loss of the call.
/// </summary>
/// <param name="slot">Where the work was done.</param>
/// <param name="cancellationToken">What told it to stop.</param>
internal sealed class SiloDiedException(SlotKey slot, CancellationToken cancellationToken)
    : OperationCanceledException($"The work was stopped, and the silo of slot {slot} is gone.", cancellationToken);
