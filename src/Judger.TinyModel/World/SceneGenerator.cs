namespace Judger.TinyModel.World;

/// <summary>Draws scenes. The same key gives the same scene, to the last bit.</summary>
public static class SceneGenerator
{
    private const int PlacementTries = 200;

    /// <summary>The <paramref name="index"/>-th scene of a split's stream. Streams of different splits never share a seed.</summary>
    public static Scene Draw(SceneSplit split, ulong stream, ulong index, SceneLayout? layout = null) =>
        Draw(new WorldRandom((ulong)split, stream, index), layout ?? SceneLayout.Standard);

    /// <summary>Draws a scene by the given source of chance.</summary>
    public static Scene Draw(WorldRandom random, SceneLayout layout) =>
        ScenePainter.Paint(random, Place(random, layout));

    private static List<SceneObject> Place(WorldRandom random, SceneLayout layout)
    {
        var wanted = random.Between(layout.MinObjects, layout.MaxObjects);
        var colors = Vocabulary.Colors.ToArray();
        random.Shuffle<SceneColor>(colors);
        var placed = new List<SceneObject>(wanted);
        for (var i = 0; i < wanted; i++)
        {
            var color = layout.UniqueColors ? colors[i] : random.Pick(colors);
            if (TryPlace(random, layout, color, placed) is { } found) placed.Add(found);
        }

        return placed;
    }

    private static SceneObject? TryPlace(WorldRandom random, SceneLayout layout, SceneColor color, List<SceneObject> placed)
    {
        for (var attempt = 0; attempt < PlacementTries; attempt++)
        {
            var radius = random.Between(layout.MinRadius, layout.MaxRadius);
            var margin = (radius * ScenePainter.Reach) + 2;
            var x = random.Between(margin, Scene.Side - margin);
            var y = random.Between(margin, Scene.Side - margin);
            if (placed.Any(other => Distance(other, x, y) < ((other.Radius + radius) * layout.Spacing) + layout.Gap)) continue;
            return new SceneObject(
                random.Pick(Vocabulary.Shapes), color, random.Next(10), x, y, radius, random.Between(layout.MinGlyphHeight, layout.MaxGlyphHeight));
        }

        return null;
    }

    private static double Distance(SceneObject other, double x, double y) =>
        Math.Sqrt(((other.CenterX - x) * (other.CenterX - x)) + ((other.CenterY - y) * (other.CenterY - y)));
}
