using Judger.TinyModel.World;
using Judger.Training.Data;
using Judger.Training.Model;
using Judger.Training.Tests.Support;

namespace Judger.Training.Tests.Data;

public sealed class ViewsTests
{
    private static readonly ModelGeometry Geometry = SmallModel.Geometry;
    private static readonly PixelBox Whole = PixelBox.Whole(Scene.Size);
    private static readonly Scene Known = SceneGenerator.Draw(SceneSplit.Validation, 1, 0);

    [Fact]
    public void Attention_targets_sum_to_one_and_peak_at_the_objects_patch()
    {
        var random = new WorldRandom(2);
        foreach (var item in Known.Objects)
        {
            foreach (var region in new[] { Whole, Views.CropNear(random, item, 0.2) })
            {
                var weights = Views.AttentionTarget(item, region, Geometry);
                Assert.Equal(1, weights.Sum(), 1e-5);
                Assert.Equal(PatchOf(item, region), Array.IndexOf(weights, weights.Max()));
                Assert.InRange(weights.Count(weight => weight > 0), 4, 9);
            }
        }
    }

    [Fact]
    public void An_object_out_of_view_has_no_attention_target()
    {
        var item = Known.Objects[0];
        var elsewhere = item.CenterX < 240 ? new PixelBox(300, 300, 480, 480) : new PixelBox(0, 0, 180, 180);
        Assert.All(Views.AttentionTarget(item, elsewhere, Geometry), weight => Assert.Equal(0, weight));
    }

    [Fact]
    public void Dense_labels_name_colour_shape_and_digit_where_an_object_fills_a_patch()
    {
        var labels = Labels(Whole);
        var side = Geometry.GridSide;
        var named = new HashSet<SceneObject>();
        for (var patch = 0; patch < Geometry.Patches; patch++)
        {
            var patchSide = Scene.Side / side;
            var covering = Pixels(patch % side * patchSide, patch / side * patchSide, patchSide).GroupBy(id => id)
                .ToDictionary(group => group.Key, group => group.Count());
            var (color, shape, digit) = labels[patch];
            if (covering.Count == 1 && covering.ContainsKey(0)) Assert.Equal((0, 0, DenseLabels.Ignored), labels[patch]);
            var fillers = covering.Where(pair => pair.Key > 0 && pair.Value > patchSide * patchSide / 2).ToArray();
            if (fillers.Length == 0) continue;
            var item = Known.Objects[fillers[0].Key - 1];
            Assert.Equal((1 + (int)item.Color, 1 + (int)item.Shape), (color, shape));
            if (PatchOf(item, Whole) != patch) continue;
            Assert.Equal(item.Digit, digit);
            named.Add(item);
        }

        Assert.InRange(named.Count, 2, Known.Objects.Count);
    }

    [Fact]
    public void Patches_of_an_object_away_from_its_digit_carry_no_digit()
    {
        var item = Known.Objects[0];
        var crop = new PixelBox((int)item.CenterX - 48, (int)item.CenterY - 48, (int)item.CenterX + 48, (int)item.CenterY + 48);
        var labels = Labels(crop);
        Assert.Equal(item.Digit, labels[PatchOf(item, crop)].Digit);
        var digits = labels.Count(label => label.Digit != DenseLabels.Ignored);
        Assert.InRange(digits, 1, 9);
        Assert.True(labels.Count(label => label.Color == 1 + (int)item.Color) > 2 * digits);
    }

    [Fact]
    public void Crops_lie_inside_the_scene()
    {
        var random = new WorldRandom(6);
        for (var i = 0; i < 200; i++)
        {
            Assert.True(Views.CropAnywhere(random).IsInside(Scene.Size));
            Assert.True(Views.CropNear(random, random.Pick(Known.Objects), 0.38).IsInside(Scene.Size));
        }
    }

    private static int PatchOf(SceneObject item, PixelBox region)
    {
        var side = Geometry.GridSide;
        var column = (int)((item.CenterX - region.Left) * side / region.Width);
        var row = (int)((item.CenterY - region.Top) * side / region.Height);
        return (row * side) + column;
    }

    private static (long Color, long Shape, long Digit)[] Labels(PixelBox region)
    {
        var labels = new long[Geometry.Patches * DenseLabels.PerPatch];
        Views.WriteDenseLabels(Known, region, Geometry, labels);
        return [.. labels.Chunk(DenseLabels.PerPatch).Select(label => (label[0], label[1], label[2]))];
    }

    private static IEnumerable<byte> Pixels(int left, int top, int side)
    {
        for (var y = top; y < top + side; y++)
        {
            for (var x = left; x < left + side; x++) yield return Known.ObjectIds[(y * Scene.Side) + x];
        }
    }
}
