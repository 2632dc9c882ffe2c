namespace Judger.Grains.Routing;

/// <summary>Work that this silo has on a slot, until it is disposed; disposing twice does nothing.</summary>
internal sealed class SlotVisit(SlotState state) : IDisposable
{
    private SlotState? _state = state;

    public void Dispose() => Interlocked.Exchange(ref _state, null)?.Leave();
}
