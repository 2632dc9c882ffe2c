using Judger.Core.Prompts;
using Judger.Export.Checkpoints;
using Judger.Export.Families.SmolVlm;
using Judger.Export.Tests.Golden;
using Judger.Imaging.Preprocessing;
using Judger.Imaging.Resampling;
using Judger.Inference.Manifest;

namespace Judger.Export.Tests.Families;

/// <summary>What the vectors of SmolVLM do not decide.</summary>
public sealed class SmolVlmTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(16)]
    [InlineData(26)]
    [InlineData(27)]
    [InlineData(32)]
    public void Each_patch_has_a_position_of_its_own_at_usual_sizes(int side) => Assert.Null(PositionBuckets.Of(side));

    [Fact]
    public void At_some_sizes_a_fraction_falls_short_of_its_place_in_float32()
    {
        Assert.Equal(new[] { 19, 25, 29, 31, 38 }, Enumerable.Range(2, 38).Where(side => PositionBuckets.Of(side) is not null));
        var rows = PositionBuckets.Of(19)!;
        Assert.Equal(19 * 19, rows.Count);
        Assert.Equal([.. Enumerable.Range(0, 19).Select(column => column == 12 ? 11 : column)], rows.Take(19));
        Assert.Equal(11 * 19, rows[12 * 19]);
    }

    [Fact]
    public void Where_files_are_silent_the_familys_own_values_count()
    {
        using var checkpoint = new ChangedCheckpoint("smolvlm");
        checkpoint.Edit("preprocessor_config.json", [], file =>
        {
            foreach (var name in new[] { "resample", "image_mean", "image_std", "rescale_factor", "do_image_splitting", "image_processor_type" })
                file.Remove(name);
        });
        var image = checkpoint.Export().Manifest.Image;
        Assert.Equal((ResampleFilter.Lanczos, SplitRule.LongestEdge, 256), (image.Filter, image.Splitting!.Rule, image.Splitting.LongestEdge));
        Assert.Equal([0.5f, 0.5f, 0.5f], image.Mean);
        Assert.Equal([0.5f, 0.5f, 0.5f], image.Std);
    }

    [Fact]
    public void Transformers_5_keeps_the_image_processor_within_the_processors_file()
    {
        using var checkpoint = new ChangedCheckpoint("smolvlm");
        var expected = checkpoint.Export().Manifest.Image;
        var own = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(checkpoint.PathOf("preprocessor_config.json")))!;
        checkpoint.Edit("processor_config.json", [], file => file["image_processor"] = own.DeepClone());
        File.Delete(checkpoint.PathOf("preprocessor_config.json"));
        var actual = checkpoint.Export().Manifest.Image;
        Assert.Equal((expected.Filter, expected.Splitting), (actual.Filter, actual.Splitting));
        Assert.Equal(expected.Mean, actual.Mean);
    }

    [Fact]
    public void An_image_that_is_not_split_has_the_markers_of_a_whole_one_alone()
    {
        using var checkpoint = new ChangedCheckpoint("smolvlm");
        checkpoint.Edit("preprocessor_config.json", [], file => file["do_image_splitting"] = false);
        var manifest = checkpoint.Export().Manifest;
        Assert.Equal((SplitRule.Whole, null), (manifest.Image.Splitting!.Rule, manifest.Markers!.Tiles));
        Assert.Equal(1, manifest.Layout(new(640, 64), 1).Tensors);
    }

    [Fact]
    public void A_head_of_its_own_is_used_unless_the_whole_model_ties_it()
    {
        using var checkpoint = new ChangedCheckpoint("smolvlm");
        var tied = Decoder(checkpoint);
        var shape = checkpoint.Tensors["model.text_model.embed_tokens.weight"].Shape;
        checkpoint.Set("lm_head.weight", new float[shape[0] * shape[1]], shape);
        Assert.Equal(tied, Decoder(checkpoint));
        checkpoint.Edit("config.json", [], file => file["tie_word_embeddings"] = false);
        Assert.NotEqual(tied, Decoder(checkpoint));
        checkpoint.Tensors.Remove("lm_head.weight");
        checkpoint.Rename(name => name);
        Assert.Equal(tied, Decoder(checkpoint));
        checkpoint.Edit("config.json", ["text_config"], text => text["tie_word_embeddings"] = false);
        Assert.Contains("lm_head.weight", Assert.Throws<CheckpointException>(() => checkpoint.Export()).Message, StringComparison.Ordinal);

        static string Decoder(ChangedCheckpoint checkpoint) => checkpoint.Export().Manifest.Files[ModelFileNames.WeightsOf(ModelFileNames.Decoder)].Sha256;
    }

    [Fact]
    public void Tensors_may_have_the_names_of_the_model_without_its_head()
    {
        using var checkpoint = new ChangedCheckpoint("smolvlm");
        var expected = checkpoint.Encode();
        checkpoint.Rename(name => name["model.".Length..]);
        Assert.Equal(expected, checkpoint.Encode());
    }

    [Fact]
    public void A_tokenizer_without_the_token_that_begins_SmolVLMs_conversations_is_Idefics3s()
    {
        using var checkpoint = new ChangedCheckpoint("smolvlm");
        Assert.Equal(PromptProfiles.SmolVlm.Name, checkpoint.Export().Manifest.Profile);
        var tokenizer = File.ReadAllText(checkpoint.PathOf("tokenizer.json"));
        File.WriteAllText(checkpoint.PathOf("tokenizer.json"), tokenizer.Replace("<|im_start|>", "<|begin_of_text|>", StringComparison.Ordinal));
        checkpoint.Edit("config.json", [], file => file["model_type"] = "idefics3");
        Assert.Equal(PromptProfiles.Idefics3.Name, checkpoint.Export().Manifest.Profile);
    }

    [Theory]
    [InlineData("preprocessor_config.json", "max_image_size", """{"longest_edge": 32}""", "its vision tower's input size, 64")]
    [InlineData("preprocessor_config.json", "size", """{"shortest_edge": 32}""", "size.shortest_edge is not known")]
    [InlineData("preprocessor_config.json", "do_rescale", "false", "export a checkpoint with do_rescale")]
    [InlineData("processor_config.json", "image_seq_len", "169", "the tokens of its vision tower's input, 4")]
    [InlineData("config.json", "scale_factor", "3", "that divides the 4 patches")]
    [InlineData("config.json", "image_token_id", "5000", "image_token_id is 5000")]
    [InlineData("config.json", "image_grid", "7", "image_grid is not known")]
    [InlineData("config.json", "vision_config", """{"model_type": "clip_vision_model"}""", "vision_config.model_type is clip_vision_model")]
    [InlineData("config.json", "text_config", """{"model_type": "gemma"}""", "text_config.model_type is gemma")]
    public void What_the_graphs_do_not_have_is_refused_by_name(string file, string name, string json, string message)
    {
        using var checkpoint = new ChangedCheckpoint("smolvlm");
        checkpoint.Edit(file, [], section => section[name] = System.Text.Json.Nodes.JsonNode.Parse(json));
        var error = Assert.Throws<CheckpointException>(() => checkpoint.Export());
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(checkpoint.PathOf(file), error.File);
    }

    [Fact]
    public void A_tokenizer_without_the_tokens_around_an_image_is_refused()
    {
        using var checkpoint = new ChangedCheckpoint("smolvlm");
        var tokenizer = File.ReadAllText(checkpoint.PathOf("tokenizer.json"));
        File.WriteAllText(checkpoint.PathOf("tokenizer.json"), tokenizer.Replace("<fake_token_around_image>", "<other>", StringComparison.Ordinal));
        Assert.Contains(
            "does not have the special token <fake_token_around_image>", Assert.Throws<CheckpointException>(() => checkpoint.Export()).Message,
            StringComparison.Ordinal);
    }
}
