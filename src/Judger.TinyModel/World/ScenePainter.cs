using Judger.Imaging.Pixels;

namespace Judger.TinyModel.World;

/// <summary>Paints objects on a noisy gradient.</summary>
internal static class ScenePainter
{
    /// <summary>How far a shape reaches from its centre, in radii.</summary>
    public const double Reach = 1.2;

    private const int Side = Scene.Side;
    private const int NoiseSize = 1 << 20;
    private const double BackgroundNoise = 14;
    private const double ObjectNoise = 8;

    private static readonly byte[][] Palette =
    [
        [215, 40, 40], [40, 165, 60], [50, 80, 220], [235, 215, 50], [150, 50, 180], [240, 140, 30], [60, 200, 220], [245, 140, 190],
    ];

    private static readonly float[] Noise = MakeNoise();

    public static Scene Paint(WorldRandom random, IReadOnlyList<SceneObject> objects)
    {
        var image = new RgbImage(Side, Side);
        var ids = new byte[Side * Side];
        PaintBackground(random, image.Pixels);
        for (var i = 0; i < objects.Count; i++) PaintObject(random, objects[i], (byte)(i + 1), image.Pixels, ids);
        return new Scene(image, ids, objects);
    }

    private static void PaintBackground(WorldRandom random, byte[] pixels)
    {
        var brightness = random.Between(70.0, 180.0);
        for (var channel = 0; channel < 3; channel++)
        {
            var level = brightness + random.Between(-20.0, 20.0);
            var slopeX = random.Between(-40.0, 40.0) / Side;
            var slopeY = random.Between(-40.0, 40.0) / Side;
            var noise = Noise.AsSpan(random.Next(NoiseSize - (Side * Side)), Side * Side);
            for (var y = 0; y < Side; y++)
            {
                var value = (float)(level + (slopeY * (y - (Side / 2))) - (slopeX * Side / 2));
                for (var x = 0; x < Side; x++)
                {
                    var at = (y * Side) + x;
                    pixels[(at * 3) + channel] = ToByte(value + ((float)slopeX * x) + (noise[at] * (float)BackgroundNoise));
                }
            }
        }
    }

    private static void PaintObject(WorldRandom random, SceneObject item, byte id, byte[] pixels, byte[] ids)
    {
        Span<float> color = stackalloc float[3];
        for (var c = 0; c < 3; c++) color[c] = Palette[(int)item.Color][c] + random.Between(-14, 14);

        // Ink and tag vary from object to object, so that the mean brightness of a digit too small to read does not tell how much ink it has.
        var ink = (float)random.Between(175.0, 250.0);
        var tag = (float)random.Between(5.0, 55.0);
        var noise = Noise.AsSpan(random.Next(NoiseSize - (Side * Side)));
        var box = item.Box;
        var cell = item.GlyphHeight / DigitFont.Rows;
        for (var y = box.Top; y < box.Bottom; y++)
        {
            for (var x = box.Left; x < box.Right; x++)
            {
                var column = (int)Math.Floor((x + 0.5 - item.CenterX + (item.GlyphWidth / 2)) / cell);
                var row = (int)Math.Floor((y + 0.5 - item.CenterY + (item.GlyphHeight / 2)) / cell);
                var onTag = column is >= -1 and <= DigitFont.Columns && row is >= -1 and <= DigitFont.Rows;
                if (!onTag && !IsInside(item.Shape, (x + 0.5 - item.CenterX) / item.Radius, (y + 0.5 - item.CenterY) / item.Radius)) continue;

                var at = (y * Side) + x;
                ids[at] = id;
                var grain = noise[((y - box.Top) * Side) + x - box.Left] * (float)ObjectNoise;
                for (var c = 0; c < 3; c++)
                {
                    var value = !onTag ? color[c] : DigitFont.IsInk(item.Digit, column, row) ? ink : tag;
                    pixels[(at * 3) + c] = ToByte(value + grain);
                }
            }
        }
    }

    private static bool IsInside(SceneShape shape, double u, double v) => shape switch
    {
        SceneShape.Circle => (u * u) + (v * v) < 1,
        SceneShape.Square => Math.Max(Math.Abs(u), Math.Abs(v)) < 0.88,
        SceneShape.Triangle => v < 0.75 && v > -1.1 && Math.Abs(u) < (v + 1.1) * 0.62,
        SceneShape.Cross => (Math.Abs(u) < 0.36 && Math.Abs(v) < 1.1) || (Math.Abs(v) < 0.36 && Math.Abs(u) < 1.1),
        SceneShape.Star => IsInsideStar(u, v),
        _ => throw new ArgumentOutOfRangeException(nameof(shape)),
    };

    private static bool IsInsideStar(double u, double v)
    {
        const double inner = 0.46, outer = Reach;
        var radius = Math.Sqrt((u * u) + (v * v));
        if (radius < inner) return true;
        if (radius > outer) return false;
        var turn = Math.Atan2(u, -v) / (2 * Math.PI / 5);
        var toTip = 1 - (2 * Math.Abs(turn - Math.Round(turn)));
        return radius < inner + ((outer - inner) * toTip * toTip);
    }

    private static byte ToByte(float value) => (byte)Math.Clamp(value, 0f, 255f);

    private static float[] MakeNoise()
    {
        var random = new WorldRandom(7);
        var noise = new float[NoiseSize];
        for (var i = 0; i < noise.Length; i++) noise[i] = (float)(2 * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5));
        return noise;
    }
}
