using System.Text.Json.Nodes;
using Judger.Export.Pipeline;
using Judger.Inference.Manifest;

namespace Judger.Export.Tests.QwenVl;

/// <summary>Configuration files as they lie on disks: flat or nested, with defaults left out, and with what cannot be honoured.</summary>
public sealed class QwenVlConfigTests
{
    private static readonly string[] TextFields =
    [
        "hidden_size", "intermediate_size", "max_position_embeddings", "num_attention_heads", "num_hidden_layers", "num_key_value_heads", "rms_norm_eps",
        "vocab_size", "rope_scaling",
    ];

    [Fact]
    public void A_nested_text_config_goes_before_the_flat_fields_beside_it()
    {
        using var checkpoint = new GoldenCheckpoint("qwen2_5_vl");
        var flat = checkpoint.Read(model => model.Facts);
        checkpoint.Edit("config.json", config =>
        {
            var text = new JsonObject { ["model_type"] = "qwen2_5_vl_text" };
            foreach (var name in TextFields) text[name] = config[name]!.DeepClone();
            config["text_config"] = text;
            config["num_hidden_layers"] = 2;
            config["hidden_size"] = 128;
        });
        Assert.Equal(flat.Decoder, checkpoint.Read(model => model.Facts).Decoder);
        checkpoint.Edit("config.json", config =>
        {
            foreach (var name in TextFields) config.Remove(name);
        });
        Assert.Equal(flat.Decoder, checkpoint.Read(model => model.Facts).Decoder);
        Assert.Empty(checkpoint.Warnings);
    }

    [Fact]
    public void Transformers_5_writes_the_rotary_positions_elsewhere()
    {
        using var checkpoint = new GoldenCheckpoint("qwen2_5_vl");
        var axes = checkpoint.Read(model => model.Text.RotaryAxes);
        Assert.Equal(1e6, checkpoint.Read(model => model.Text.RopeTheta));
        checkpoint.Edit("config.json", config =>
        {
            config.Remove("rope_scaling");
            config["rope_parameters"] = new JsonObject { ["rope_type"] = "default", ["rope_theta"] = 5000, ["mrope_section"] = new JsonArray(2, 3, 3) };
        });
        Assert.Equal(5000, checkpoint.Read(model => model.Text.RopeTheta));
        Assert.Equal(axes, checkpoint.Read(model => model.Text.RotaryAxes));
    }

    [Fact]
    public void Fields_that_are_left_out_are_what_transformers_takes()
    {
        using var checkpoint = new GoldenCheckpoint("qwen2_5_vl");
        checkpoint.Edit("config.json", config =>
        {
            foreach (var name in TextFields.Where(name => name != "rope_scaling")) config.Remove(name);
            config["rope_scaling"] = new JsonObject { ["type"] = "mrope", ["mrope_section"] = new JsonArray(16, 24, 24) };
            config["vision_config"]!["out_hidden_size"] = 8192;
        });
        Assert.Equal(
            (8192, 80, 64, 8, 128, 1e-5, 1e6),
            checkpoint.Read(model => (
                model.Text.Hidden, model.Text.Layers, model.Text.Heads, model.Text.KeyValueHeads, model.Text.HeadSize, model.Text.NormEpsilon,
                model.Text.RopeTheta)));
    }

    [Theory]
    [InlineData("qwen2_5_vl", 36, 22)]
    [InlineData("qwen2_5_vl", 28, 22)]
    [InlineData("qwen2_5_vl", 4, 2)]
    [InlineData("qwen3_vl", 36, 22)]
    [InlineData("qwen3_vl", 28, 17)]
    public void The_model_is_looked_into_where_vicrop_looks_or_as_far_down(string family, int layers, int expected)
    {
        using var checkpoint = new GoldenCheckpoint(family);
        checkpoint.Edit("config.json", config => (config["text_config"]?.AsObject() ?? config)["num_hidden_layers"] = layers);
        Assert.Equal(expected, checkpoint.Read(model => model.Facts).AttentionLayer);
    }

    [Fact]
    public void The_published_penalty_of_repetition_is_read()
    {
        using var checkpoint = new GoldenCheckpoint("qwen2_5_vl");
        checkpoint.Edit("generation_config.json", config => config["repetition_penalty"] = 1.05);
        Assert.Equal(1.05, checkpoint.Read(model => model.Checkpoint.Generation.RepetitionPenalty));
        Assert.Empty(checkpoint.Warnings);
    }

    [Fact]
    public void The_crops_window_is_eight_tokens()
    {
        using var qwen25 = new GoldenCheckpoint("qwen2_5_vl");
        using var qwen3 = new GoldenCheckpoint("qwen3_vl");
        Assert.Equal(224, qwen25.Read(model => model.Facts).CropWindow);
        Assert.Equal(256, qwen3.Read(model => model.Facts).CropWindow);
    }

    [Fact]
    public void Older_names_of_the_limits_of_pixels_go_before_the_newer_ones_and_either_may_be_alone()
    {
        using var checkpoint = new GoldenCheckpoint("qwen2_5_vl");
        Assert.Equal((3136, 78400), Pixels());
        Edit("""{"size": {"shortest_edge": 4000, "longest_edge": 50000}}""");
        Assert.Equal((4000, 50000), Pixels());
        Edit("""{"size": {"shortest_edge": 4000, "longest_edge": 50000}, "max_pixels": 40000}""");
        Assert.Equal((4000, 40000), Pixels());
        Edit("{}");
        Assert.Equal((3136, 1003520), Pixels());
        Edit("""{"size": {"shortest_edge": 4000}}""");
        Assert.Contains("preprocessor_config.json: size is not a shortest_edge and a longest_edge", checkpoint.Refusal(), StringComparison.Ordinal);
        Edit("""{"min_pixels": 5000, "max_pixels": 4000}""");
        Assert.Contains("max_pixels is not at least", checkpoint.Refusal(), StringComparison.Ordinal);
        Edit("""{"max_pixels": 2000000000}""");
        Assert.Contains("max_pixels is 2000000000", checkpoint.Refusal(), StringComparison.Ordinal);

        void Edit(string sizes) => checkpoint.Edit("preprocessor_config.json", config =>
        {
            foreach (var name in new[] { "size", "min_pixels", "max_pixels" }) config.Remove(name);
            foreach (var (name, value) in JsonNode.Parse(sizes)!.AsObject()) config[name] = value?.DeepClone();
        });

        (long, long) Pixels() => checkpoint.Read(model => (model.Image.Resolution!.LeastPixels, model.Image.Resolution.MostPixels));
    }

    [Theory]
    [InlineData("""{"hidden_act": "gelu"}""", "vision_config.hidden_act is gelu")]
    [InlineData("""{"window_size": 20}""", "vision_config.window_size is 20")]
    [InlineData("""{"out_hidden_size": 65}""", "vision_config.out_hidden_size is 65")]
    [InlineData("""{"num_heads": 3}""", "vision_config.hidden_size is 64 with 3 heads")]
    [InlineData("""{"model_type": "siglip"}""", "vision_config.model_type is siglip")]
    [InlineData("""{"in_channels": 4}""", "vision_config.in_channels is 4")]
    [InlineData("""{"new_field": 4}""", "vision_config.new_field is not known")]
    [InlineData("""{"patch_size": 16}""", "patch_size is 14")]
    [InlineData("""{"spatial_merge_size": 4}""", "merge_size is 2")]
    public void A_tower_that_the_graph_does_not_have_is_refused_by_its_field(string fields, string problem)
    {
        using var checkpoint = new GoldenCheckpoint("qwen2_5_vl");
        checkpoint.Edit("config.json", config =>
        {
            foreach (var (name, value) in JsonNode.Parse(fields)!.AsObject()) config["vision_config"]![name] = value?.DeepClone();
        });
        Assert.Contains(problem, checkpoint.Refusal(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type": "yarn"}""", "rope_scaling.rope_type is yarn")]
    [InlineData("""{"type": "mrope", "mrope_section": [2, 3, 4]}""", "mrope_section is not three numbers of 8 pairs together")]
    [InlineData("""{"type": "mrope", "mrope_section": [2, 3, 3], "mrope_interleaved": true}""", "mrope_interleaved is true")]
    public void Rotary_positions_that_the_graph_does_not_have_are_refused(string rope, string problem)
    {
        using var checkpoint = new GoldenCheckpoint("qwen2_5_vl");
        checkpoint.Edit("config.json", config => config["rope_scaling"] = JsonNode.Parse(rope));
        Assert.Contains(problem, checkpoint.Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Deepstack_features_come_in_the_order_of_the_towers_layers_by_the_merger_of_each()
    {
        using var checkpoint = new GoldenCheckpoint("qwen3_vl");
        checkpoint.Edit("config.json", config => config["vision_config"]!["deepstack_visual_indexes"] = new JsonArray(2, 0));
        Assert.Equal(2, checkpoint.Read(model => model.Facts).Decoder.FeatureLayers);
        checkpoint.Edit("config.json", config => config["vision_config"]!["deepstack_visual_indexes"] = new JsonArray());
        Assert.Equal((0, 64), checkpoint.Read(model => (model.Facts.Decoder.FeatureLayers, model.Facts.Vision.Hidden)));
    }

    [Fact]
    public void The_most_pixels_of_an_image_can_be_lowered_for_every_pass()
    {
        using var checkpoint = new GoldenCheckpoint("qwen2_5_vl");
        var options = new ExportOptions { Checkpoint = checkpoint.Location, Output = "", MaxPixels = 50176 };
        var manifest = ModelExporter.Plan(options).Manifest;
        Assert.Equal(50176, manifest.Image.Resolution!.MostPixels);
        Assert.Equal(64, manifest.Layout(new(1000, 1000), 1).Tokens);
        Assert.Equal(manifest.Layout(new(1000, 1000), 1).Tokens, manifest.Layout(new(1000, 1000), 2).Tokens);
        checkpoint.Edit("judger.json", config => config["max_pixels"] = 12544);
        Assert.Equal(12544, ModelExporter.Plan(options with { MaxPixels = null }).Manifest.Image.Resolution!.MostPixels);
        foreach (var pixels in new[] { 3135, 78401 })
        {
            var error = Assert.Throws<ExportOptionException>(() => ModelExporter.Plan(options with { MaxPixels = pixels }));
            Assert.Contains("give --max-pixels 3136 to 78400", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Norms_of_the_tower_have_the_epsilon_that_stands_in_the_code()
    {
        // The vectors do not tell 1e-6 from 1e-5 for Qwen3-VL.
        using var checkpoint = new GoldenCheckpoint("qwen3_vl");
        foreach (var name in new[] { ModelFileNames.Vision, ModelFileNames.Projector })
        {
            var graph = new Onnx.GraphBuilder(name, new(name, null));
            checkpoint.Read(model =>
            {
                if (name == ModelFileNames.Vision) model.BuildVision(graph, ModelPrecision.Float32);
                else model.BuildProjector(graph, ModelPrecision.Float32);
                return true;
            });
            var norms = graph.Model().Graph.Node.Where(node => node.OpType == "LayerNormalization").ToArray();
            Assert.Equal(name == ModelFileNames.Vision ? 8 : 4, norms.Length);
            Assert.All(norms, norm => Assert.Equal(1e-6f, norm.Attribute.Single(attribute => attribute.Name == "epsilon").F));
        }
    }
}
