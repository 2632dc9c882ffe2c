using System.Text.Json;
using Judger.Cli.Tests.Support;
using Judger.Imaging.Encoders;
using Judger.Imaging.Pixels;
using Judger.Inference.Manifest;
using Judger.Tests.Shared;
using Judger.TinyModel;

namespace Judger.Cli.Tests;

public sealed class ExportTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_checkpoint_becomes_a_model_folder_and_its_summary_is_json()
    {
        var result = await JudgerTool.RunAsync(
            "export", "--checkpoint", Checkpoint(), "--output", _folder["model"], "--precision", "int4", "--name", "small", "--json");

        Assert.Equal(0, result.ExitCode);
        var summary = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal(
            ("small", "int4", 1),
            (summary.GetProperty("name").GetString(), summary.GetProperty("precision").GetString(), summary.GetProperty("attention_layer").GetInt32()));
        var files = Directory.GetFiles(_folder["model"]).Where(file => Path.GetFileName(file) != "judger-model.json");
        Assert.Equal(files.Sum(file => new FileInfo(file).Length), summary.GetProperty("bytes").GetInt64());
        Assert.Contains("100 %", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("drawn scenes of the synthetic world")]
    [InlineData("road signs", "--scope", "road signs")]
    public async Task What_the_model_knows_goes_into_the_manifest(string scope, params string[] options)
    {
        var result = await JudgerTool.RunAsync(["export", "--checkpoint", Checkpoint(), "--output", _folder["model"], .. options]);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(scope, ModelFolder.ReadManifest(_folder["model"]).Scope);
    }

    [Fact]
    public async Task The_context_can_be_less_than_the_checkpoints_and_not_more()
    {
        var less = await JudgerTool.RunAsync("export", "--checkpoint", Checkpoint(), "--output", _folder["model"], "--context", "256", "--json");

        Assert.Equal(256, JsonDocument.Parse(less.Output).RootElement.GetProperty("context").GetInt32());
        (await JudgerTool.RunAsync("export", "--checkpoint", Checkpoint(), "--output", _folder["no"], "--context", "16000000")).AssertError(
            "A context of 16000000 positions is not possible: give --context 16 to 1024.");
    }

    [Fact]
    public async Task A_pipe_where_a_file_should_be_does_not_hold_the_export_up()
    {
        Directory.CreateDirectory(_folder["checkpoint"]);
        OddFiles.MakePipe(Path.Combine(_folder["checkpoint"], "config.json"));

        (await JudgerTool.RunAsync("export", "--checkpoint", _folder["checkpoint"], "--output", _folder["model"])).AssertError(
            "config.json: is a pipe, not a file: copy the checkpoint's own file there.");
    }

    [Fact]
    public async Task A_scope_of_several_lines_is_an_error() =>
        (await JudgerTool.RunAsync("export", "--checkpoint", Checkpoint(), "--output", _folder["model"], "--scope", "one\ntwo")).AssertError(
            "The model's scope is not one line of 1 to 200 characters: correct --scope, or scope in judger.json.");

    [Fact]
    public void The_embedded_model_says_what_it_knows()
    {
        EmbeddedModelFolder.Require();

        Assert.Equal(EmbeddedModel.Scope, ModelFolder.ReadManifest(EmbeddedModel.Folder).Scope);
        Assert.Contains($"\"scope\": \"{EmbeddedModel.Scope}\"", File.ReadAllText(Path.Combine(Checkpoint(), "judger.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_has_every_family_with_its_precisions_and_needs_no_checkpoint()
    {
        var result = await JudgerTool.RunAsync("export", "--list");

        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.Equal(
            [
                "LLaVA-1.5 (llava, llava_llama): CLIP, Llama; float32, float16, bfloat16, int8, int4",
                "LLaVA-NeXT (llava_next): CLIP, Llama or Mistral, tiles; float32, float16, bfloat16, int8, int4",
                "LLaVA-OneVision (llava_onevision): SigLIP, Qwen2, tiles; float32, float16, bfloat16, int8, int4",
                "Qwen2.5-VL (qwen2_5_vl): ViT with windows, Qwen2, images of any size; float32, float16, bfloat16, int8, int4",
                "Qwen3-VL (qwen3_vl): ViT with deepstack, Qwen3, images of any size; float32, float16, bfloat16, int8, int4",
                "SmolVLM2 and Idefics3 (smolvlm, idefics3): SigLIP, Llama, tiles; float32, float16, bfloat16, int8, int4",
                "InternVL3, InternVL3.5 (internvl, internvl_chat): InternViT, Qwen2, Qwen3 or Llama, tiles; float32, float16, bfloat16, int8, int4",
                "Gemma 3 (gemma3): SigLIP, Gemma 3; float32, float16, bfloat16, int8, int4",
            ],
            result.Output.Trim().Split('\n').Select(line => line.Trim()));
        (await JudgerTool.RunAsync("export", "--output", _folder["model"])).AssertError("--checkpoint", "required");
        (await JudgerTool.RunAsync("export", "--checkpoint", Checkpoint())).AssertError("--output", "required");
    }

    [Fact]
    public async Task A_dry_run_says_what_would_be_written_and_writes_nothing()
    {
        var result = await JudgerTool.RunAsync("export", "--checkpoint", Checkpoint(), "--output", _folder["model"], "--dry-run", "--json");

        Assert.Equal(0, result.ExitCode);
        Assert.False(Directory.Exists(_folder["model"]));
        var plan = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal("LLaVA-1.5", plan.GetProperty("family").GetString());
        await JudgerTool.RunAsync("export", "--checkpoint", Checkpoint(), "--output", _folder["model"]);
        var weights = Directory.GetFiles(_folder["model"], "*.data").Sum(file => new FileInfo(file).Length);
        Assert.InRange(plan.GetProperty("bytes").GetInt64(), weights, 2 * weights);
    }

    [Fact]
    public async Task A_folder_is_inspected_and_a_case_probed()
    {
        await JudgerTool.RunAsync("export", "--checkpoint", Checkpoint(), "--output", _folder["model"]);
        var inspected = await JudgerTool.RunAsync("inspect", "--model", _folder["model"]);
        Assert.Equal((0, ""), (inspected.ExitCode, inspected.Errors));
        Assert.Contains("context", inspected.Output, StringComparison.Ordinal);
        Assert.Contains("layer 1, crops from a window of 96 pixels", inspected.Output, StringComparison.Ordinal);

        File.WriteAllBytes(_folder["picture.png"], ImageEncoder.EncodePng(new RgbImage(20, 10)));
        File.WriteAllText(
            _folder["case.json"],
            """{"prompt": "<image>\nUSER: what?\nASSISTANT:", "images": ["picture.png"], "layers": [0, 3], "max_new_tokens": 2}""");
        var probed = await JudgerTool.RunAsync("probe", "--model", _folder["model"], "--case", _folder["case.json"], "--output", _folder["out.safetensors"]);
        Assert.Equal((0, ""), (probed.ExitCode, probed.Errors));
        var bytes = File.ReadAllBytes(_folder["out.safetensors"]);
        using var header = JsonDocument.Parse(bytes.AsMemory(8, (int)BitConverter.ToInt64(bytes)));
        Assert.Equal(
            ["attention.0", "attention.3", "greedy_ids", "image_features", "image_sizes", "input_ids", "logits", "pixel_values"],
            header.RootElement.EnumerateObject().Select(tensor => tensor.Name));
        Assert.Equal([144], header.RootElement.GetProperty("attention.3").GetProperty("shape").EnumerateArray().Select(size => size.GetInt32()));
    }

    [Theory]
    [InlineData("{", "is not a case")]
    [InlineData("""{"prompt": "<image> what?", "images": []}""", "1 image places but the request has 0 images")]
    [InlineData("""{"prompt": "what?", "layers": [9]}""", "The case asks for layer 9 of 4: give layers from 0 to 3.")]
    [InlineData("""{"prompt": "<image> what?", "images": ["none.png"]}""", "none.png, an image of the case, cannot be read")]
    public async Task A_case_that_cannot_be_run_is_one_line(string json, string problem)
    {
        await JudgerTool.RunAsync("export", "--checkpoint", Checkpoint(), "--output", _folder["model"]);
        File.WriteAllText(_folder["case.json"], json);
        (await JudgerTool.RunAsync("probe", "--model", _folder["model"], "--case", _folder["case.json"], "--output", _folder["out"])).AssertError(problem);
        Assert.False(File.Exists(_folder["out"]));
    }

    [Fact]
    public async Task A_precision_that_does_not_exist_is_a_usage_error()
    {
        var result = await JudgerTool.RunAsync("export", "--checkpoint", Checkpoint(), "--output", _folder["model"], "--precision", "int3");

        result.AssertError("int3", "judger export --help");
        Assert.False(Directory.Exists(_folder["model"]));
    }

    [Fact]
    public async Task A_folder_that_is_no_checkpoint_is_one_line_that_says_what_is_missing() =>
        (await JudgerTool.RunAsync("export", "--checkpoint", _folder.Root, "--output", _folder["model"])).AssertError(
            "config.json: is missing", "Hugging Face checkpoint");

    /// <summary>The embedded model's checkpoint, which lies in the repository; skips the running test where there is none.</summary>
    private static string Checkpoint()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var checkpoint = Path.Combine(folder.FullName, "src", "Judger.TinyModel", "Checkpoint");
            if (Directory.Exists(checkpoint)) return checkpoint;
        }

        Assert.Skip("The embedded model's checkpoint is not beside the tests.");
        return "";
    }
}
