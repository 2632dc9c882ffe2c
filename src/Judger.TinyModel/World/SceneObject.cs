
namespace Judger.TinyModel.World;

/// <summary>One object of a scene: a coloured shape that bears a small digit at its centre.</summary>
/// <param name="Shape">Its shape.</param>
/// <param name="Color">Its colour, unique in a standard scene.</param>
/// <param name="Digit">The digit it bears, 0 to 9: the detail that fine questions ask for.</param>
/// <param name="CenterX">Centre in canvas pixels.</param>
/// <param name="CenterY">Centre in canvas pixels.</param>
/// <param name="Radius">Radius in canvas pixels.</param>
/// <param name="GlyphHeight">Height of the digit in canvas pixels.</param>
public sealed record SceneObject(SceneShape Shape, SceneColor Color, int Digit, double CenterX, double CenterY, double Radius, double GlyphHeight)
{
    /// <summary>Width of the digit in canvas pixels: its font is 5 wide and 7 high.</summary>
    public double GlyphWidth => GlyphHeight * DigitFont.Columns / DigitFont.Rows;

    /// <summary>The smallest box of whole pixels that holds the digit: a crop shows the detail when it holds this box.</summary>
    public PixelBox DigitBox => Around(GlyphWidth / 2, GlyphHeight / 2);

    /// <summary>The box that holds the object.</summary>
    public PixelBox Box => Around(Radius * ScenePainter.Reach, Radius * ScenePainter.Reach);

    private PixelBox Around(double halfWidth, double halfHeight) => new(
        Math.Max(0, (int)Math.Floor(CenterX - halfWidth)),
        Math.Max(0, (int)Math.Floor(CenterY - halfHeight)),
        Math.Min(Scene.Side, (int)Math.Ceiling(CenterX + halfWidth)),
        Math.Min(Scene.Side, (int)Math.Ceiling(CenterY + halfHeight)));
}
