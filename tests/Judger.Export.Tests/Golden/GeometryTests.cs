using System.Text.Json;
using Judger.Imaging.Preprocessing;
using Judger.Inference.Manifest;
using Judger.Inference.Vision;

namespace Judger.Export.Tests.Golden;

/// <summary>Tokens of images of 400 sizes under the settings of published models, as transformers counted them.</summary>
public sealed class GeometryTests
{
    private static readonly Dictionary<string, (VisionGeometry Vision, ImagePreprocessing Image)> Settings = new()
    {
        ["llava-1.5"] = (new(336, 14, 1024), new() { Size = 336 }),
        ["llava-next"] = (
            new(336, 14, 1024),
            new()
            {
                Size = 336,
                Mode = ResizeMode.Stretch,
                Tiling = new() { Canvases = [new(672, 336), new(336, 672), new(672, 672), new(336, 1008), new(1008, 336)] },
            }),
        ["llava-onevision"] = (
            new(384, 14, 1152),
            new()
            {
                Size = 384,
                Mode = ResizeMode.Stretch,
                Tiling = new()
                {
                    Canvases = [.. Enumerable.Range(0, 36).Select(i => new PixelSize(((i % 6) + 1) * 384, ((i / 6) + 1) * 384))],
                    MostTiles = 9,
                    OnlyAlone = true,
                },
            }),
        ["qwen2.5-vl"] = (AnySize(14), new() { Size = 28, Resolution = new(14, 2, 2, 3136, 12845056) }),
        ["qwen2.5-vl for the attention pass"] = (AnySize(14), new() { Size = 28, Resolution = new(14, 2, 2, 3136, 200704) }),
        ["qwen3-vl"] = (AnySize(16), new() { Size = 32, Resolution = new(16, 2, 2, 65536, 16777216) }),
        ["smolvlm 512"] = (new(512, 16, 768) { Shuffle = 4 }, Split(512, new() { Rule = SplitRule.LongestEdge, LongestEdge = 2048 })),
        ["smolvlm 384"] = (new(384, 14, 1152) { Shuffle = 3 }, Split(384, new() { Rule = SplitRule.LongestEdge, LongestEdge = 1536 })),
        ["internvl3"] = (new(448, 14, 1024) { Shuffle = 2 }, Split(448, new() { Rule = SplitRule.ClosestRatio, MostTiles = 12 })),

        // A square of four by four patches of 14 pixels is one token.
        ["gemma3"] = (new(896, 56, 1152), new() { Size = 896, Mode = ResizeMode.Stretch }),
    };

    private static ImagePreprocessing Split(int size, ImageSplitting splitting) =>
        new() { Size = size, Mode = ResizeMode.Stretch, Splitting = splitting };

    public static TheoryData<string> Names => [.. Settings.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_image_of_any_size_has_as_many_tokens_and_tiles_as_in_transformers(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(GoldenFolder.Require("geometry.json")));
        var (vision, image) = Settings[name];
        var (root, wrong) = (document.RootElement, new List<string>());
        var tokens = root.GetProperty(name).GetProperty("tokens");
        for (var i = 0; i < tokens.GetArrayLength(); i++)
        {
            var size = new PixelSize(root.GetProperty("sizes")[i][0].GetInt32(), root.GetProperty("sizes")[i][1].GetInt32());

            // Where a tower of one square does not take an image, its tokens are still those of any image.
            if (image.Tiling is null && image.Resolution is null && Math.Max(size.Width, size.Height) / Math.Min(size.Width, size.Height) > 1000) continue;
            var layout = ImageLayout.Of(vision, image, PixelBox.Whole(size));
            var (actual, tiles) = (layout.EncodedTokens, root.GetProperty(name).GetProperty("tiles_or_patches")[i].GetInt32());
            if (actual != tokens[i].GetInt32()) wrong.Add($"{size.Width} x {size.Height}: {actual} for {tokens[i].GetInt32()}");
            if (image.Splitting is not null && layout.Tensors != tiles) wrong.Add($"{size.Width} x {size.Height}: {layout.Tensors} for {tiles} tiles");
        }

        Assert.Empty(wrong);
        Assert.True(root.GetProperty("sizes").GetArrayLength() >= 200);
        Assert.Equal(root.GetProperty("sizes").GetArrayLength(), tokens.GetArrayLength());
    }

    private static VisionGeometry AnySize(int patch) => new(2 * patch, patch, 1280) { AnySize = new() };
}
