using Judger.Training.Checkpoints;
using Judger.Training.Tests.Support;

namespace Judger.Training.Tests.Llava;

public sealed class LlavaSourceTests : IDisposable
{
    private readonly LlavaFolder _folder = new();

    [Fact]
    public void Sizes_words_and_tokens_come_from_the_checkpoint()
    {
        using var source = _folder.Open();
        Assert.Equal(LlavaFolder.Geometry with { Vocabulary = 576, HasDenseHead = false, KeyValueHeads = 2, HeadSize = 16 }, source.Geometry);
        Assert.Equal(
            ("tiny", 1, 48, 2), (source.Prompts.Name, source.Manifest.AttentionLayer, source.Manifest.CropWindow, source.Manifest.Tokens.EndOfSequence));
    }

    [Theory]
    [InlineData("\"model_type\": \"llava\"", "\"model_type\": \"qwen2_vl\"", "qwen2_vl")]
    [InlineData("\"num_hidden_layers\": 3", "\"num_hidden_layers\": 4", "layers.3.")]
    [InlineData("\"intermediate_size\": 80", "\"intermediate_size\": 96", "config.json asks for")]
    public void What_is_not_supported_is_named(string written, string instead, string named)
    {
        var config = Path.Combine(_folder.Checkpoint, "config.json");
        File.WriteAllText(config, File.ReadAllText(config).Replace(written, instead, StringComparison.Ordinal));
        var refused = Assert.Throws<TrainingException>(() => LlavaFolder.Train(_folder.Options("run", Judger.Training.Runs.Llava.Stage.Alignment)));
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_a_checkpoint_is_named()
    {
        var refused = Assert.Throws<TrainingException>(() => LlavaSource.Open(new() { Checkpoint = _folder.At("nothing"), Output = "" }));
        Assert.Contains(_folder.At("nothing"), refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
