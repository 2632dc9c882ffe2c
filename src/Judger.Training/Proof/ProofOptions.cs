namespace Judger.Training.Proof;

/// <summary>What the comparison trains, and for how long.</summary>
internal sealed record ProofOptions
{
    /// <summary>The model that makes the mistakes and is then trained.</summary>
    public required string Checkpoint { get; init; }

    public required string Folder { get; init; }

    /// <summary>Mistakes to collect for each seed.</summary>
    public int Rows { get; init; } = 800;

    public int Steps { get; init; } = 200;

    public int Batch { get; init; } = 16;

    public double LearningRate { get; init; } = 3e-4;

    public int Rank { get; init; }

    public IReadOnlyList<int> Seeds { get; init; } = [1, 2, 3];

    /// <summary>Held-out scenes, three questions each.</summary>
    public int Scenes { get; init; } = 400;

    public int Workers { get; init; } = 2;
}
