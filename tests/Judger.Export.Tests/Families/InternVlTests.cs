using System.Text.Json.Nodes;
using Judger.Export.Checkpoints;
using Judger.Export.Onnx;
using Judger.Export.Tests.Golden;
using Judger.Imaging.Preprocessing;
using Judger.Inference.Manifest;

namespace Judger.Export.Tests.Families;

/// <summary>What the vectors of InternVL do not decide.</summary>
public sealed class InternVlTests
{
    private const int Hidden = 64;
    private const float Near = 1e-4f;

    [Fact]
    public void Tensors_may_have_the_names_of_transformers_5()
    {
        using var checkpoint = new ChangedCheckpoint("internvl");
        var expected = checkpoint.Encode();
        checkpoint.Rename(name => "model." + name.Replace("language_model.model.", "language_model.", StringComparison.Ordinal));
        Assert.Equal(expected, checkpoint.Encode());
    }

    [Fact]
    public void The_projectors_epsilon_is_not_the_towers()
    {
        using var checkpoint = new ChangedCheckpoint("internvl");
        var (folder, _) = checkpoint.Export();
        var norm = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(folder, ModelFileNames.Projector))).Graph.Node
            .Single(node => node.OpType == "LayerNormalization");
        Assert.Equal(1e-5f, norm.Attribute.Single(attribute => attribute.Name == "epsilon").F);
    }

    [Fact]
    public void Without_mean_pooling_a_norm_follows_the_last_layer()
    {
        using var checkpoint = new ChangedCheckpoint("internvl");
        var plain = checkpoint.Features();
        var random = new Random(1);
        float[] scale = [.. Enumerable.Range(0, Hidden).Select(_ => random.NextSingle() + 0.5f)];
        float[] bias = [.. Enumerable.Range(0, Hidden).Select(_ => random.NextSingle())];
        checkpoint.Set("vision_tower.layernorm.weight", scale, Hidden);
        checkpoint.Set("vision_tower.layernorm.bias", bias, Hidden);
        Assert.Equal(plain, checkpoint.Features());
        checkpoint.Edit("config.json", ["vision_config"], vision => vision["use_mean_pooling"] = false);
        var expected = plain.Chunk(Hidden).SelectMany(patch => LayerNorm(patch, scale, bias)).ToArray();
        AssertNear(expected, checkpoint.Features());

        // Another layer's output has no norm behind it.
        checkpoint.Edit("config.json", [], config => config["vision_feature_layer"] = 3);
        Assert.Equal(plain, checkpoint.Features());
    }

    [Fact]
    public void Another_layer_than_the_last_one_can_be_the_feature()
    {
        using var checkpoint = new ChangedCheckpoint("internvl");
        checkpoint.Edit("config.json", [], config => config["vision_feature_layer"] = 1);
        var first = checkpoint.Features();
        checkpoint.Edit("config.json", [], config => config["vision_feature_layer"] = -1);
        checkpoint.Edit("config.json", ["vision_config"], vision => vision["num_hidden_layers"] = 1);
        Assert.Equal(first, checkpoint.Features());
    }

    [Fact]
    public void Queries_and_keys_are_normed_over_all_heads_at_once()
    {
        using var checkpoint = new ChangedCheckpoint("internvl");
        checkpoint.Edit("config.json", ["vision_config"], vision => vision["use_qk_norm"] = true);
        for (var layer = 0; layer < 3; layer++)
        {
            foreach (var part in "qk")
                checkpoint.Set($"vision_tower.encoder.layer.{layer}.attention.{part}_norm.weight", [.. Enumerable.Repeat(1.5f, Hidden)], Hidden);
        }

        var normed = checkpoint.Features();
        Scale(checkpoint, Hidden, 3);
        AssertNear(normed, checkpoint.Features());
        Scale(checkpoint, Hidden / 4, 3);
        Assert.True(Distance(normed, checkpoint.Features()) > 100 * Near);

        // The first rows are the first head's.
        static void Scale(ChangedCheckpoint checkpoint, int rows, float factor)
        {
            foreach (var (name, width) in new[] { ("weight", Hidden), ("bias", 1) })
            {
                var (shape, values) = checkpoint.Tensors[$"vision_tower.encoder.layer.0.attention.q_proj.{name}"];
                float[] scaled = [.. values.Select((value, i) => i < rows * width ? factor * value : value)];
                checkpoint.Set($"vision_tower.encoder.layer.0.attention.q_proj.{name}", scaled, shape);
            }
        }
    }

    [Fact]
    public void Layers_with_RMSNorm_have_no_norm_biases()
    {
        using var checkpoint = new ChangedCheckpoint("internvl");
        var plain = checkpoint.Features();
        checkpoint.Edit("config.json", ["vision_config"], vision => vision["norm_type"] = "rms_norm");
        foreach (var name in checkpoint.Tensors.Keys.Where(name => name.Contains("layernorm_") && name.EndsWith(".bias", StringComparison.Ordinal)).ToArray())
            checkpoint.Tensors.Remove(name);
        checkpoint.Rename(name => name);
        Assert.True(Distance(plain, checkpoint.Features()) > 100 * Near);
    }

    [Fact]
    public void Attention_biases_are_used_only_where_the_configuration_says_so()
    {
        using var checkpoint = new ChangedCheckpoint("internvl");
        var plain = checkpoint.Features();
        checkpoint.Edit("config.json", ["vision_config"], vision => vision.Remove("attention_bias"));
        Assert.True(Distance(plain, checkpoint.Features()) > 100 * Near);
    }

    [Fact]
    public void A_head_counts_where_the_file_does_not_say_that_embeddings_are_tied()
    {
        using var checkpoint = new ChangedCheckpoint("internvl");
        var tied = Decoder(checkpoint);
        checkpoint.Edit("config.json", [], config => config.Remove("tie_word_embeddings"));
        Assert.Equal(tied, Decoder(checkpoint));
        var shape = checkpoint.Tensors["language_model.model.embed_tokens.weight"].Shape;
        checkpoint.Set("language_model.lm_head.weight", new float[shape[0] * shape[1]], shape);
        Assert.NotEqual(tied, Decoder(checkpoint));
        checkpoint.Edit("config.json", [], config => config["tie_word_embeddings"] = true);
        Assert.Equal(tied, Decoder(checkpoint));

        static string Decoder(ChangedCheckpoint checkpoint) => checkpoint.Export().Manifest.Files[ModelFileNames.WeightsOf(ModelFileNames.Decoder)].Sha256;
    }

    [Fact]
    public void The_original_form_without_dynamic_size_shows_one_tile()
    {
        using var checkpoint = new ChangedCheckpoint("internvl_original");
        checkpoint.Edit("config.json", [], config => config["dynamic_image_size"] = false);
        Assert.Equal(1, checkpoint.Export().Manifest.Layout(new(3000, 20), 1).Tensors);
        checkpoint.Edit("config.json", [], config => (config["dynamic_image_size"], config["max_dynamic_patch"]) = (true, null));
        var splitting = checkpoint.Export().Manifest.Image.Splitting!;
        Assert.Equal((SplitRule.ClosestRatio, 1, 6), (splitting.Rule, splitting.LeastTiles, splitting.MostTiles));
    }

    [Fact]
    public void Dynamic_rope_scaling_changes_nothing_within_the_context()
    {
        using var checkpoint = new ChangedCheckpoint("internvl");
        var plain = checkpoint.Export().Manifest.WeightsDigest;
        const string dynamic = """{"factor": 2.0, "rope_type": "dynamic", "type": "dynamic"}""";
        checkpoint.Edit("config.json", ["text_config"], text => text["rope_scaling"] = JsonNode.Parse(dynamic));
        Assert.Equal(plain, checkpoint.Export().Manifest.WeightsDigest);
        checkpoint.Edit("config.json", ["text_config", "rope_scaling"], scaling => scaling["original_max_position_embeddings"] = 2048);
        Assert.Contains("rope_scaling.rope_type is dynamic", Assert.Throws<CheckpointException>(() => checkpoint.Export()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("internvl", "preprocessor_config.json", "size", """{"height": 32, "width": 32}""", "its vision tower's input size, 56")]
    [InlineData("internvl", "preprocessor_config.json", "max_patches", "0", "max_patches is 0 with at least 1")]
    [InlineData("internvl", "preprocessor_config.json", "image_processor_type", "\"CLIPImageProcessor\"", "GotOcr2ImageProcessor")]
    [InlineData("internvl", "processor_config.json", "image_seq_length", "256", "the tokens of its vision tower's input, 4")]
    [InlineData("internvl", "config.json", "downsample_ratio", "0.3", "divides the 4 patches")]
    [InlineData("internvl", "config.json", "vision_feature_layer", "9", "its vision tower of 3 layers")]
    [InlineData("internvl", "config.json", "vision_feature_select_strategy", "\"full\"", "vision_feature_select_strategy is full")]
    [InlineData("internvl", "config.json", "text_config", """{"model_type": "qwen3_moe"}""", "text_config.model_type is qwen3_moe")]
    [InlineData("internvl_original", "config.json", "ps_version", "null", "ps_version is v1")]
    [InlineData("internvl_original", "config.json", "use_thumbnail", "null", "use_thumbnail is false")]
    [InlineData("internvl_original", "config.json", "pad2square", "true", "pad2square is true")]
    [InlineData("internvl_original", "config.json", "vision_judger", "true", "vision_judger is not known")]
    public void What_the_graphs_do_not_have_is_refused_by_name(string family, string file, string name, string json, string message)
    {
        using var checkpoint = new ChangedCheckpoint(family);
        checkpoint.Edit(file, [], section => section[name] = JsonNode.Parse(json));
        var error = Assert.Throws<CheckpointException>(() => checkpoint.Export());
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(checkpoint.PathOf(file), error.File);
    }

    private static float[] LayerNorm(float[] values, float[] scale, float[] bias)
    {
        var mean = values.Average();
        var deviation = Math.Sqrt(values.Select(value => (value - mean) * (value - mean)).Average() + 1e-6);
        return [.. values.Select((value, i) => (float)(((value - mean) / deviation * scale[i]) + bias[i]))];
    }

    private static double Distance(float[] expected, float[] actual) => expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max();

    private static void AssertNear(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.InRange(Distance(expected, actual), 0, Near);
    }
}
