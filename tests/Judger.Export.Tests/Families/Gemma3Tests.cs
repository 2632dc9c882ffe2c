using System.Text.Json.Nodes;
using Judger.Export.Checkpoints;
using Judger.Export.Onnx;
using Judger.Export.Tests.Golden;
using Judger.Inference.Manifest;

namespace Judger.Export.Tests.Families;

/// <summary>What the vectors of Gemma 3 do not decide.</summary>
public sealed class Gemma3Tests : IDisposable
{
    private const string Config = "config.json", Image = "preprocessor_config.json";

    private readonly ChangedCheckpoint _checkpoint = new("gemma3");

    public void Dispose() => _checkpoint.Dispose();

    [Fact]
    public void A_manifest_says_that_images_are_seen_as_a_whole_and_how_embeddings_are_scaled()
    {
        var manifest = _checkpoint.Export().Manifest;
        Assert.True(manifest.Decoder.SeesWholeImages);
        Assert.Equal(8f, manifest.EmbeddingScale);
        Assert.Equal(2, manifest.Tokens.BeginOfSequence);
        Assert.Equal((16, "gemma3"), (manifest.Vision.Tokens, manifest.Profile));
        Assert.Equal(2, manifest.AttentionLayer);
        Assert.Empty(_checkpoint.Warnings);
    }

    [Fact]
    public void Scores_are_scaled_by_the_root_of_what_the_configuration_names()
    {
        _checkpoint.Edit(Config, ["text_config"], text => text["query_pre_attn_scalar"] = 64);
        var graph = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(_checkpoint.Export().Folder, ModelFileNames.Decoder)));
        Assert.All(
            graph.Graph.Node.Where(node => node.OpType == "GroupQueryAttention"),
            node => Assert.Equal(0.125f, node.Attribute.Single(attribute => attribute.Name == "scale").F));
    }

    [Theory]
    [InlineData(Config, "text_config.attention_bias", "true", "text_config.attention_bias is true")]
    [InlineData(Config, "text_config.hidden_activation", "\"silu\"", "text_config.hidden_activation is silu")]
    [InlineData(Config, "text_config.layer_types", """["full_attention"]""", "text_config.layer_types is not")]
    [InlineData(Config, "text_config.rope_scaling", """{"rope_type": "yarn"}""", "text_config.rope_scaling.rope_type is yarn")]
    [InlineData(Config, "text_config.final_logit_softcapping", "30", "text_config.final_logit_softcapping is 30")]
    [InlineData(Config, "mm_tokens_per_image", "9", "mm_tokens_per_image is 9")]
    [InlineData(Config, "vision_config.judger_unknown", "1", "vision_config.judger_unknown is not known")]
    [InlineData(Image, "do_pan_and_scan", "true", "do_pan_and_scan is true")]
    [InlineData(Image, "judger_unknown", "1", "judger_unknown is not known")]
    [InlineData("processor_config.json", "image_seq_length", "9", "image_seq_length is 9")]
    public void What_cannot_be_honoured_is_refused_by_its_name(string file, string path, string json, string problem)
    {
        var names = path.Split('.');
        _checkpoint.Edit(file, names[..^1], section => section[names[^1]] = JsonNode.Parse(json));
        Assert.Contains(problem, Assert.Throws<CheckpointException>(() => _checkpoint.Export()).Message, StringComparison.Ordinal);
    }
}
