using System.Text.Json;
using Judger.Cli.Models;
using Judger.Cli.Tests.Support;
using Judger.Inference.Devices.Inspection;

namespace Judger.Cli.Tests.Models;

/// <summary><c>judger models</c>: what lies in a folder, and what it needs.</summary>
public sealed class ModelsTests : IDisposable
{
    private const long Mebi = 1 << 20;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_model_is_listed_with_its_sizes()
    {
        EmbeddedModelFolder.CopyTo(_folder["models/mine"]);

        var json = (await JudgerTool.RunAsync("models", _folder["models"], "--lanes", "4", "--context", "512", "--json")).Json();

        var model = Assert.Single(json.GetProperty("models").EnumerateArray());
        var files = Directory.GetFiles(_folder["models/mine"]).Where(file => Path.GetFileName(file) != "judger-model.json")
            .Sum(file => new FileInfo(file).Length);
        Assert.Equal(("cpu:0", false), (json.GetProperty("device").GetString(), model.GetProperty("broken").GetBoolean()));
        Assert.Equal(("judger-tiny", "tiny", "float32"), (Text(model, "name"), Text(model, "family"), Text(model, "precision")));
        Assert.Equal(files, Number(model, "files_bytes"));

        // 2 x 4 layers x 3 heads of 64 values of 4 bytes are 6 KiB a position.
        Assert.Equal((4L, 512L, 4L), (Number(model, "lanes"), Number(model, "context"), Number(model, "lanes_that_fit")));
        Assert.Equal(4 * 512 * 2 * 4 * 192 * 4L, Number(model, "kv_bytes"));
        Assert.Equal((512 + 256) * Mebi, Number(model, "cache_bytes"));
        Assert.Equal(Number(model, "weights_bytes") + Number(model, "kv_bytes") + Number(model, "cache_bytes"), Number(model, "total_bytes"));
    }

    [Fact]
    public async Task Without_a_folder_the_embedded_model_is_listed()
    {
        EmbeddedModelFolder.Require();

        var result = await JudgerTool.RunAsync("models");

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.Matches(@"(?m)^judger-tiny +tiny +float32 +6\.2 MB .* fits +\(embedded\)$", result.Output);
    }

    [Fact]
    public async Task Folders_are_looked_into_three_levels_deep_and_a_model_itself_may_be_named()
    {
        foreach (var name in new[] { "a/b/three", "a/b/c/four", "one" }) EmbeddedModelFolder.CopyTo(_folder[name]);

        var found = (await JudgerTool.RunAsync("models", _folder.Root, _folder["a/b/c/four"], _folder["one"], "--json")).Json().GetProperty("models");

        Assert.Equal([_folder["a/b/three"], _folder["one"], _folder["a/b/c/four"]], found.EnumerateArray().Select(model => Text(model, "folder")));
    }

    [Theory]
    [InlineData("decoder.onnx.data", true, "decoder.onnx.data is missing")]
    [InlineData("embeddings.bin", false, "embeddings.bin has 3 bytes, the manifest says ")]
    [InlineData("judger-model.json", false, "judger-model.json is not a model manifest")]
    public async Task A_broken_one_is_listed_with_the_reason_beside_whole_ones(string file, bool isMissing, string reason)
    {
        EmbeddedModelFolder.CopyTo(_folder["whole"]);
        var broken = Path.Combine(EmbeddedModelFolder.CopyTo(_folder["broken"]), file);
        if (isMissing) File.Delete(broken);
        else await File.WriteAllTextAsync(broken, "{ ,", TestContext.Current.CancellationToken);

        var result = await JudgerTool.RunAsync("models", _folder.Root);

        Assert.Equal((3, ""), (result.ExitCode, result.Errors));
        Assert.Matches(@"(?m)^judger-tiny .* fits +.*/whole$", result.Output);
        Assert.Contains($"broken: {_folder["broken"]}: ", result.Output, StringComparison.Ordinal);
        Assert.Contains(reason, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_device_that_cannot_run_it_is_a_problem_with_a_remedy()
    {
        EmbeddedModelFolder.CopyTo(_folder["mine"]);

        var model = (await JudgerTool.RunAsync("models", _folder.Root, "--device", "cuda:7", "--json")).Json().GetProperty("models")[0];

        Assert.Equal((false, 0L), (model.GetProperty("broken").GetBoolean(), Number(model, "lanes_that_fit")));
        Assert.All(model.GetProperty("problems").EnumerateArray(), problem => Assert.NotEmpty(Text(problem, "remedy")));
        Assert.NotEqual(0, model.GetProperty("problems").GetArrayLength());
    }

    // Weights of 5.7 MiB, caches of 768 MiB, and 6 MiB for each lane of 1,024 positions.
    [Theory]
    [InlineData(1000, 8, "fits")]
    [InlineData(798, 4, "fits with 4 lanes")]
    [InlineData(774, 0, "does not fit")]
    [InlineData(3, 0, "does not fit")]
    public void A_model_that_needs_more_memory_than_there_is_says_how_many_lanes_fit(long mebibytes, int lanes, string words)
    {
        EmbeddedModelFolder.CopyTo(_folder["mine"]);
        var machine = new DeviceReport(new RuntimeReport("", [], null, null, null), null, [], [], mebibytes * Mebi);

        var model = FoundModel.Look(machine, _folder["mine"], new());

        Assert.Equal(lanes, model.MostLanes);
        Assert.Contains($"  {words}  ", ModelTable.Lines([model], "cpu:0", 8).ElementAt(1), StringComparison.Ordinal);
        Assert.Equal(mebibytes < 6, model.Problems.Count > 0);
    }

    [Theory]
    [InlineData("models no-such-folder", "no-such-folder is not a folder; give a folder that holds model folders")]
    [InlineData("models --device gpu", "--device is \"gpu\"; give cpu:0, or cuda:N for a GPU, such as cuda:0.")]
    [InlineData("models --device simulated:0", "--device is \"simulated:0\";")]
    [InlineData("models --lanes 0", "--lanes is 0; give 1 to 256.")]
    [InlineData("models --context 4", "--context is 4; give at least 16.")]
    public async Task What_is_wrong_is_named(string arguments, string error) => (await JudgerTool.RunAsync(arguments.Split(' '))).AssertError(error);

    [Fact]
    public async Task A_folder_without_a_model_says_how_to_make_one() =>
        (await JudgerTool.RunAsync("models", _folder.Root)).AssertError($"There is no model folder in {_folder.Root}; make one with judger export");

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static long Number(JsonElement element, string name) => element.GetProperty(name).GetInt64();
}
