using Judger.Imaging.Pixels;

namespace Judger.Imaging.Overlays;

/// <summary>The perceptually uniform colour map "inferno" (matplotlib, CC0) at nine positions, with straight lines between them.</summary>
internal static class HeatColors
{
    private static readonly RgbColor[] Anchors =
    [
        new(0, 0, 4), new(31, 12, 72), new(85, 15, 109), new(136, 34, 106), new(186, 54, 85), new(227, 89, 51), new(249, 140, 10), new(249, 201, 50),
        new(252, 255, 164),
    ];

    /// <summary>The colour of a heat from 0 to 1.</summary>
    public static RgbColor At(float heat)
    {
        var position = heat * (Anchors.Length - 1);
        var first = Math.Min((int)position, Anchors.Length - 2);
        var (from, to, share) = (Anchors[first], Anchors[first + 1], position - first);
        return new(Between(from.R, to.R, share), Between(from.G, to.G, share), Between(from.B, to.B, share));
    }

    private static byte Between(byte from, byte to, float share) => (byte)MathF.Round(from + (share * (to - from)));
}
