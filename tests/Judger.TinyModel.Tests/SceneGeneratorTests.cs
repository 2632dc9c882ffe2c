using Judger.TinyModel.World;

namespace Judger.TinyModel.Tests;

public class SceneGeneratorTests
{
    [Fact]
    public void The_same_key_draws_the_same_scene_to_the_last_bit()
    {
        var first = SceneGenerator.Draw(SceneSplit.Test, 3, 14);
        var second = SceneGenerator.Draw(SceneSplit.Test, 3, 14);
        Assert.Equal(first.Objects, second.Objects);
        Assert.Equal(first.Image.Pixels, second.Image.Pixels);
    }

    [Fact]
    public void Splits_streams_and_indices_draw_different_scenes()
    {
        var scenes = new (SceneSplit Split, ulong Stream, ulong Index)[]
        {
            (SceneSplit.Train, 1, 0), (SceneSplit.Validation, 1, 0), (SceneSplit.Test, 1, 0), (SceneSplit.Test, 2, 0), (SceneSplit.Test, 1, 1),
        }
            .Select(key => string.Join(';', SceneGenerator.Draw(key.Split, key.Stream, key.Index).Objects)).ToList();
        Assert.Equal(scenes.Count, scenes.Distinct().Count());
    }

    [Fact]
    public void A_standard_scene_has_three_to_six_objects_that_share_no_colour_and_do_not_touch()
    {
        for (ulong i = 0; i < 60; i++)
        {
            var objects = SceneGenerator.Draw(SceneSplit.Test, 5, i).Objects;
            Assert.InRange(objects.Count, 3, 6);
            Assert.Equal(objects.Count, objects.Select(item => item.Color).Distinct().Count());
            foreach (var item in objects)
            {
                Assert.True(PixelBox.Whole(Scene.Size).Contains(item.Box));
                Assert.All(objects.Where(other => other != item), other =>
                    Assert.True(Math.Sqrt(Math.Pow(item.CenterX - other.CenterX, 2) + Math.Pow(item.CenterY - other.CenterY, 2)) > item.Radius + other.Radius));
            }
        }
    }

    [Fact]
    public void The_id_map_says_which_object_covers_a_pixel()
    {
        var scene = SceneGenerator.Draw(SceneSplit.Test, 5, 1);
        for (var i = 0; i < scene.Objects.Count; i++)
        {
            var item = scene.Objects[i];
            Assert.Equal(i + 1, scene.ObjectIds[((int)item.CenterY * Scene.Side) + (int)item.CenterX]);
        }

        Assert.Contains((byte)0, scene.ObjectIds);
    }

    [Fact]
    public void A_digit_is_at_most_two_and_a_half_pixels_high_in_the_models_view()
    {
        for (ulong i = 0; i < 50; i++)
            Assert.All(SceneGenerator.Draw(SceneSplit.Test, 6, i).Objects, item => Assert.InRange(item.GlyphHeight * 96 / Scene.Side, 1.9, 2.5));
    }

    [Fact]
    public void The_generator_of_chance_is_SplitMix64()
    {
        // Seed 0's first outputs as published with the algorithm.
        var random = new WorldRandom();
        Assert.Equal(0xE220A8397B1DCDAFul, random.NextUInt64());
        Assert.Equal(0x6E789E6AA1B965F4ul, random.NextUInt64());
        Assert.Equal(0x06C45D188009454Ful, random.NextUInt64());
    }
}
