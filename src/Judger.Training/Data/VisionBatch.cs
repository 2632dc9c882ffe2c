using Judger.TinyModel.World;
using Judger.Training.Model;

namespace Judger.Training.Data;

/// <summary>Views with dense labels, for the vision encoder alone: seven crops of crowded scenes to one whole scene.</summary>
internal sealed record VisionBatch(int Count, float[] Images, long[] Labels)
{
    private const int ViewsPerScene = 8;

    public static VisionBatch Draw(WorldRandom random, ModelGeometry geometry, int count)
    {
        var images = new float[count * geometry.ImageValues];
        var labels = new long[count * geometry.Patches * DenseLabels.PerPatch];
        Scene? scene = null;
        for (var i = 0; i < count; i++)
        {
            if (i % ViewsPerScene == 0) scene = SceneGenerator.Draw(random, random.Chance(0.75) ? SceneLayout.Crowded : SceneLayout.Standard);
            var region = i % ViewsPerScene == 0 ? PixelBox.Whole(Scene.Size) : Views.CropNear(random, random.Pick(scene!.Objects), 0.38);
            Views.WriteImage(scene!, region, images.AsSpan(i * geometry.ImageValues, geometry.ImageValues));
            Views.WriteDenseLabels(scene!, region, geometry, labels.AsSpan(i * geometry.Patches * DenseLabels.PerPatch));
        }

        return new(count, images, labels);
    }
}
