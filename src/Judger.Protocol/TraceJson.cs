namespace Judger.Protocol;

/// <summary>The trace that has a question's whole way; where it can be looked at, if the operator said so.</summary>
public sealed record TraceJson(string Id, string? Url = null);
