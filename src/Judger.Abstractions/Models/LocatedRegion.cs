namespace Judger;

/// <summary>Where the model looked, and the region to crop.</summary>
[GenerateSerializer, Immutable, Alias("judger.LocatedRegion")]
public sealed record LocatedRegion : StageOutcome
{
    /// <summary>The relative attention map, row-major [<see cref="Rows"/>, <see cref="Columns"/>]; null when the caller gave the crop.</summary>
    [Id(0)]
    public double[]? Map { get; init; }

    /// <summary>Columns of the patch grid.</summary>
    [Id(1)]
    public int Columns { get; init; }

    /// <summary>Rows of the patch grid.</summary>
    [Id(2)]
    public int Rows { get; init; }

    /// <summary>What the grid covers, in original pixels; it sticks out of the image where preprocessing pads.</summary>
    [Id(3)]
    public GridFrame? Frame { get; init; }

    /// <summary>The region to crop.</summary>
    [Id(4)]
    public required PixelBox Box { get; init; }

    /// <summary>Size of the winning window as a multiple of the model's input.</summary>
    [Id(5)]
    public double Ratio { get; init; } = 1;

    /// <summary>How far the window stands out from its neighbours, where windows were compared.</summary>
    [Id(6)]
    public double? Score { get; init; }

    /// <summary>True when the map gave no evidence and the region is a fallback.</summary>
    [Id(7)]
    public bool IsDegenerate { get; init; }
}
