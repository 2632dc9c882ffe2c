namespace Judger.Protocol;

/// <summary>Where the model looked.</summary>
public sealed record RegionJson
{
    /// <summary>The crop, in original pixels.</summary>
    public required PixelBox Box { get; init; }

    /// <summary>Size of the winning window as a multiple of the model's input.</summary>
    public required double Ratio { get; init; }

    /// <summary>How far it stands out from its neighbours.</summary>
    public double? Score { get; init; }

    /// <summary>True when the map gave no evidence.</summary>
    public required bool Degenerate { get; init; }

    /// <summary>The relative attention, by rows of the patch grid; absent where the caller gave the crop.</summary>
    public double[][]? Map { get; init; }

    /// <summary>What the grid covers in original pixels: left, top, width, height.</summary>
    public double[]? Frame { get; init; }
}
