using System.Diagnostics;

namespace Judger;

/// <summary>
/// The span under which work is done, in this process or in the one that called it, by W3C Trace Context (https://www.w3.org/TR/trace-context/). Orleans has a
/// propagation of its own, which makes two spans of every call; a question makes dozens of calls, so that those spans would cost more than the ones that tell
/// something.
/// </summary>
public static class TraceContext
{
    private const string Parent = "traceparent";
    private const string State = "tracestate";

    /// <summary>The current span, or the one that the caller of this grain had; the default where there is neither.</summary>
    public static ActivityContext Current => Activity.Current is { } span ? span.Context
        : RequestContext.Get(Parent) is string parent && ActivityContext.TryParse(parent, RequestContext.Get(State) as string, isRemote: true, out var caller)
            ? caller
        : default;

    /// <summary>The same as a traceparent; null where there is neither.</summary>
    public static string? CurrentId => Activity.Current?.Id ?? RequestContext.Get(Parent) as string;

    /// <summary>Gives the current span to the grain that is called next.</summary>
    internal static void Send()
    {
        // Where no span is current, what this grain's caller gave it stays in place and is passed on.
        if (Activity.Current is not { IdFormat: ActivityIdFormat.W3C, Id: { } parent } span) return;
        RequestContext.Set(Parent, parent);
        if (span.TraceStateString is { Length: > 0 } state) RequestContext.Set(State, state);
        else if (RequestContext.Get(State) is not null) RequestContext.Remove(State);
    }
}
