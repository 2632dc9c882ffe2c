using Judger.Core.Metrics;

namespace Judger.Cli.Evaluation.Benchmarks;

/// <summary>One question of a benchmark.</summary>
internal sealed record BenchmarkQuestion
{
    /// <summary>The benchmark's own id, unique within it.</summary>
    public required string Id { get; init; }

    /// <summary>
    /// The id in the benchmark's own file, where it is not <see cref="Id"/>: each split of a merged file counts its questions from the start.
    /// </summary>
    public string? FileId { get; init; }

    /// <summary>
    /// Names that the image may have, below the folder of images; the first one is the usual one. A name without an ending stands for any kind of picture.
    /// </summary>
    public required IReadOnlyList<string> Images { get; init; }

    /// <summary>What the model is asked: the question, and for multiple choice the options and how to answer.</summary>
    public required string Text { get; init; }

    /// <summary>What is right.</summary>
    public required AnswerKey Key { get; init; }

    /// <summary>The group in which the benchmark counts the question, where it has groups.</summary>
    public string? Category { get; init; }

    /// <summary>Where the answer is in the image, in pixels, if the benchmark names it.</summary>
    public PixelBox? Box { get; init; }
}
