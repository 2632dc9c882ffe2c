using System.Globalization;
using Judger.Imaging.Pixels;

namespace Judger.Imaging.Decoders;

/// <summary>The colour behind transparent pixels as configurations and command lines write it.</summary>
public static class ImageBackground
{
    /// <summary>What is behind transparent pixels by default.</summary>
    public const string Default = "white";

    /// <summary>What can be written, for messages and help texts.</summary>
    public const string Choices = "white, black, a colour such as #F0F0F0, or none (transparency is left out, as Pillow's convert(\"RGB\") does)";

    /// <summary>Reads white, black, #RRGGBB or none, which is null.</summary>
    /// <returns>False when it is none of them.</returns>
    public static bool TryParse(string? text, out RgbColor? background)
    {
        background = text?.ToUpperInvariant() switch
        {
            "WHITE" => RgbColor.White,
            "BLACK" => RgbColor.Black,
            ['#', .. { Length: 6 } digits] when uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) =>
                new RgbColor((byte)(value >> 16), (byte)(value >> 8), (byte)value),
            _ => null,
        };
        return background is not null || string.Equals(text, "none", StringComparison.OrdinalIgnoreCase);
    }
}
