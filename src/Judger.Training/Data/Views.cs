using Judger.Imaging.Preprocessing;
using Judger.TinyModel.World;
using Judger.Training.Model;

namespace Judger.Training.Data;

/// <summary>What the model is shown of a scene, and what is true of each patch of it.</summary>
internal static class Views
{
    private const int SamplesPerSide = 8;
    private const int LeastSamples = 13;
    private static readonly double[] Ratios = [1, 1, 1, 1, 1, 1, 1, 1.2, 1.4, 1.8];
    private static readonly ImagePreprocessing Preprocessing = new() { Size = 96 };

    /// <summary>Writes the region as the model's input tensor [3, side, side].</summary>
    public static void WriteImage(Scene scene, PixelBox region, Span<float> tensor) => Preprocessing.WriteTensor(scene.Image, region, tensor);

    /// <summary>A box such as the box finder gives, about an object, off its centre by up to <paramref name="jitter"/> sides.</summary>
    public static PixelBox CropNear(WorldRandom random, SceneObject target, double jitter)
    {
        var half = Half(random);
        return Clamped(target.CenterX + (random.Between(-jitter, jitter) * 2 * half), target.CenterY + (random.Between(-jitter, jitter) * 2 * half), half);
    }

    /// <summary>A box such as the box finder gives, anywhere.</summary>
    public static PixelBox CropAnywhere(WorldRandom random) =>
        Clamped(random.Between(0.0, Scene.Side), random.Between(0.0, Scene.Side), Half(random));

    /// <summary>Writes colour, shape and digit class of each patch, [patches, 3].</summary>
    public static void WriteDenseLabels(Scene scene, PixelBox region, ModelGeometry geometry, Span<long> labels)
    {
        var side = geometry.GridSide;
        double patchWidth = region.Width / (double)side, patchHeight = region.Height / (double)side;
        for (var patch = 0; patch < geometry.Patches; patch++)
        {
            var left = region.Left + (patch % side * patchWidth);
            var top = region.Top + (patch / side * patchHeight);
            var item = CoveringObject(scene, left, top, patchWidth, patchHeight);
            var at = labels.Slice(patch * DenseLabels.PerPatch, DenseLabels.PerPatch);
            at[0] = item is null ? 0 : 1 + (int)item.Color;
            at[1] = item is null ? 0 : 1 + (int)item.Shape;
            at[2] = item is not null && ShowsDigit(item, left, top, patchWidth, patchHeight) ? item.Digit : DenseLabels.Ignored;
        }
    }

    /// <summary>
    /// Where the attention belongs in a view of the scene: weights [patches] about the object's centre that sum to 1, or all 0 when it is out of view.
    /// </summary>
    public static float[] AttentionTarget(SceneObject target, PixelBox region, ModelGeometry geometry)
    {
        const double reach = 1.2;
        var side = geometry.GridSide;
        double patchWidth = region.Width / (double)side, patchHeight = region.Height / (double)side;
        var weights = new float[geometry.Patches];
        if (!region.Contains(target.DigitBox)) return weights;
        var sum = 0f;
        for (var patch = 0; patch < weights.Length; patch++)
        {
            var dx = (((region.Left + ((patch % side) + 0.5) * patchWidth) - target.CenterX) / patchWidth) / reach;
            var dy = (((region.Top + ((patch / side) + 0.5) * patchHeight) - target.CenterY) / patchHeight) / reach;
            sum += weights[patch] = (float)(Math.Max(0, 1 - Math.Abs(dx)) * Math.Max(0, 1 - Math.Abs(dy)));
        }

        for (var patch = 0; patch < weights.Length; patch++) weights[patch] /= sum;
        return weights;
    }

    private static int Half(WorldRandom random) => (int)(Preprocessing.Size * random.Pick(Ratios) / 2);

    private static PixelBox Clamped(double x, double y, int half)
    {
        var centerX = Math.Clamp((int)x, half, Scene.Side - half);
        var centerY = Math.Clamp((int)y, half, Scene.Side - half);
        return new(centerX - half, centerY - half, centerX + half, centerY + half);
    }

    private static SceneObject? CoveringObject(Scene scene, double left, double top, double width, double height)
    {
        Span<int> counts = stackalloc int[64];
        counts.Clear();
        for (var j = 0; j < SamplesPerSide; j++)
        {
            var row = Math.Clamp((int)(top + ((j + 0.5) / SamplesPerSide * height)), 0, Scene.Side - 1) * Scene.Side;
            for (var i = 0; i < SamplesPerSide; i++)
            {
                var x = Math.Clamp((int)(left + ((i + 0.5) / SamplesPerSide * width)), 0, Scene.Side - 1);
                counts[scene.ObjectIds[row + x]]++;
            }
        }

        var best = 0;
        for (var id = 1; id <= scene.Objects.Count; id++)
        {
            if (counts[id] >= LeastSamples && counts[id] > (best == 0 ? 0 : counts[best])) best = id;
        }

        return best == 0 ? null : scene.Objects[best - 1];
    }

    private static bool ShowsDigit(SceneObject item, double left, double top, double width, double height) =>
        item.CenterX + (item.GlyphWidth * 0.45) > left && item.CenterX - (item.GlyphWidth * 0.45) < left + width &&
        item.CenterY + (item.GlyphHeight * 0.45) > top && item.CenterY - (item.GlyphHeight * 0.45) < top + height;
}
