using Judger.Cli.Tests.Support;

namespace Judger.Cli.Tests;

/// <summary>Model folders that cannot be loaded.</summary>
public sealed class BadModelTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_missing_folder() =>
        (await AskAsync(_folder["nowhere"])).AssertError($"There is no model folder at {_folder["nowhere"]}", "judger export");

    [Fact]
    public async Task A_folder_without_a_manifest() =>
        (await AskAsync(_folder.Root)).AssertError("judger-model.json cannot be read", "export the model again");

    [Fact]
    public async Task A_folder_that_lacks_a_file()
    {
        var model = EmbeddedModelFolder.CopyTo(_folder["model"]);
        File.Delete(Path.Combine(model, "vision.onnx"));

        (await AskAsync(model)).AssertError("vision.onnx is missing", "export the model again");
    }

    [Fact]
    public async Task A_file_with_one_bit_flipped()
    {
        var model = EmbeddedModelFolder.CopyTo(_folder["model"]);
        var weights = Path.Combine(model, "decoder.onnx.data");
        var bytes = File.ReadAllBytes(weights);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(weights, bytes);

        (await AskAsync(model)).AssertError("decoder.onnx.data is not the file that the manifest describes", "export the model again");
    }

    [Theory]
    [InlineData("demo")]
    [InlineData("eval signs --count 1")]
    public async Task Every_command_that_needs_a_model_says_the_same(string command)
    {
        string[] output = command == "demo" ? ["--output", _folder["demo"]] : [];

        (await JudgerTool.RunAsync([.. command.Split(' '), .. output, "--model", _folder["nowhere"], "--json"])).AssertError("There is no model folder at");
    }

    [Fact]
    public async Task A_stack_trace_is_printed_when_it_is_asked_for()
    {
        var result = await JudgerTool.RunAsync(
            "ask", "--image", _folder.Write("scene.png", TestPng.Scene()), "--question", "Q", "--model", _folder["nowhere"], "--verbose", "--json");

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("   at Judger.Inference.Manifest.ModelFolder.", result.Errors, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    private Task<ToolResult> AskAsync(string model) =>
        JudgerTool.RunAsync("ask", "--image", _folder.Write("scene.png", TestPng.Scene()), "--question", "What is it?", "--model", model, "--json");
}
