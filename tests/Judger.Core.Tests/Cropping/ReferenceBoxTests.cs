using System.Text.Json;
using Judger.Core.Attention;
using Judger.Core.Cropping;

namespace Judger.Core.Tests.Cropping;

/// <summary>The 120 boxes that the reference code gave.</summary>
public sealed class ReferenceBoxTests
{
    [Fact]
    public void Every_compat_box_equals_the_references()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Repository.ReferenceData("crop-boxes.json")));
        var cases = document.RootElement.EnumerateArray().Select((item, index) => (Index: index, Item: item)).ToList();

        var wrong = cases.Where(one => Find(one.Item) != Expected(one.Item)).Select(one => $"case {one.Index}: {Find(one.Item)}, not {Expected(one.Item)}");

        Assert.Equal(120, cases.Count);
        Assert.Empty(wrong);
    }

    private static PixelBox Find(JsonElement item)
    {
        var rows = item.GetProperty("map").EnumerateArray().Select(row => row.EnumerateArray().Select(value => value.GetDouble()).ToArray()).ToArray();
        var map = new AttentionMap(rows[0].Length, rows.Length, rows.SelectMany(row => row).ToArray());
        var image = new PixelSize(item.GetProperty("image_width").GetInt32(), item.GetProperty("image_height").GetInt32());
        return CropBoxFinder.Find(map, image, item.GetProperty("window").GetInt32(), CropMode.Compat).Box;
    }

    private static PixelBox Expected(JsonElement item)
    {
        var box = item.GetProperty("box").EnumerateArray().Select(edge => checked((int)edge.GetDouble())).ToArray();
        return new PixelBox(box[0], box[1], box[2], box[3]);
    }
}
