using Judger.Export.Checkpoints;
using Judger.Export.Families.Llava;
using Judger.Export.Pipeline;
using Judger.Export.Synthetic;
using Judger.Export.Tests.Fixtures;
using Judger.Imaging.Preprocessing;

namespace Judger.Export.Tests;

/// <summary>Checkpoints in the form of haotian-liu/LLaVA.</summary>
public sealed class OriginalCheckpointTests : IDisposable
{
    private const string Config =
        """{"model_type": "llava_llama", "mm_vision_tower": "openai/clip-vit-large-patch14-336", "mm_vision_select_layer": -2, "image_aspect_ratio": "pad"}""";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_configuration_without_sizes_means_llama_7b_and_clip_large()
    {
        var config = Read(Config);
        var text = config.Text;
        Assert.Equal((4096, 11008, 32, 32000, 128), (text.Hidden, text.Intermediate, text.Layers, text.Vocabulary, text.HeadSize));
        Assert.Equal(new ClipConfig(1024, 4096, 16, 23, 336, 14, 1e-5, true) { AllLayers = 24 }, config.Vision);
        Assert.Equal(ResizeMode.PadToSquare, config.Mode);
    }

    [Fact]
    public void Sizes_stand_at_the_top_and_llava_may_be_the_type()
    {
        var config = Read(
            """
            {"model_type": "llava", "mm_vision_tower": "openai/clip-vit-large-patch14", "mm_projector_type": "mlp2x_gelu",
             "hidden_size": 2048, "num_attention_heads": 16, "num_key_value_heads": 4}
            """);
        Assert.Equal((2048, 16, 4, 128), (config.Text.Hidden, config.Text.Heads, config.Text.KeyValueHeads, config.Text.HeadSize));
        Assert.Equal(224, config.Vision.ImageSize);
        Assert.Equal(ResizeMode.CenterCrop, config.Mode);
    }

    [Theory]
    [InlineData("\"mm_projector_type\": \"linear\"", "mm_projector_type is linear")]
    [InlineData("\"mm_vision_select_feature\": \"cls_patch\"", "mm_vision_select_feature is cls_patch")]
    [InlineData("\"mm_use_im_start_end\": true", "mm_use_im_start_end is true")]
    [InlineData("\"image_aspect_ratio\": \"anyres\"", "image_aspect_ratio is anyres")]
    [InlineData("\"mm_vision_tower\": \"google/siglip-so400m-patch14-384\"", "mm_vision_tower is google/siglip-so400m-patch14-384")]
    [InlineData("\"mm_vision_select_layer\": -30", "mm_vision_select_layer is -30")]
    public void What_cannot_be_exported_is_refused_by_name(string field, string problem)
    {
        var error = Assert.Throws<CheckpointException>(() => Read($"{{\"model_type\": \"llava_llama\", {field}}}"));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_manifest_says_that_images_are_padded()
    {
        new RandomCheckpoint(new() { Naming = TensorNaming.Original }).Write(_folder.PathOf("checkpoint"));
        Assert.Equal(ResizeMode.PadToSquare, Export().Image.Mode);
    }

    [Fact]
    public void A_checkpoint_that_leaves_its_vision_tower_elsewhere_says_what_to_do()
    {
        var checkpoint = new RandomCheckpoint(new() { Naming = TensorNaming.Original });
        foreach (var name in checkpoint.Tensors.Keys.Where(name => name.StartsWith(checkpoint.Vision, StringComparison.Ordinal)).ToArray())
            checkpoint.Tensors.Remove(name);
        checkpoint.Write(_folder.PathOf("checkpoint"));
        var error = Assert.Throws<CheckpointException>(Export);
        Assert.Contains("no vision tower (model.vision_tower.vision_tower.vision_model.*)", error.Message, StringComparison.Ordinal);
        Assert.Contains("save CLIP's tensors with it", error.Message, StringComparison.Ordinal);
    }

    private Judger.Inference.Manifest.ModelManifest Export() => ModelExporter.Export(
        new() { Checkpoint = _folder.PathOf("checkpoint"), Output = _folder.PathOf("model") }, cancellationToken: TestContext.Current.CancellationToken);

    private LlavaConfig Read(string json)
    {
        File.WriteAllText(_folder.PathOf("config.json"), json);
        return LlavaConfig.Read(ConfigSection.TryRead(_folder.PathOf("config.json"))!);
    }
}
