using System.Globalization;
using Judger.Export.Pipeline;
using static TorchSharp.torch;

namespace Judger.Training.Runs.Llava;

/// <summary>What a run on LLaVA-format data trains, on what, and where it keeps its state.</summary>
internal sealed record LlavaRunOptions
{
    /// <summary>The checkpoint to start from and, where they differ from what it says, profile, attention layer and crop window.</summary>
    public required ExportOptions Source { get; init; }

    public required string Data { get; init; }

    public required string Images { get; init; }

    /// <summary>The run's folder; a run that is already there goes on.</summary>
    public required string Folder { get; init; }

    public required Stage Stage { get; init; }

    public LossKind Loss { get; init; } = LossKind.Cut;

    public CutSetting Cut { get; init; } = CutSetting.Offline;

    /// <summary>Rank of the adapters; 0 trains the decoder itself.</summary>
    public int Rank { get; init; }

    /// <summary>LoRA's alpha; twice the rank unless given.</summary>
    public double? Alpha { get; init; }

    /// <summary>Updates; where not given, as many as the epochs need.</summary>
    public int? Steps { get; init; }

    public double Epochs { get; init; } = 1;

    /// <summary>Rows of a step, over all workers.</summary>
    public int Batch { get; init; } = 16;

    /// <summary>The peak; LLaVA's recipe for the stage unless given.</summary>
    public double? LearningRate { get; init; }

    public int Seed { get; init; } = 1;

    public int Workers { get; init; } = 2;

    public ScalarType Compute { get; init; } = ScalarType.Float32;

    /// <summary>Held-out rows.</summary>
    public string? EvalData { get; init; }

    public int EvalEvery { get; init; } = 200;

    public int SaveEvery { get; init; } = 200;

    /// <summary>Most bytes of encoded views that are kept.</summary>
    public long FeatureBytes { get; init; } = 2L << 30;

    public string StageName => Stage.ToString().ToLowerInvariant();

    public double AdapterScale => Rank == 0 ? 1 : (Alpha ?? 2 * Rank) / Rank;

    /// <summary>LLaVA's recipes: pretraining 1e-3, fine-tuning 2e-5, LoRA 2e-4.</summary>
    public double PeakRate => LearningRate ?? (Stage == Stage.Alignment ? 1e-3 : Rank > 0 ? 2e-4 : 2e-5);

    /// <summary>What a run must share with the one that it goes on from, files apart.</summary>
    public string Identity(int steps) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{StageName}, loss {Loss}, cut {Cut.Name}, rank {Rank}, scale {AdapterScale}, {steps} steps of {Batch}, "
            + $"rate {PeakRate}, seed {Seed}, {Workers} workers, {Compute}");
}
