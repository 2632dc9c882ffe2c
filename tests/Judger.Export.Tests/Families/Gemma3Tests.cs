using System.Text.Json.Nodes;
using Judger.Export.Checkpoints;
using Judger.Export.Families.Gemma3;
using Judger.Export.Onnx;
using Judger.Export.Probing;
using Judger.Export.Tests.Fixtures;
using Judger.Export.Tests.Golden;
using Judger.Inference.Manifest;

namespace Judger.Export.Tests.Families;

/// <summary>What the vectors of Gemma 3 do not decide.</summary>
public sealed class Gemma3Tests : IDisposable
{
    private const string Config = "config.json", Image = "preprocessor_config.json";

    private readonly ChangedCheckpoint _checkpoint = new("gemma3");

    private static string Case => GoldenFolder.Require("gemma3/cases/01.json");

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

    [Fact]
    public async Task A_checkpoint_as_transformers_5_writes_it_is_the_same_model()
    {
        _checkpoint.Rename(name => name
            .Replace("language_model.model.", "model.language_model.", StringComparison.Ordinal)
            .Replace("vision_tower.vision_model.", "model.vision_tower.", StringComparison.Ordinal)
            .Replace("multi_modal_projector.", "model.multi_modal_projector.", StringComparison.Ordinal));
        _checkpoint.Edit(Config, ["text_config"], text =>
        {
            text.Remove("rope_scaling");
            text["rope_parameters"] = JsonNode.Parse(
                """
                {
                  "sliding_attention": {"rope_type": "default", "rope_theta": 10000.0},
                  "full_attention": {"rope_type": "linear", "rope_theta": 1000000.0, "factor": 8.0}
                }
                """);
        });
        _checkpoint.Edit(Config, [], config =>
        {
            config["image_token_id"] = config["image_token_index"]!.GetValue<int>();
            config.Remove("image_token_index");
        });
        var processor = JsonNode.Parse(File.ReadAllText(_checkpoint.PathOf(Image)))!.AsObject();
        processor.Remove("processor_class");
        File.Delete(_checkpoint.PathOf(Image));
        _checkpoint.Edit("processor_config.json", [], section => section["image_processor"] = processor);
        await AssertComputesAsync(_checkpoint.Export().Folder);
        Assert.Empty(_checkpoint.Warnings);
    }

    [Fact]
    public async Task A_head_of_its_own_is_used_where_embeddings_are_not_tied()
    {
        var (shape, embeddings) = _checkpoint.Tensors["language_model.model.embed_tokens.weight"];
        _checkpoint.Edit(Config, [], config => config["tie_word_embeddings"] = false);
        _checkpoint.Set("language_model.lm_head.weight", embeddings, shape);
        await AssertComputesAsync(_checkpoint.Export().Folder);
        _checkpoint.Set("language_model.lm_head.weight", new float[embeddings.Length], shape);
        Assert.All(await LogitsAsync(_checkpoint.Export().Folder), logit => Assert.Equal(0, logit));
    }

    [Fact]
    public void Fields_that_are_left_out_are_what_transformers_takes()
    {
        _checkpoint.Edit(Config, [], config => config["text_config"] = new JsonObject());
        var gemma = Read();
        var text = gemma.Text;
        Assert.Equal(
            (2304, 9216, 26, 8, 4, 256, 262208),
            (text.Hidden, text.Intermediate, text.Layers, text.Heads, text.KeyValueHeads, text.HeadSize, text.Vocabulary));
        Assert.Equal((4096, 1e4, 1e6, 1.0, 1 / 16.0), (gemma.Window, gemma.LocalTheta, gemma.GlobalTheta, gemma.GlobalFactor, gemma.Scale));
        Assert.Equal((1e-6, true), (text.NormEpsilon, text.TiedEmbeddings));
        Assert.Equal([5, 11, 17, 23], Enumerable.Range(0, 26).Where(layer => gemma.Global[layer]));
        Assert.Equal(11, gemma.LookingLayer);
    }

    [Fact]
    public void Without_a_list_every_layer_of_a_number_is_global()
    {
        _checkpoint.Edit(Config, ["text_config"], text =>
        {
            text.Remove("layer_types");
            text["sliding_window_pattern"] = 2;
        });
        Assert.Equal([false, true, false, true], Read().Global);
    }

    [Fact]
    public void A_linear_factor_is_of_the_global_layers_alone()
    {
        var gemma = Read();
        Assert.Equal((8.0, 1e6, 1e4), (gemma.GlobalFactor, gemma.GlobalTheta, gemma.LocalTheta));
        _checkpoint.Edit(Config, ["text_config"], text =>
        {
            text.Remove("rope_scaling");
            text["rope_theta"] = 5e5;
            text["rope_local_base_freq"] = 2e4;
        });
        gemma = Read();
        Assert.Equal((1.0, 5e5, 2e4), (gemma.GlobalFactor, gemma.GlobalTheta, gemma.LocalTheta));
    }

    [Fact]
    public void Without_the_tokenizer_that_knows_the_tokens_of_turns_the_checkpoint_is_refused()
    {
        File.Delete(_checkpoint.PathOf(ModelFileNames.TokenizerJson));
        var error = Assert.Throws<CheckpointException>(() => _checkpoint.Export());
        Assert.Contains("copy the checkpoint's own tokenizer.json there", error.Message, StringComparison.Ordinal);
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

    private Gemma3Text Read()
    {
        using var checkpoint = Checkpoint.Open(Path.GetDirectoryName(_checkpoint.PathOf(Config))!);
        return Gemma3Config.Read(checkpoint.Config, null);
    }

    // The numbers of the unchanged checkpoint.
    private static async Task AssertComputesAsync(string folder)
    {
        var expected = new Vectors(Path.ChangeExtension(Case, "safetensors")).Floats("logits");
        Assert.All(expected.Zip(await LogitsAsync(folder)), pair => Assert.InRange(pair.Second, pair.First - 4e-4, pair.First + 4e-4));
    }

    private static async Task<float[]> LogitsAsync(string folder)
    {
        using var output = new TemporaryFolder();
        await ModelProbe.RunAsync(folder, Case, output.PathOf("out.safetensors"), TestContext.Current.CancellationToken);
        return new Vectors(output.PathOf("out.safetensors")).Floats("logits");
    }
}
