using System.Text.Json.Nodes;
using Judger.Export.Tests.Fixtures;
using Judger.Inference.Engine;
using Judger.Inference.Errors;
using Judger.Inference.Manifest;

namespace Judger.Inference.Tests;

public sealed class ModelFolderTests(ModelFixture fixture) : IClassFixture<ModelFixture>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Files => [.. ModelFileNames.Required, ModelFileNames.Tokenizer, "vision.onnx.data", "decoder.onnx.data"];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_missing_file_is_named_with_the_remedy(string name)
    {
        Copy();
        File.Delete(_folder.PathOf(name));
        AssertRefused($"{_folder.PathOf(name)} is missing: ");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_single_flipped_bit_is_found(string name)
    {
        Copy();
        var bytes = File.ReadAllBytes(_folder.PathOf(name));
        bytes[bytes.Length / 2] ^= 4;
        File.WriteAllBytes(_folder.PathOf(name), bytes);
        AssertRefused($"{_folder.PathOf(name)} is not the file that the manifest describes");
    }

    [Fact]
    public void A_file_cut_off_is_found()
    {
        Copy();
        using (var file = File.OpenWrite(_folder.PathOf("decoder.onnx.data"))) file.SetLength(100);
        AssertRefused("altered or cut off");
    }

    [Fact]
    public void A_folder_or_a_manifest_that_is_not_there_is_named()
    {
        Assert.Contains("There is no model folder at", Open(_folder.PathOf("none")).Message, StringComparison.Ordinal);
        AssertRefused("judger-model.json cannot be read");
    }

    [Fact]
    public void A_folder_of_the_version_before_is_still_read()
    {
        Copy();
        var manifest = JsonNode.Parse(File.ReadAllText(_folder.PathOf("judger-model.json")))!.AsObject();
        manifest["format_version"] = 3;
        File.WriteAllText(_folder.PathOf("judger-model.json"), manifest.ToJsonString());
        Assert.Equal(3, ModelFolder.Open(_folder.PathOf("")).Manifest.FormatVersion);
    }

    [Theory]
    [InlineData("format_version", "1", "has format version 1, this build reads 3 to 4")]
    [InlineData("format_version", "5", "has format version 5, this build reads 3 to 4")]
    [InlineData("format_version", null, "has format version none")]
    [InlineData("attention_layer", "3", "attention_layer 3 is not among the 3 layers")]
    [InlineData("profile", "\"poem\"", "profile 'poem'")]
    [InlineData("precision", "\"float8\"", "is not a model manifest")]
    [InlineData("precision", "7", "precision 7 is not one")]
    [InlineData("kv_type", "\"float16\"", "kv_type Float16 does not go with precision Float32")]
    [InlineData("kv_type", null, "is not a model manifest")]
    [InlineData("precision", "null", "is not a model manifest")]
    [InlineData("crop_window", "0", "crop_window 0")]
    [InlineData("crop_window", null, "is not a model manifest")]
    [InlineData("embedding_type", "\"float12\"", "is not a model manifest")]
    [InlineData("tokens", """{"begin_of_sequence": 1, "end_of_sequence": 99999}""", "outside of the vocabulary")]
    [InlineData("tokens", """{"begin_of_sequence": 1, "end_of_sequence": 2, "other_ends_of_sequence": [99999]}""", "outside of the vocabulary")]
    [InlineData("self_judgment", """{"threshold": 0}""", "self_judgment.threshold 0 is not above 0 and at most 1")]
    [InlineData("self_judgment", """{"threshold": 1.5}""", "self_judgment.threshold 1.5 is not above 0 and at most 1")]
    [InlineData("self_judgment", "{}", "is not a model manifest")]
    [InlineData("vision", """{"image_size": 7, "patch_size": 8, "hidden": 32}""", "do not make a patch grid")]
    [InlineData("image", """{"size": 24}""", "image mean and std need three values each")]
    [InlineData("image", """{"size": 24, "mean": [0, 0, 0], "std": [1, 1, 1], "filter": "nearest"}""", "is not a model manifest")]
    [InlineData("image", """{"size": 24, "mean": [0, 0, 0], "std": [1, 1, 1], "tiling": {"canvases": []}}""", "image tiling has no canvas")]
    [InlineData("embedding_scale", "-1", "embedding_scale -1 is not above 0")]
    [InlineData(
        "image",
        """{"size": 24, "mean": [0, 0, 0], "std": [1, 1, 1], "tiling": {"canvases": [{"width": 48, "height": 36}]}}""",
        "canvas 48 x 36 is not made of tiles of 24")]
    [InlineData(
        "image",
        """{"size": 24, "mean": [0, 0, 0], "std": [1, 1, 1], "tiling": {"canvases": [{"width": 2400, "height": 2400}]}}""",
        "has more than 256 tiles")]
    [InlineData(
        "image",
        """{"size": 24, "mean": [0, 0, 0], "std": [1, 1, 1], "tiling": {"canvases": [{"width": 48, "height": 24}], "most_tiles": 0}}""",
        "allows 0 tiles")]
    [InlineData(
        "image",
        """{"size": 24, "mean": [0, 0, 0], "std": [1, 1, 1], "tiling": {"canvases": [{"width": 48, "height": 24}]}}""",
        "files lacks newline.bin")]
    [InlineData(
        "image",
        """{"size": 4, "mean": [0, 0, 0], "std": [1, 1, 1], "resolution": {"patch_size": 2, "merge_size": 2,"""
        + """ "frames": 2, "least_pixels": 9, "most_pixels": 99}}""",
        "image.resolution and vision.any_size do not go together")]
    [InlineData("vision", """{"image_size": 24, "patch_size": 8, "hidden": 32, "shuffle": 2}""", "vision shuffle 2 does not divide a grid of 3 patches")]
    [InlineData("vision", """{"image_size": 24, "patch_size": 8, "hidden": 32, "shuffle": 0}""", "vision shuffle 0 does not divide a grid of 3 patches")]
    [InlineData(
        "image",
        """{"size": 24, "mean": [0, 0, 0], "std": [1, 1, 1], "splitting": {"rule": "longest_edge"}}""",
        "image splitting has no tiles: 0 at most, a longest edge of 0")]
    [InlineData(
        "image",
        """{"size": 24, "mean": [0, 0, 0], "std": [1, 1, 1], "splitting": {"rule": "closest_ratio", "longest_edge": 24}}""",
        "image splitting has no tiles: 0 at most, a longest edge of 24")]
    [InlineData(
        "image",
        """{"size": 24, "mean": [0, 0, 0], "std": [1, 1, 1], "splitting": {"rule": "closest_ratio", "most_tiles": 1000000000}}""",
        "image splitting makes more than 256 tiles")]
    [InlineData(
        "image",
        """{"size": 24, "mean": [0, 0, 0], "std": [1, 1, 1], "splitting": {"rule": "longest_edge", "longest_edge": 4096}}""",
        "image splitting makes more than 256 tiles")]
    [InlineData("image", """{"size": 24, "mean": [0, 0, 0], "std": [1, 1, 1], "splitting": {"rule": "poem"}}""", "is not a model manifest")]
    [InlineData("markers", """{"begin": [99999]}""", "outside of the vocabulary")]
    [InlineData("markers", """{"tiles": [[[1], [99999]]]}""", "outside of the vocabulary")]
    [InlineData("markers", """{"tiles": [null]}""", "markers has a row of tiles, or a tile, that is null")]
    [InlineData("scope", "\"one\\ntwo\"", "scope is not one line of 1 to 200 characters")]
    [InlineData("scope", "\" \"", "scope is not one line of 1 to 200 characters")]
    [InlineData("tokenizer", "\"wordpiece\"", "tokenizer 'wordpiece' is not one of sentencepiece, bytes, bpe")]
    [InlineData("attention_method", "\"gradient\"", "attention_method 'gradient' is not one of relative, question")]
    [InlineData("files", "{}", "files lacks tokenizer.model")]
    [InlineData("files", "{}", "files lacks vision.onnx")]
    [InlineData("files", """{"../vision.onnx": {"bytes": 1, "sha256": "00"}}""", "reaches out of the folder")]
    public void A_manifest_that_no_engine_could_run_is_refused(string field, string? value, string problem)
    {
        Copy();
        var manifest = JsonNode.Parse(File.ReadAllText(_folder.PathOf("judger-model.json")))!.AsObject();
        manifest.Remove(field);
        if (value is not null) manifest[field] = JsonNode.Parse(value);
        File.WriteAllText(_folder.PathOf("judger-model.json"), manifest.ToJsonString());
        AssertRefused(problem);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    public void A_manifest_that_is_not_one_is_refused(string text)
    {
        Copy();
        File.WriteAllText(_folder.PathOf("judger-model.json"), text);
        AssertRefused("judger-model.json");
    }

    [Theory]
    [InlineData(0.25)]
    [InlineData(null)]
    public void What_was_measured_of_self_judgment_and_further_ends_are_kept(double? threshold)
    {
        Copy();
        var tokens = fixture.Manifest.Tokens with { OtherEndsOfSequence = [7, 9] };

        ModelFolder.WriteManifest(_folder.Location, fixture.Manifest with { SelfJudgment = new(threshold), Tokens = tokens });

        var read = ModelFolder.Open(_folder.Location).Manifest;
        Assert.Equal(new(threshold), read.SelfJudgment);
        Assert.Equal([7, 9], read.Tokens.OtherEndsOfSequence!);
        Assert.Null(fixture.Manifest.SelfJudgment);
    }

    [Fact]
    public void A_graph_that_does_not_load_is_named_even_when_its_digest_is_right()
    {
        Copy();
        File.WriteAllText(_folder.PathOf("decoder.onnx"), "no graph");
        var files = fixture.Manifest.Files.ToDictionary();
        files["decoder.onnx"] = ModelFile.Measure(_folder.PathOf("decoder.onnx"));
        ModelFolder.WriteManifest(_folder.Location, fixture.Manifest with { Files = files });
        var error = Assert.Throws<ModelFolderException>(() => OnnxEngine.Load(_folder.Location, new()));
        Assert.Contains("decoder.onnx cannot be loaded", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    public void Dispose() => _folder.Dispose();

    private static ModelFolderException Open(string path) => Assert.Throws<ModelFolderException>(() => OnnxEngine.Load(path, new()));

    private void Copy()
    {
        foreach (var file in Directory.GetFiles(fixture.Model.Location)) File.Copy(file, _folder.PathOf(Path.GetFileName(file)));
    }

    private void AssertRefused(string problem)
    {
        var error = Open(_folder.Location);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }
}
