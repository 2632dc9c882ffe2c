namespace Judger;

/// <summary>
/// Lets spans of a grain be children of the span under which it was called: see <see cref="TraceContext"/>. For silos and for clients of a cluster.
/// </summary>
public sealed class TraceContextCallFilter : IOutgoingGrainCallFilter
{
    /// <inheritdoc/>
    public Task Invoke(IOutgoingGrainCallContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        TraceContext.Send();
        return context.Invoke();
    }
}
