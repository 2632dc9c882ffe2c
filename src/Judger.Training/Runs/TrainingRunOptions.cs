using Judger.Training.Model;
using static TorchSharp.torch;

namespace Judger.Training.Runs;

/// <summary>What a run trains and where it keeps its state.</summary>
internal sealed record TrainingRunOptions
{
    /// <summary>Where checkpoints and the learning curve go; a run that is already there goes on.</summary>
    public required string Folder { get; init; }

    public int Seed { get; init; } = 1;

    /// <summary>Data-parallel threads; results depend on it, because each thread draws its own part of a batch.</summary>
    public int Workers { get; init; } = 2;

    public IReadOnlyList<Phase> Phases { get; init; } = Phase.All;

    /// <summary>The type of the forward and backward pass; parameters and optimiser are float32 always.</summary>
    public ScalarType Compute { get; init; } = ScalarType.Float32;

    /// <summary>A checkpoint in Hugging Face's LLaVA layout to start from instead of random values.</summary>
    public string? InitialCheckpoint { get; init; }

    /// <summary>What a checkpoint must share with a run that goes on from it: with another seed or other phases it would silently be another run.</summary>
    public string Identity => $"seed {Seed}, {Workers} workers, {Compute}, phases {string.Join(", ", Phases.Select(phase => $"{phase.Name} {phase.Steps}"))}";

    /// <summary>The embedded model's geometry unless given.</summary>
    public ModelGeometry? Geometry { get; init; }
}
