using Judger.Export.Blocks;
using Judger.Export.Checkpoints;
using Judger.Export.Families.Llava;
using Judger.Export.Tests.Fixtures;

namespace Judger.Export.Tests;

public sealed class LlavaConfigTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_partial_text_config_means_llama_7b_as_transformers_has_it()
    {
        var (text, vision) = Read(
            """{"model_type": "llava", "text_config": {"vocab_size": 32064, "torch_dtype": "float16", "rope_scaling": null}, "vision_config": {}}""");
        Assert.Equal((4096, 11008, 32, 32, 32, 128), (text.Hidden, text.Intermediate, text.Layers, text.Heads, text.KeyValueHeads, text.HeadSize));
        Assert.Equal((32064, 2048, 1e-6, 10000.0), (text.Vocabulary, text.Context, text.NormEpsilon, text.RopeTheta));
        Assert.Equal((false, 1, 2), (text.TiedEmbeddings, text.BeginOfSequence, text.EndOfSequence));
        Assert.Equal(new ClipConfig(1024, 4096, 16, 23, 336, 14, 1e-5, true) { AllLayers = 24 }, vision);
        Assert.Equal(576, vision.Patches);
    }

    [Theory]
    [InlineData(-1, 24)]
    [InlineData(-2, 23)]
    [InlineData(-25, 0)]
    [InlineData(0, 0)]
    [InlineData(7, 7)]
    public void The_feature_layer_counts_the_embeddings_as_layer_zero(int layer, int used) =>
        Assert.Equal(used, Read($$"""{"model_type": "llava", "vision_feature_layer": {{layer}} }""").Vision.UsedLayers);

    [Theory]
    [InlineData("""{"rope_parameters": {"rope_type": "default", "rope_theta": 500000}}""")]
    [InlineData("""{"rope_parameters": {"rope_type": "default", "rope_theta": 500000}, "rope_theta": 10000}""")]
    [InlineData("""{"rope_scaling": {"type": "default"}, "rope_theta": 500000}""")]
    public void Rotary_parameters_of_newer_and_older_configurations_are_read(string text) =>
        Assert.Equal(500000, Read($$"""{"model_type": "llava", "text_config": {{text}} }""").Text.RopeTheta);

    [Theory]
    [InlineData("true", "false")]
    [InlineData("false", "true")]
    public void Embeddings_are_tied_where_either_part_says_so(string whole, string text) => Assert.True(
        Read($$"""{"model_type": "llava", "tie_word_embeddings": {{whole}}, "text_config": {"tie_word_embeddings": {{text}} } }""").Text.TiedEmbeddings);

    public void Dispose() => _folder.Dispose();

    private (TextConfig Text, ClipConfig Vision) Read(string json)
    {
        File.WriteAllText(_folder.PathOf("config.json"), json);
        var config = LlavaConfig.Read(ConfigSection.TryRead(_folder.PathOf("config.json"))!);
        return (config.Text, config.Vision);
    }
}
