using System.Text.Json;
using Judger.Cli.Tests.Support;

namespace Judger.Cli.Tests;

public sealed class LocateTests : IDisposable
{
    // The left upper one of 4 x 4 patches stands out.
    private const string Corner =
        """{"map": [[9, 1, 1, 1], [1, 1, 1, 1], [1, 1, 1, 1], [1, 1, 1, 1]], "image_width": 400, "image_height": 400, "window": 100}""";

    // Wide: a centre crop sees the middle half only, and there the left upper patch stands out.
    private const string Wide = """{"map": [[9, 1, 1, 1], [1, 1, 1, 1], [1, 1, 1, 1], [1, 1, 1, 1]], "image_width": 800, "image_height": 400, "window": 200}""";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_line_gives_the_box_of_the_reference_code_and_the_aligned_one()
    {
        var boxes = await LocateAsync($"{Corner}\n\n{Wide}\n");

        Assert.Equal([[0, 0, 100, 100], [0, 0, 200, 200]], boxes.Select(box => box.Compat));
        Assert.Equal([[0, 0, 100, 100], [200, 0, 400, 200]], boxes.Select(box => box.Aligned));
    }

    [Fact]
    public async Task A_padded_layout_is_aligned_with_the_bars()
    {
        var boxes = await LocateAsync(
            """{"map": [[1, 1, 1, 1], [1, 1, 1, 1], [1, 1, 1, 9], [1, 1, 1, 1]], "image_width": 400, "image_height": 200, "window": 50}""", "--layout", "pad");

        // The grid covers 400 x 400 from 100 above the image; the patch's centre is at (350, 150).
        Assert.Equal([325, 125, 375, 175], Assert.Single(boxes).Aligned);
    }

    [Fact]
    public async Task A_map_that_says_nothing_gives_the_whole_image()
    {
        var boxes = await LocateAsync("""{"map": [[null, "NaN"], [null, null]], "image_width": 400, "image_height": 300, "window": 100}""");

        Assert.Equal([0, 0, 400, 300], Assert.Single(boxes).Aligned);
    }

    [Fact]
    public async Task Standard_input_is_read_for_a_dash()
    {
        var result = await JudgerTool.RunWithInputAsync(Corner, "locate", "--input", "-", "--json");

        Assert.Equal([0, 0, 100, 100], Box(result.Json(), "compat"));
    }

    [Fact]
    public async Task Every_box_of_the_reference_code_is_matched()
    {
        using var cases = JsonDocument.Parse(File.ReadAllText(ReferenceCases.Path()));
        var lines = string.Join('\n', cases.RootElement.EnumerateArray().Select(item => item.GetRawText().ReplaceLineEndings(" ")));

        var boxes = await LocateAsync(lines);

        Assert.Equal(120, boxes.Count);
        Assert.Equal(
            cases.RootElement.EnumerateArray().Select(item => item.GetProperty("box").EnumerateArray().Select(edge => (int)edge.GetDouble())),
            boxes.Select(box => box.Compat));
    }

    [Theory]
    [InlineData("{\"map\": [[1, 2], [3", "Expected")]
    [InlineData("7", "map is missing.")]
    [InlineData("{\"image_width\": 4, \"image_height\": 4, \"window\": 2}", "map is missing.")]
    [InlineData("{\"map\": [[1]], \"image_height\": 4, \"window\": 2}", "image_width is missing.")]
    [InlineData("{\"map\": [[1]], \"image_width\": 4, \"image_height\": 4}", "window is missing.")]
    [InlineData("{\"map\": [[1, 2], [3]], \"image_width\": 4, \"image_height\": 4, \"window\": 2}", "equally long")]
    [InlineData("{\"map\": [], \"image_width\": 4, \"image_height\": 4, \"window\": 2}", "must not be empty")]
    [InlineData("{\"map\": [[true]], \"image_width\": 4, \"image_height\": 4, \"window\": 2}", "true is not a number.")]
    [InlineData("{\"map\": 3, \"image_width\": 4, \"image_height\": 4, \"window\": 2}", "Expected")]
    [InlineData("{\"map\": [[1]], \"image_width\": 0, \"image_height\": 4, \"window\": 2}", "Expected")]
    [InlineData("{\"map\": [[1]], \"image_width\": 4, \"image_height\": 4, \"window\": 0}", "Expected")]
    [InlineData("{\"map\": [[1]], \"image_width\": 4.5, \"image_height\": 99999999999, \"window\": 2}", "Expected")]
    public async Task A_line_that_is_no_map_is_an_error_that_names_it(string line, string part) =>
        (await JudgerTool.RunAsync("locate", "--input", _folder.Write("maps.jsonl", $"\n{line}\n"), "--json")).AssertError("maps.jsonl, line 2: ", part);

    [Fact]
    public async Task A_missing_file_is_an_error() =>
        (await JudgerTool.RunAsync("locate", "--input", _folder["missing.jsonl"])).AssertError(
            "missing.jsonl cannot be read; check the path and its permissions.");

    private static int[] Box(JsonElement line, string name) => [.. line.GetProperty(name).EnumerateArray().Select(edge => edge.GetInt32())];

    private async Task<List<(int[] Compat, int[] Aligned)>> LocateAsync(string lines, params string[] options)
    {
        var result = await JudgerTool.RunAsync(["locate", "--input", _folder.Write("maps.jsonl", lines), "--json", .. options]);

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        return [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize<JsonElement>(line))
            .Select(line => (Box(line, "compat"), Box(line, "aligned")))];
    }
}
