using Judger.Imaging.Preprocessing;
using Judger.Imaging.Resampling;

namespace Judger.Imaging.Tests;

/// <summary>What two models must have alike to be shown one resized picture.</summary>
public sealed class ResizingTests
{
    private static readonly ImagePreprocessing Usual = new() { Size = 336 };

    public static TheoryData<ImagePreprocessing> Others =>
    [
        Usual with { Size = 224 },
        Usual with { Mode = ResizeMode.PadToSquare },
        Usual with { PadColor = new(0, 0, 0) },
        Usual with { Filter = ResampleFilter.Lanczos },
        Usual with { Splitting = new() { Rule = SplitRule.ClosestRatio, MostTiles = 12 } },
        Usual with { Resolution = new(14, 2, 2, 3136, 200704) },
    ];

    [Fact]
    public void Normalisation_is_not_among_it() => Assert.Equal(Usual.Resizing, (Usual with { Mean = [0, 0, 0], Std = [1, 1, 1] }).Resizing);

    [Theory]
    [MemberData(nameof(Others))]
    public void Whatever_changes_pixels_is(ImagePreprocessing other) => Assert.NotEqual(Usual.Resizing, other.Resizing);
}
