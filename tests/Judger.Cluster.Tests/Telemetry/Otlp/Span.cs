namespace Judger.Cluster.Tests.Telemetry.Otlp;

/// <summary>A span that a silo sent.</summary>
internal sealed record Span
{
    public required string Trace { get; init; }

    public required string Id { get; init; }

    /// <summary>Null for the first of a trace.</summary>
    public required string? Parent { get; init; }

    public required string Name { get; init; }

    /// <summary>2 server, 3 client.</summary>
    public required int Kind { get; init; }

    public required string Silo { get; init; }

    public required string Scope { get; init; }

    public required string Schema { get; init; }

    public required ulong Start { get; init; }

    public required ulong End { get; init; }

    public required bool IsError { get; init; }

    /// <summary>By their names: strings, booleans, whole and floating numbers, arrays of them.</summary>
    public required IReadOnlyDictionary<string, object> Tags { get; init; }

    /// <summary>Trace and span of each link.</summary>
    public required IReadOnlyList<(string Trace, string Span)> Links { get; init; }

    public object? this[string tag] => Tags.GetValueOrDefault(tag);
}

/// <summary>A line of a silo's log.</summary>
/// <param name="Silo">Who wrote it.</param>
/// <param name="Scope">The class.</param>
/// <param name="Text">The line.</param>
/// <param name="Trace">The trace that it belongs to; empty where there is none.</param>
/// <param name="Tags">What was filled in.</param>
internal sealed record LogLine(string Silo, string Scope, string Text, string Trace, IReadOnlyDictionary<string, object> Tags);
