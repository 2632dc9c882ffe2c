namespace Judger.Protocol;

/// <summary>Where the model looked.</summary>
public sealed record RegionJson
{
    /// <summary>Left, top, right, bottom of the crop, in original pixels.</summary>
    public required int[] Box { get; init; }

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

    /// <summary>Time of the stage.</summary>
    public required double Ms { get; init; }

    public required WorkJson Work { get; init; }
}
