using System.ComponentModel;

namespace Judger.Protocol;

/// <summary>The trace that has a question's whole way; where it can be looked at, if the operator said so.</summary>
public sealed record TraceJson(
    [property: Description("The W3C trace id.")] string Id,
    [property: Description("Where it can be looked at; absent where the operator has not said.")] string? Url = null);
