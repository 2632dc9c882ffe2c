using System.Text;
using System.Text.Json.Nodes;
using Judger.Export.Pipeline;
using Judger.Export.Tests.Fixtures;
using Judger.Imaging.Pixels;
using Judger.Imaging.Preprocessing;
using Judger.Inference.Manifest;

namespace Judger.Export.Tests;

/// <summary>What the configuration files beside <c>config.json</c> change in the exported model.</summary>
public sealed class ConfigurationTests : IDisposable
{
    private readonly CheckpointFolder _checkpoint = new();

    private ImagePreprocessing Image => _checkpoint.Read(model => model.Facts.Image);

    private SpecialTokens Tokens => _checkpoint.Read(model => model.Facts.Tokens);

    public void Dispose() => _checkpoint.Dispose();

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void A_byte_order_mark_is_no_part_of_a_file(string encoding)
    {
        foreach (var name in new[] { "config.json", "preprocessor_config.json", "judger.json" })
            File.WriteAllText(_checkpoint.PathOf(name), File.ReadAllText(_checkpoint.PathOf(name)), Encoding.GetEncoding(encoding));
        Assert.InRange(File.ReadAllBytes(_checkpoint.PathOf("config.json"))[0], 0xEF, 0xFF);

        Assert.Equal((96, "random"), _checkpoint.Read(model => (model.Text.Hidden, model.Checkpoint.Own.Name)));
        Assert.Equal([0.5f, 0.4f, 0.3f], Image.Mean);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused()
    {
        File.WriteAllBytes(_checkpoint.PathOf("config.json"), [.. "{\"model_type\": \"llava"u8, 0xC3, 0x28, .. "\"}"u8]);

        Assert.Contains("config.json: is not UTF-8 text", _checkpoint.Refusal().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_image_processor_within_the_processors_file_goes_before_the_file_of_its_own()
    {
        _checkpoint.Edit("processor_config.json", config =>
        {
            var processor = JsonNode.Parse(File.ReadAllText(_checkpoint.PathOf("preprocessor_config.json")))!;
            processor["image_processor_type"] = "LlavaImageProcessorFast";
            processor["image_mean"] = new JsonArray(0.1, 0.2, 0.3);
            config["image_processor"] = processor;
            config["image_token"] = "<image>";
            config["num_additional_image_tokens"] = 1;
            config["patch_size"] = 8;
            config["processor_class"] = "LlavaProcessor";
            config["vision_feature_select_strategy"] = "default";
        });

        Assert.Equal([0.1f, 0.2f, 0.3f], Image.Mean);
        Assert.Empty(_checkpoint.Warnings);
    }

    [Fact]
    public void A_processors_file_without_an_image_processor_leaves_the_other_file_in_force()
    {
        _checkpoint.Edit("processor_config.json", config => config["image_token"] = "<image>");

        Assert.Equal([0.5f, 0.4f, 0.3f], Image.Mean);
    }

    [Theory]
    [InlineData("LlavaImageProcessor")]
    [InlineData("LlavaImageProcessorFast")]
    [InlineData(null)]
    public void Padding_to_a_square_is_honoured_in_the_colour_of_the_mean(string? type)
    {
        _checkpoint.Edit("preprocessor_config.json", config => (config["image_processor_type"], config["do_pad"]) = (type, true));

        Assert.Equal((ResizeMode.PadToSquare, new RgbColor(127, 102, 76)), (Image.Mode, Image.PadColor));
    }

    [Theory]
    [InlineData("do_pad", "true", "do_pad is true")]
    [InlineData("crop_size", """{"height": 24, "width": 32}""", "crop_size is 32 x 24")]
    [InlineData("crop_size", """{"height": 24}""", "crop_size is not a height and a width")]
    [InlineData("size", """{"height": 32, "width": 24}""", "size is 24 x 32")]
    [InlineData("size", """{"shortest_edge": 24, "longest_edge": 48}""", "size.longest_edge is not known")]
    [InlineData("size", """{"shortest_edge": 24, "height": 24, "width": 24}""", "size is not either a shortest_edge or a height and a width")]
    [InlineData("rescale_factor", "0", "rescale_factor is not a number above 0")]
    [InlineData("image_mean", "[0.5, 0.5]", "image_mean is not three numbers")]
    [InlineData("image_processor_type", "\"SiglipImageProcessor\"", "image_processor_type is SiglipImageProcessor")]
    [InlineData("image_grid_pinpoints", "[[24, 48]]", "image_grid_pinpoints is [[24,48]]: export a checkpoint with no image_grid_pinpoints")]
    [InlineData("do_color_jitter", "true", "do_color_jitter is not known, and it may change what the model sees")]
    public void What_changes_pixels_and_cannot_be_honoured_is_refused_by_name(string field, string value, string problem)
    {
        _checkpoint.Edit("preprocessor_config.json", config => config[field] = JsonNode.Parse(value));

        Assert.Contains($"preprocessor_config.json: {problem}", _checkpoint.Refusal().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_height_and_a_width_stretch_the_image_unless_it_is_padded()
    {
        _checkpoint.Edit("preprocessor_config.json", config => config["size"] = new JsonObject { ["height"] = 24, ["width"] = 24 });
        Assert.Equal(ResizeMode.Stretch, Image.Mode);

        _checkpoint.Edit("preprocessor_config.json", config => (config["image_processor_type"], config["do_pad"]) = ("LlavaImageProcessor", true));
        Assert.Equal(ResizeMode.PadToSquare, Image.Mode);
    }

    [Theory]
    [InlineData(0.00392156862745098)]
    [InlineData(0.00784313725490196)]
    [InlineData(1)]
    [InlineData(0.001)]
    public void A_scale_of_pixels_is_honoured(double scale)
    {
        _checkpoint.Edit("preprocessor_config.json", config => config["rescale_factor"] = scale);
        var image = new RgbImage(24, 24);
        for (var i = 0; i < image.Pixels.Length; i++) image.Pixels[i] = (byte)(i * 37);
        var tensor = new float[3 * 24 * 24];

        Image.WriteTensor(image, PixelBox.Whole(image.Size), tensor);

        var (mean, std) = (new[] { 0.5, 0.4, 0.3 }, new[] { 0.25, 0.26, 0.27 });
        for (var i = 0; i < tensor.Length; i++)
        {
            var (channel, at) = (i / (24 * 24), i % (24 * 24));
            var expected = ((image.Pixels[(at * 3) + channel] * scale) - mean[channel]) / std[channel];
            Assert.Equal(expected, tensor[i], Math.Max(1e-5, Math.Abs(expected) * 1e-5));
        }
    }

    [Fact]
    public void One_number_stands_for_all_three_colours()
    {
        _checkpoint.Edit("preprocessor_config.json", config => (config["image_mean"], config["image_std"]) = (0.5, 0.25));

        Assert.Equal([0.5f, 0.5f, 0.5f], Image.Mean);
        Assert.Equal([0.25f, 0.25f, 0.25f], Image.Std);
    }

    [Fact]
    public void Several_ends_of_answers_are_all_in_the_manifest()
    {
        _checkpoint.Edit("config.json", ["text_config"], config => config["eos_token_id"] = new JsonArray(2, 5, 2, 9));

        var manifest = Export();

        Assert.Equal(2, manifest.Tokens.EndOfSequence);
        Assert.Equal([5, 9], manifest.Tokens.OtherEndsOfSequence!);
        Assert.Equal([2, 5, 9], Enumerable.Range(0, 20).Where(manifest.Tokens.IsEnd));
    }

    [Fact]
    public void Ends_of_answers_are_read_as_transformers_does()
    {
        Assert.Equal((2, null), (Tokens.EndOfSequence, Tokens.OtherEndsOfSequence));
        _checkpoint.Edit("config.json", config => config["eos_token_id"] = 7);
        Assert.Equal((7, null), (Tokens.EndOfSequence, Tokens.OtherEndsOfSequence));
        _checkpoint.Edit("generation_config.json", config => config["eos_token_id"] = new JsonArray(3, 4));
        Assert.Equal(3, Tokens.EndOfSequence);
        Assert.Equal([4], Tokens.OtherEndsOfSequence!);
    }

    [Theory]
    [InlineData("config.json", "eos_token_id", "100000", "eos_token_id is 100000")]
    [InlineData("config.json", "eos_token_id", "[2, -1]", "eos_token_id is -1")]
    [InlineData("config.json", "eos_token_id", "[]", "eos_token_id is not a whole number or a list of whole numbers")]
    [InlineData("config.json", "bos_token_id", "100000", "bos_token_id is 100000")]
    [InlineData("config.json", "quantization_config", """{"bits": 4}""", "quantization_config is {\"bits\":4}: export a checkpoint with no quant")]
    [InlineData("generation_config.json", "eos_token_id", "[100000]", "eos_token_id is 100000")]
    [InlineData("generation_config.json", "repetition_penalty", "0", "repetition_penalty is 0: export a checkpoint with repetition_penalty from 0.01 to 100")]
    [InlineData("generation_config.json", "num_beams", "4", "num_beams is 4")]
    [InlineData("tokenizer_config.json", "add_bos_token", "false", "add_bos_token is false")]
    [InlineData("tokenizer_config.json", "tokenizer_class", "\"GPT2Tokenizer\"", "tokenizer_class is 'GPT2Tokenizer'")]
    [InlineData("tokenizer_config.json", "bos_token", "\"<|begin|>\"", "bos_token is '<|begin|>'")]
    public void What_changes_tokens_and_cannot_be_honoured_is_refused_by_name(string file, string field, string value, string problem)
    {
        _checkpoint.Edit(file, config => config[field] = JsonNode.Parse(value));

        Assert.Contains($"{file}: {problem}", _checkpoint.Refusal().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_files_that_published_checkpoints_have_are_read_without_a_word()
    {
        _checkpoint.Edit("config.json", config => (config["image_token_index"], config["ignore_index"], config["transformers_version"]) = (300, -100, "4.36"));
        _checkpoint.Edit("generation_config.json", config =>
            (config["_from_model_config"], config["bos_token_id"], config["eos_token_id"], config["do_sample"], config["temperature"], config["top_p"])
                = (true, 1, 2, true, 0.9, 0.6));
        _checkpoint.Edit("tokenizer_config.json", config =>
        {
            (config["add_bos_token"], config["add_eos_token"], config["tokenizer_class"], config["model_max_length"]) = (true, false, "LlamaTokenizer", 1e30);
            (config["sp_model_kwargs"], config["legacy"], config["bos_token"]) = (new JsonObject(), false, new JsonObject { ["content"] = "<s>" });
        });

        Export();

        Assert.Empty(_checkpoint.Warnings);
    }

    [Fact]
    public void Unknown_fields_are_told_to_the_caller()
    {
        _checkpoint.Edit("config.json", ["text_config"], config => config["attention_multiplier"] = 0.5);

        Export();

        var warning = Assert.Single(_checkpoint.Warnings);
        Assert.StartsWith($"{_checkpoint.PathOf("config.json")}: text_config.attention_multiplier is not known", warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"threshold": 0.125}""", 0.125)]
    [InlineData("""{"threshold": null}""", null)]
    public void What_self_judgment_is_worth_goes_into_the_manifest_with_the_prompts_it_was_measured_with(string json, double? threshold)
    {
        _checkpoint.Edit("judger.json", config => config["self_judgment"] = JsonNode.Parse(json));

        Assert.Equal(new(threshold), Export().SelfJudgment);
        Directory.Delete(Output, recursive: true);
        Assert.Null(Export(profile: "vicrop").SelfJudgment);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1.5")]
    [InlineData("\"low\"")]
    public void A_threshold_that_is_no_probability_is_refused(string threshold)
    {
        _checkpoint.Edit("judger.json", ["self_judgment"], config => config["threshold"] = JsonNode.Parse(threshold));

        Assert.Contains("self_judgment.threshold is not a", _checkpoint.Refusal().Message, StringComparison.Ordinal);
    }

    private string Output => Path.Combine(_checkpoint.Location, "..", "model");

    private ModelManifest Export(string? profile = null) => ModelExporter.Export(
        new() { Checkpoint = _checkpoint.Location, Output = Output, Profile = profile, Warn = _checkpoint.Warnings.Add },
        cancellationToken: TestContext.Current.CancellationToken);
}
